-- id: completeness.tables
-- title_zh: 法定表格
-- title_en: Statutory tables present
-- severity: warning
-- basis: 《政府信息公开条例》第五十条；国办公开办函〔2019〕60号、国办公开办函〔2021〕30号所附表格
-- editions: 2019, 2021
--
-- Whether each of the three tables was found. A table may stand there as a picture, so that the blame is never "printed". For 2019 the form was only
-- encouraged, so that it is asked for from reporting year 2020 on.
WITH tables AS (
    SELECT report_id, agency_id, region_code, year, status, in_review, t.name, t.label,
        CASE t.name WHEN 'disclosure' THEN edition_disclosure WHEN 'requests' THEN edition_requests ELSE edition_proceedings END AS edition
    FROM reports
    CROSS JOIN (VALUES ('disclosure', '表二（主动公开政府信息情况）'), ('requests', '表三（收到和处理政府信息公开申请情况）'),
        ('proceedings', '表四（政府信息公开行政复议、行政诉讼情况）')) AS t (name, label)
    WHERE is_current AND year >= 2020
)
SELECT agency_id, region_code, year, report_id, name AS item, 'unclear' AS blame,
    concat('未读到', label, '：可能以图片形式刊载、自行改动表样或者缺少该表，待核实') AS message_zh,
    concat('no table "', name, '" was found: it may be a picture, of another form, or missing') AS message_en
FROM tables WHERE status <> 'failed' AND NOT in_review AND edition IS NULL;

-- Unit: tables.
WITH tables AS (
    SELECT agency_id, region_code, year, status <> 'failed' AND NOT in_review AS is_assessed,
        CASE t.name WHEN 'disclosure' THEN edition_disclosure WHEN 'requests' THEN edition_requests ELSE edition_proceedings END IS NULL AS is_missing
    FROM reports CROSS JOIN (VALUES ('disclosure'), ('requests'), ('proceedings')) AS t (name)
    WHERE is_current AND year >= 2020
)
SELECT region_code, year, count(*) AS applicable, count(*) FILTER (is_assessed) AS assessed, count(*) FILTER (is_assessed AND is_missing) AS broken,
    count(DISTINCT agency_id) AS organs_applicable, count(DISTINCT agency_id) FILTER (is_assessed) AS organs_assessed,
    count(DISTINCT agency_id) FILTER (is_assessed AND is_missing) AS organs_broken
FROM tables GROUP BY region_code, year;
