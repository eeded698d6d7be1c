-- The reports that a person must judge: is it one, whose, of which year. With all the evidence that was seen for organ and year.
SELECT r.report_id, r.document_id, CASE WHEN (SELECT max(o.part) FROM reports AS o WHERE o.document_id = r.document_id) > 1 THEN r.part END AS part, r.title, r.agency_id, r.agency_name, a.in_roster, r.year, r.published_on, r.url, r.format, r.in_review,
    r.status, d.name AS file_name, d.portal, d.first_seen_at,
    (SELECT arg_max(t.note, t."at") FROM retrievals AS t WHERE t.document_id = r.document_id AND starts_with(t.note, 'in_review')) AS note,
    (SELECT arg_max(t.link_text, t."at") FROM retrievals AS t WHERE t.document_id = r.document_id AND t.link_text IS NOT NULL) AS link_text,
    (SELECT list(DISTINCT t.agency_id ORDER BY t.agency_id) FROM retrievals AS t WHERE t.document_id = r.document_id AND t.agency_id IS NOT NULL) AS hints,
    (SELECT list(DISTINCT t.year ORDER BY t.year) FROM retrievals AS t WHERE t.document_id = r.document_id AND t.year IS NOT NULL) AS hinted_years,
    (SELECT list(DISTINCT {'field': e.field, 'value': e.value, 'basis': e.basis}) FROM evidence AS e
     WHERE e.report_id = r.report_id AND e.field IN ('agency', 'year')) AS evidence,
    (SELECT left(string_agg(concat_ws(' ', s.heading, s.text), ' ' ORDER BY s.number), 600) FROM sections AS s WHERE s.report_id = r.report_id) AS opening
FROM reports AS r JOIN agencies AS a USING (agency_id) LEFT JOIN documents AS d USING (document_id)
WHERE NOT r.is_rejected AND (r.in_review OR r.year IS NULL OR NOT a.in_roster)
    AND NOT EXISTS (SELECT 1 FROM decisions AS c WHERE c.kind = 'document' AND c.decision = 'outside'
        AND c.subject IN (r.document_id, concat(r.document_id, '#', r.part)))
ORDER BY d.portal NULLS FIRST, r.url NULLS FIRST, r.document_id, r.part;
