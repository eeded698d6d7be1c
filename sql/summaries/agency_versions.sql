-- Every version of every report of an organ, with the day on which it was found gone from all its addresses. Whether its lateness in that year is held against it and no person has confirmed it: then the day is
-- not for showing. Variable: agency_id.
SELECT r.year, r.version, r.is_current, r.published_on, r.published_on_basis, r.first_seen_at, r.document_id, r.url, r.withdrawn_on,
    coalesce((SELECT bool_or(d.is_standing) FROM report_documents AS d WHERE d.report_id = r.report_id), false) AS is_standing,
    coalesce(c.timeliness IN ('late', 'late_possible'), false) AND NOT EXISTS (
        SELECT 1 FROM findings f WHERE f.agency_id = r.agency_id AND f.year = r.year AND f.check_id = concat('timeliness.', c.timeliness) AND f.verified
    ) AS is_withheld
FROM reports r
LEFT JOIN coverage c ON c.agency_id = r.agency_id AND c.year = r.year
WHERE r.agency_id = getvariable('agency_id')
ORDER BY r.year DESC NULLS LAST, r.version DESC, r.document_id;
