-- For each government below a region's: how many organs report to it, by timeliness, and how many of them have a confirmed finding. "pending" counts
-- those with something held against them that no person has decided yet, "faulty_pending" those with any such finding about their figures: while
-- there is one, that government is not ranked. Variables: government_id, year.
WITH verdicts AS (
    SELECT f.agency_id, f.year,
        bool_or(f.verified AND k.check_group NOT IN ('timeliness', 'coverage', 'consistency')) AS is_faulty,
        bool_or(NOT f.verified AND coalesce(f.decision, '') <> 'rejected' AND k.check_group NOT IN ('timeliness', 'coverage', 'consistency')) AS is_waiting,
        bool_or(f.decision = 'rejected' AND f.check_id = 'timeliness.late') AS is_late_rejected,
        bool_or(f.decision = 'rejected' AND f.check_id = 'coverage.not_seen') AS is_unseen_rejected,
        bool_or(f.verified AND f.check_id IN ('timeliness.late', 'coverage.not_seen')) AS is_confirmed
    FROM findings f JOIN checks k USING (check_id)
    GROUP BY f.agency_id, f.year
),
below AS (
    SELECT p.agency_id AS government_id, p.name, p.position, c.timeliness, c.is_read,
        c.timeliness = 'late' AND NOT coalesce(v.is_late_rejected, false) OR c.seen = 'not_found' AND NOT coalesce(v.is_unseen_rejected, false)
            AND coalesce(a.valid_to >= (SELECT as_of_on FROM meta), true) AS is_held,
        coalesce(v.is_confirmed, false) AS is_confirmed, coalesce(v.is_faulty, false) AS is_faulty, coalesce(v.is_waiting, false) AS is_waiting
    FROM agencies p
    JOIN coverage c ON c.reports_to = p.agency_id AND c.year = getvariable('year') AND c.status <> 'not_due'
    JOIN agencies a ON a.agency_id = c.agency_id
    LEFT JOIN verdicts v ON v.agency_id = c.agency_id AND v.year = c.year
    WHERE p.in_roster AND p.reports_to = getvariable('government_id') AND p.kind = 'government'
)
SELECT government_id AS agency_id, name, count(*) AS due,
    count(*) FILTER (timeliness = 'on_time') AS on_time,
    count(*) FILTER (timeliness = 'on_time' OR is_held) AS assessed,
    count(*) FILTER (is_held AND NOT is_confirmed) AS pending,
    count(*) FILTER (is_read) AS is_read,
    count(*) FILTER (is_read AND is_faulty) AS faulty,
    count(*) FILTER (is_read AND is_waiting) AS faulty_pending
FROM below
GROUP BY government_id, name, position
ORDER BY position NULLS LAST, government_id;
