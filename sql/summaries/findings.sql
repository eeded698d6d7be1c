-- Findings of a year that no person rejected, with the place of the printed figure in its source. Variable: year.
SELECT f.finding_id, f.check_id, f.agency_id, a.name AS agency_name, f.region_code, f.severity, f.item, f.measure, f.printed, f.computed, f.blame,
    f.verified, f.message_zh, c.title_zh, c.basis, c.check_group,
    g.raw, g.how, g.source_page, g.source_table, g.source_row, g.source_column, r.url, r.document_id,
    (
        SELECT i.label_zh FROM form_items i
        WHERE i.item = f.item AND i.measure = f.measure
        ORDER BY i.edition = coalesce(CASE split_part(f.item, '.', 1)
            WHEN 'disclosure' THEN r.edition_disclosure WHEN 'requests' THEN r.edition_requests ELSE r.edition_proceedings END, '') DESC, i.edition DESC
        LIMIT 1
    ) AS label_zh
FROM findings f
JOIN checks c USING (check_id)
JOIN agencies a USING (agency_id)
LEFT JOIN reports r USING (report_id)
LEFT JOIN figures g ON g.report_id = f.report_id AND g.item = f.item AND g.measure = f.measure
WHERE f.year = getvariable('year') AND (f.verified OR coalesce(f.decision, '') NOT IN ('rejected'))
ORDER BY a.position NULLS LAST, f.agency_id, c.check_group, f.check_id, f.item, f.measure, f.finding_id;
