-- Attempts that concern an organ's report of a year: its documents, links that name it and that year, and the lists of its portal since that
-- year ended; one line an address and outcome. Variables: agency_id, year.
SELECT t.kind, t.url, t.outcome, min(t."at") AS first_at, max(t."at") AS last_at, count(*) AS attempts
FROM retrievals t
WHERE t.document_id IN (SELECT d.document_id FROM report_documents d JOIN reports USING (report_id) WHERE agency_id = getvariable('agency_id') AND year = getvariable('year'))
    OR (t.agency_id = getvariable('agency_id') AND t.year = getvariable('year'))
    OR (t.kind = 'listing' AND t."at" >= make_date(getvariable('year') + 1, 1, 1)
        AND t.portal = (SELECT portal FROM agencies WHERE agency_id = getvariable('agency_id')))
GROUP BY ALL
ORDER BY 4, 2, 3;
