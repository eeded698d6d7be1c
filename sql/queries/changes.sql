-- 发布后改动的数据：同一机关同一年度的前后两版，由同一套读取程序读出 | Figures that an agency altered after publication. Versions are compared only
-- under one reading fingerprint, so that a change of our readers is never shown as a change made by an agency.
WITH versions AS (
    SELECT r.report_id, r.agency_id, r.agency_name, r.year, r.version, r.published_on, r.first_seen_at, d.reading_fingerprint,
        lag(r.report_id) OVER (PARTITION BY r.agency_id, r.year ORDER BY r.version) AS earlier_id,
        lag(d.reading_fingerprint) OVER (PARTITION BY r.agency_id, r.year ORDER BY r.version) AS earlier_fingerprint
    FROM reports AS r JOIN documents AS d USING (document_id)
    WHERE r.year IS NOT NULL AND r.status <> 'failed'
)
SELECT v.agency_name, v.year, v.version, coalesce(v.published_on, CAST(v.first_seen_at AS DATE)) AS changed_on, n.item, n.measure,
    o.state AS state_before, o.value AS value_before, n.state AS state_after, n.value AS value_after
FROM versions AS v
JOIN figures AS n ON n.report_id = v.report_id
JOIN figures AS o ON o.report_id = v.earlier_id AND o.item = n.item AND o.measure = n.measure
WHERE v.reading_fingerprint = v.earlier_fingerprint
    AND coalesce(v.published_on, CAST(v.first_seen_at AS DATE)) >= CAST($since AS DATE)
    AND (n.state, n.value) IS DISTINCT FROM (o.state, o.value)
    AND 'unreadable' NOT IN (n.state, o.state)
ORDER BY changed_on, v.agency_name, v.year, v.version, n.item, n.measure;
