-- Corrections by people, put over what was read, each only while it still stands over the printed text (blanks aside) or value it was made for. How
-- the figure came about becomes "corrected"; the printed text stays. A correction that no longer fits becomes an issue of its report.

CREATE TEMP TABLE matched AS
SELECT c.rowid AS correction, r.report_id, f.item IS NOT NULL AS is_there, f.raw, f.value AS old_value,
    f.item IS NOT NULL AND (
        regexp_replace(coalesce(f.raw, ''), '\s', '', 'g') = regexp_replace(coalesce(c.expect, ''), '\s', '', 'g')
        -- Only a plain number of six places is compared as a number: a cast alone would round.
        OR coalesce(regexp_full_match(c.expect, '[+-]?[0-9]+([.][0-9]{1,6})?') AND f.value = TRY_CAST(c.expect AS DECIMAL(18, 6)), false)
    ) AS holds
FROM corrections AS c JOIN reports AS r USING (document_id)
LEFT JOIN figures AS f ON f.report_id = r.report_id AND f.item = c.item AND f.measure = c.measure
WHERE coalesce(c.status, '') <> 'withdrawn';

UPDATE figures SET value = c.value, unit = c.unit, state = CASE WHEN c.value IS NULL THEN 'blank' ELSE 'reported' END, how = 'corrected',
    candidates = NULL
FROM corrections AS c JOIN matched AS m ON m.correction = c.rowid
WHERE m.holds AND figures.report_id = m.report_id AND figures.item = c.item AND figures.measure = c.measure;

INSERT INTO issues
SELECT m.report_id,
    coalesce((SELECT max(ordinal) FROM issues AS i WHERE i.report_id = m.report_id), 0) + row_number() OVER (PARTITION BY m.report_id ORDER BY c.rowid),
    'correction_stale', 'warning',
    CASE WHEN m.is_there
        THEN concat('the correction of this figure was not applied: it was made for ''', c.expect, ''', but the document now reads ''', m.raw, '''; look again')
        ELSE 'the correction was not applied: the report has no such figure; look again' END,
    c.item, c.measure, NULL, m.old_value, c.value, NULL
FROM corrections AS c JOIN matched AS m ON m.correction = c.rowid
-- Of several reports in one document only one may have been meant.
WHERE NOT m.holds AND NOT EXISTS (SELECT 1 FROM matched AS other WHERE other.correction = m.correction AND other.holds);

UPDATE corrections SET applied = m.n
FROM (SELECT correction, count(*) AS n FROM matched WHERE holds GROUP BY correction) AS m
WHERE corrections.rowid = m.correction;
