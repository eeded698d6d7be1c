-- Figures that differ between two documents of one report that stand at the same time, after the corrections by people. Compared is only what both
-- engines read alike in both documents, and the same readers, or a person put right; a blank beside a nought is no difference, and no part of one file is a copy of another.
CREATE TEMP TABLE others AS
SELECT d.report_id, d.document_id, d.part, arg_min(d.url, (d.first_seen_at, d.url)) AS url, arg_min(d.role, (d.first_seen_at, d.url)) AS role, any_value(p.url) AS own_url
FROM report_documents AS d
JOIN (
    -- An address where the same is read stands for the preferred document.
    SELECT report_id, any_value(document_id) FILTER (role = 'report') AS document_id,
        arg_min(url, (role <> 'report', first_seen_at, url)) FILTER (is_standing) AS url
    FROM report_documents WHERE agrees GROUP BY report_id HAVING bool_or(is_standing)
) AS p USING (report_id)
WHERE d.agrees IS NULL AND d.status <> 'failed' AND d.document_id <> p.document_id
    -- What no list and no page leads to any more was left where it was; nobody is shown two figures.
    AND EXISTS (SELECT 1 FROM addresses AS a WHERE a.document_id = d.document_id AND a.part = d.part AND a.url = d.url AND a.is_led_to)
GROUP BY d.report_id, d.document_id, d.part;

CREATE TEMP TABLE other_figures AS
SELECT o.report_id, o.document_id, o.part, o.url, o.role, o.own_url, x.item, x.measure,
    CASE WHEN c.item IS NOT NULL THEN c.value ELSE x.value END AS value, CASE WHEN c.item IS NOT NULL THEN c.unit ELSE x.unit END AS unit
FROM (
    SELECT o.*, unnest(r.figures) AS x FROM others AS o JOIN chosen AS c USING (document_id)
    JOIN readings AS r ON r.document_id = o.document_id AND r.part = o.part AND r.filename = c.filename
) AS o
LEFT JOIN (
    SELECT document_id, item, measure, arg_max(value, rowid) AS value, arg_max(unit, rowid) AS unit FROM corrections
    WHERE coalesce(status, '') <> 'withdrawn' GROUP BY ALL
) AS c ON c.document_id = o.document_id AND c.item = x.item AND c.measure = x.measure
WHERE x.state = 'reported' AND (is_sure(x.how, x.agreement) OR c.item IS NOT NULL);

CREATE TEMP TABLE both_read AS
SELECT o.*, f.value AS own_value
FROM other_figures AS o JOIN figures AS f ON f.report_id = o.report_id AND f.item = o.item AND f.measure = o.measure
JOIN reports AS r ON r.report_id = o.report_id
JOIN documents AS d ON d.document_id = r.document_id JOIN documents AS e ON e.document_id = o.document_id AND e.reading_fingerprint = d.reading_fingerprint
WHERE f.state = 'reported' AND is_sure(f.how, f.agreement) AND o.value IS NOT NULL AND f.unit IS NOT DISTINCT FROM o.unit;

INSERT INTO copy_differences
SELECT report_id, document_id, part, item, measure, own_value, value, unit, own_url, url, role FROM both_read WHERE value <> own_value
ORDER BY report_id, document_id, part, item, measure;

UPDATE report_documents SET agrees = b.agrees
FROM (SELECT report_id, document_id, part, bool_and(value = own_value) AS agrees FROM both_read GROUP BY ALL) AS b
WHERE b.report_id = report_documents.report_id AND b.document_id = report_documents.document_id AND b.part = report_documents.part
    AND report_documents.agrees IS NULL;
