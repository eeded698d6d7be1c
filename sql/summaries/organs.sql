-- The organs a region answers for in a year, in the order of the organ list, each in exactly one class and with exactly one timeliness.
-- Scope: the region's own organs, organs whose report its government sums, and the bodies that run the zones it hosts; never the organs below
-- those, whose own region answers for them. What is held against an organ (late, perhaps late, not seen) carries a verdict: pending until a person
-- confirmed or rejected it; what was rejected is 未能核查 with a reason of its own, and so is what was not seen of an organ that has ended since. Variables: region_code, year.
WITH governments AS (
    SELECT a.agency_id
    FROM agencies a
    JOIN regions r USING (region_code)
    WHERE a.in_roster AND r.region_code = getvariable('region_code') AND a.kind = CASE r.kind WHEN 'zone' THEN 'zone' ELSE 'government' END
),
organs AS (
    SELECT a.*, a.agency_id IN (SELECT agency_id FROM governments) AS is_own_government
    FROM agencies a
    LEFT JOIN regions r USING (region_code)
    WHERE a.in_roster AND (
        a.region_code = getvariable('region_code')
        OR a.reports_to IN (SELECT agency_id FROM governments)
        OR (a.kind = 'zone' AND r.host_region_code = getvariable('region_code'))
    )
),
-- Whose report of the year before is there; after a reform, of whom every report of the organs before it is.
previous AS (
    SELECT p.agency_id FROM reports p
    ANTI JOIN (FROM lineage_steps WHERE is_after AND year = getvariable('year')) s ON s.agency_id = p.agency_id
    WHERE p.year = getvariable('year') - 1 AND p.is_current AND p.status <> 'failed'
    UNION
    SELECT n.agency_id
    FROM lineage_steps n JOIN lineage_steps b ON b.year = n.year AND b.group_id = n.group_id AND b.is_before
    LEFT JOIN reports p ON p.agency_id = b.agency_id AND p.year = n.year - 1 AND p.is_current AND p.status <> 'failed'
    WHERE n.year = getvariable('year') AND n.is_after
    GROUP BY n.agency_id HAVING count(p.report_id) = count(*)
),
seen AS (
    SELECT o.*, c.seen, c.timeliness AS judged, c.due_on, c.basis_zh AS due_basis, c.published_on, c.first_seen_on, c.checked_at, c.report_id,
        c.report_status, c.url, c.is_read, c.standing, c.too_early_on, c.looked_on, c.reported_by, c.lineage_note,
        c.seen = 'not_found' AND coalesce(o.valid_to < clock.as_of_on, false) AS is_gone,
        CASE
            WHEN c.timeliness = 'late' THEN 'timeliness.late'
            WHEN c.timeliness = 'late_possible' THEN 'timeliness.late_possible'
            WHEN c.seen = 'not_found' AND NOT is_gone THEN 'coverage.not_seen'
        END AS claim
    FROM organs o
    JOIN coverage c ON c.agency_id = o.agency_id AND c.year = getvariable('year')
    CROSS JOIN (SELECT as_of_on FROM meta) AS clock
    WHERE c.status <> 'not_due'
),
-- An organ has at most one finding of each of these checks a year.
judged_by AS (
    SELECT agency_id, check_id, CASE WHEN bool_or(verified) THEN 'confirmed' WHEN bool_and(coalesce(decision, '') = 'rejected') THEN 'rejected' END AS decided
    FROM findings WHERE year = getvariable('year') GROUP BY agency_id, check_id
),
-- The version that bears the day of publication, with the text the day was taken from.
dated AS (
    SELECT s.agency_id, first(r.published_on_basis ORDER BY r.version) AS published_on_basis, first(e.text ORDER BY r.version, e.text) AS date_text
    FROM seen s
    JOIN reports r ON r.agency_id = coalesce(s.reported_by, s.agency_id) AND r.year = getvariable('year') AND r.published_on = s.published_on AND NOT r.is_rejected
    LEFT JOIN evidence e ON e.report_id = r.report_id AND e.field = 'published_on' AND e.basis = r.published_on_basis
    GROUP BY s.agency_id
)
SELECT seen.agency_id, name, region_code, level, kind, reports_to, portal, position, seen, due_on, due_basis, published_on, published_on_basis, date_text,
    first_seen_on, checked_at, looked_on, too_early_on, standing, report_id, report_status, url, is_read,
    reported_by, lineage_note, valid_from, valid_to, credit_code, seen.agency_id IN (SELECT agency_id FROM previous) AS has_previous,
    EXISTS (SELECT 1 FROM report_documents d WHERE d.report_id = seen.report_id AND d.role IN ('page', 'attachment', 'copy') AND d.agrees IS NOT NULL)
        AS has_copies,
    CASE
        WHEN is_own_government THEN 'own_government'
        WHEN kind = 'vertical' THEN 'vertical'
        WHEN kind = 'zone' THEN 'zones'
        WHEN kind = 'government' THEN 'counties'
        WHEN kind IN ('township', 'street') THEN 'townships'
        ELSE 'departments'
    END AS organ_class,
    CASE
        WHEN judged = 'on_time' THEN judged
        WHEN decided = 'rejected' THEN 'not_verified'
        WHEN judged = 'late' THEN judged
        WHEN seen = 'not_found' AND NOT is_gone THEN 'not_seen'
        ELSE 'not_verified'
    END AS timeliness,
    CASE WHEN decided = 'rejected' THEN 'rejected' WHEN is_gone THEN 'gone' ELSE coalesce(judged, seen) END AS reason,
    CASE WHEN claim IS NOT NULL THEN coalesce(decided, 'pending') END AS verdict
FROM seen
LEFT JOIN dated USING (agency_id)
LEFT JOIN judged_by v ON v.agency_id = seen.agency_id AND v.check_id = seen.claim
ORDER BY position NULLS LAST, seen.agency_id;
