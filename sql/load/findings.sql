-- Offenders of one check as findings, with the decisions of people on them. Variables: check_id, severity.
INSERT INTO findings
WITH found AS (
    SELECT *,
        -- Several relations end in one cell, so that the relation belongs to what is checked.
        left(sha256(concat_ws('|', concat_ws(':', getvariable('check_id'), relation_id), agency_id, year, coalesce(item, ''), coalesce(measure, ''))), 16)
            AS finding_id
    FROM offenders
),
decided AS (
    SELECT subject, arg_max((decision, decided_by, decided_on, note), place) AS last
    FROM (SELECT *, row_number() OVER (ORDER BY decided_on NULLS FIRST, rowid) AS place FROM decisions WHERE kind = 'finding')
    GROUP BY subject
)
SELECT f.finding_id, getvariable('check_id'), coalesce(f.severity, getvariable('severity')), f.agency_id, f.region_code, f.year, f.report_id,
    f.other_report_id, f.item, f.measure, f.printed, f.computed, f.blame, coalesce(d.last[1] = 'confirmed', false), f.message_zh, f.message_en,
    f.relation_id, d.last[1], d.last[2], d.last[3], d.last[4]
FROM found AS f LEFT JOIN decided AS d ON d.subject = f.finding_id
ORDER BY f.year, f.region_code, f.agency_id, f.item, f.measure, f.finding_id;
