-- Every version of every report of an organ. Variable: agency_id.
SELECT year, version, is_current, published_on, published_on_basis, first_seen_at, document_id, url
FROM reports
WHERE agency_id = getvariable('agency_id')
ORDER BY year DESC NULLS LAST, version DESC, document_id;
