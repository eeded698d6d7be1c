-- 发布后改动的数据：同一机关同一年度的前后两版，由同一套读取程序读出 | Figures that an agency altered after publication. Versions are compared only
-- under one reading fingerprint, so that a change of our readers is never shown as a change made by an agency; what a person rejected or has yet to
-- judge is no version. A figure that appears or vanishes is shown as absent before or after. Days are those of Shanghai.
WITH versions AS (
    SELECT r.report_id, r.agency_id, r.agency_name, r.year, r.version, r.published_on, d.reading_fingerprint,
        CAST(r.first_seen_at + INTERVAL 8 HOUR AS DATE) AS first_seen_on,
        lag(r.report_id) OVER w AS earlier_id, lag(d.reading_fingerprint) OVER w AS earlier_fingerprint, lag(r.published_on) OVER w AS earlier_on
    FROM reports AS r JOIN documents AS d USING (document_id)
    WHERE r.year IS NOT NULL AND r.status <> 'failed' AND NOT r.is_rejected AND NOT r.in_review
    WINDOW w AS (PARTITION BY r.agency_id, r.year ORDER BY r.version)
),
-- A version that still bears the earlier one's date was altered by the day it was first seen, not on that date.
pairs AS (
    SELECT *, CASE WHEN published_on > coalesce(earlier_on, published_on) THEN published_on ELSE first_seen_on END AS changed_on
    FROM versions WHERE reading_fingerprint = earlier_fingerprint
),
old AS (SELECT p.report_id, f.item, f.measure, f.state, f.value FROM pairs AS p JOIN figures AS f ON f.report_id = p.earlier_id),
new AS (SELECT p.report_id, f.item, f.measure, f.state, f.value FROM pairs AS p JOIN figures AS f ON f.report_id = p.report_id),
compared AS (
    SELECT report_id, item, measure, coalesce(old.state, 'absent') AS state_before, old.value AS value_before,
        coalesce(new.state, 'absent') AS state_after, new.value AS value_after
    FROM old FULL JOIN new USING (report_id, item, measure)
)
SELECT p.agency_name, p.year, p.version, p.changed_on, c.item, c.measure, c.state_before, c.value_before, c.state_after, c.value_after
FROM pairs AS p JOIN compared AS c USING (report_id)
WHERE p.changed_on >= CAST($since AS DATE)
    AND (c.state_before, c.value_before) IS DISTINCT FROM (c.state_after, c.value_after)
    AND 'unreadable' NOT IN (c.state_before, c.state_after)
ORDER BY p.changed_on, p.agency_name, p.year, p.version, c.item, c.measure;
