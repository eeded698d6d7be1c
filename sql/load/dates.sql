-- Where neither page nor address says when a report came out: the day its server says it last changed, then the day it was first seen. Both are
-- days in Beijing and only evidence of their kind: neither ever makes a report late.
UPDATE reports SET published_on = h.changed_on, published_on_basis = 'header'
FROM (
    SELECT d.report_id, min(CAST(t.changed_at + INTERVAL 8 HOUR AS DATE)) AS changed_on
    FROM (SELECT document_id, "at", try_strptime(last_modified, '%a, %d %b %Y %H:%M:%S GMT') AS changed_at FROM retrievals WHERE kind = 'document') AS t
    JOIN (SELECT DISTINCT report_id, document_id FROM report_documents) AS d USING (document_id)
    -- A server that makes its pages anew for each request says that each has just changed.
    WHERE t.changed_at < t."at" - INTERVAL 1 DAY
    GROUP BY d.report_id
) AS h
WHERE h.report_id = reports.report_id AND reports.published_on IS NULL AND h.changed_on >= make_date(reports.year, 12, 1);

UPDATE reports SET published_on = CAST(first_seen_at + INTERVAL 8 HOUR AS DATE), published_on_basis = 'first_seen'
WHERE published_on IS NULL AND CAST(first_seen_at + INTERVAL 8 HOUR AS DATE) >= make_date(year, 12, 1);

-- A date before 1 December of the reporting year cannot be the day on which that year's report came out: said aloud, never dropped in silence.
INSERT INTO issues
SELECT r.report_id, coalesce((SELECT max(ordinal) FROM issues AS i WHERE i.report_id = r.report_id), 0) + 1, 'date_too_early', 'warning',
    concat('所印日期早于报告年度末 | the date ', r.published_on, ' (', r.published_on_basis, ') lies before the end of the reporting year ', r.year,
        ': it does not count as the day of publication; look at the document'),
    NULL, NULL, NULL, NULL, NULL, NULL
FROM reports AS r WHERE r.published_on < make_date(r.year, 12, 1);
