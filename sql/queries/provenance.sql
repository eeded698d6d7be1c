-- Where one figure stands in its source: document, address, page, table, row, column, printed text, engines. 任一数字的出处。
SELECT r.agency_name, r.year, f.value, f.unit, f.state, f.raw, f.how, f.engines, f.agreement,
    r.document_id, r.url, f.source_page, f.source_table, f.source_row, f.source_column
FROM figures AS f JOIN reports AS r USING (report_id)
WHERE r.is_current AND f.item = 'requests.received' AND f.measure = 'total'
ORDER BY r.agency_name, r.year;
