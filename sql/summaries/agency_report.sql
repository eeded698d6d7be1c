-- An organ's current report of a year. Variables: agency_id, year.
SELECT report_id, agency_name, title, scope, status, edition_disclosure, edition_requests, edition_proceedings, withdrawn_on
FROM reports
WHERE agency_id = getvariable('agency_id') AND year = getvariable('year') AND is_current;
