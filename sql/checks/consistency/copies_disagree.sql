-- id: consistency.copies_disagree
-- title_zh: 同一报告在不同网址所载数字
-- title_en: Figures of one report at several addresses
-- severity: warning
-- basis: 国办公开办函〔2019〕60号、国办公开办函〔2021〕30号所附表格（同一年度报告的页面、附件和其他网址所载数字，供核对）
-- editions: 2019, 2021
--
-- A figure of the current report that another document of the same report, standing at the same time, prints otherwise: the page and its attachment, the
-- copy on another host. One finding a figure, however many documents differ. Which of them is as it should be nobody knows, so that the blame is always
-- unclear. Only figures that both engines read alike in both documents are compared (sql/load/copies.sql).
WITH differing AS (
    SELECT report_id, item, measure, value, url, arg_min(other_value, (other_url, other_document_id, other_part)) AS other_value,
        arg_min(other_url, (other_url, other_document_id, other_part)) AS other_url, count(DISTINCT (other_document_id, other_part)) AS documents
    FROM copy_differences GROUP BY report_id, item, measure, value, url
),
labels AS (SELECT item, measure, arg_max(label_zh, edition) AS label_zh, arg_max(label_en, edition) AS label_en FROM form_items GROUP BY item, measure)
SELECT r.agency_id, r.region_code, r.year, r.report_id, d.item, d.measure, d.value AS printed, d.other_value AS computed, 'unclear' AS blame,
    concat('“', l.label_zh, '”在同一报告的不同文件中所印不同：', d.url, ' 为', plain_number(d.value), '，', d.other_url, ' 为', plain_number(d.other_value),
        CASE WHEN d.documents > 1 THEN concat('（另有', d.documents - 1, '个文件也不同）') ELSE '' END, '，待核实') AS message_zh,
    concat(l.label_en, ': ', plain_number(d.value), ' at ', d.url, ', but ', plain_number(d.other_value), ' at ', d.other_url) AS message_en
FROM differing AS d JOIN reports AS r USING (report_id) JOIN labels AS l USING (item, measure)
WHERE r.is_current AND NOT r.in_review;

-- Unit: current reports of which more than one document stands; assessed where some figure could be compared.
WITH several AS (
    SELECT r.report_id, r.agency_id, r.region_code, r.year, bool_or(d.agrees IS NOT NULL) AS is_assessed, bool_or(NOT coalesce(d.agrees, true)) AS is_broken
    FROM reports AS r JOIN report_documents AS d USING (report_id)
    WHERE r.is_current AND NOT r.in_review AND d.is_standing AND d.role IN ('page', 'attachment', 'copy') AND d.document_id <> r.document_id
    GROUP BY r.report_id, r.agency_id, r.region_code, r.year
)
SELECT region_code, year, count(*) AS applicable, count(*) FILTER (is_assessed) AS assessed, count(*) FILTER (is_broken) AS broken,
    count(DISTINCT agency_id) AS organs_applicable, count(DISTINCT agency_id) FILTER (is_assessed) AS organs_assessed,
    count(DISTINCT agency_id) FILTER (is_broken) AS organs_broken
FROM several GROUP BY region_code, year;
