-- Every figure of an organ's current report of a year with its place in the source, in form order. Variables: agency_id, year.
SELECT f.item, f.measure, f.value, f.unit, f.state, f.raw, f.how, f.agreement, f.engines,
    f.source_page, f.source_table, f.source_row, f.source_column, i.label_zh
FROM reports r
JOIN figures f USING (report_id)
LEFT JOIN (
    SELECT item, measure, arg_max(label_zh, edition) AS label_zh, max(edition) AS edition, arg_max(position, edition) AS position
    FROM form_items GROUP BY ALL
) i USING (item, measure)
WHERE r.agency_id = getvariable('agency_id') AND r.year = getvariable('year') AND r.is_current
ORDER BY i.position, i.edition, f.item, f.measure;
