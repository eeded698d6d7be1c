-- Every document of an organ's current report of a year with its addresses, the one that stands for it first. Variables: agency_id, year.
SELECT d.role, d.url, d.document_id, d.first_seen_at, d.last_seen_at, d.is_standing
FROM reports r
JOIN report_documents d USING (report_id)
WHERE r.agency_id = getvariable('agency_id') AND r.year = getvariable('year') AND r.is_current
ORDER BY list_position(['report', 'page', 'attachment', 'copy', 'same'], d.role), d.url, d.first_seen_at, d.document_id;
