-- id: completeness.blank_totals
-- title_zh: 合计栏未填
-- title_en: Totals left empty
-- severity: warning
-- basis: 国办公开办函〔2019〕60号、国办公开办函〔2021〕30号所附表格
-- editions: 2019, 2021
--
-- A total that is empty beside parts that are not all zero. What it would have said nobody knows, so this is completeness, not arithmetic. Beside a
-- repaired or disagreed cell it is not assessed.
SELECT b.agency_id, b.region_code, b.year, b.report_id, b.relation_id, b.item, b.measure, b.computed, b.blame,
    concat('“', i.label_zh, '”未填，按分项计算为', plain_number(b.computed), '，待核实') AS message_zh,
    concat(i.label_en, ': empty, computed from the parts ', plain_number(b.computed)) AS message_en
FROM relation_results AS b JOIN form_items AS i ON i.item = b.item AND i.measure = b.measure AND i.edition = b.edition
WHERE b.outcome = 'total_blank' AND b.blame <> 'reading';

-- Unit: relations.
WITH sure AS (SELECT * REPLACE (CASE WHEN blame = 'reading' THEN 'not_assessed' ELSE outcome END AS outcome) FROM relation_results)
SELECT region_code, year, count(*) AS applicable, count(*) FILTER (outcome <> 'not_assessed') AS assessed,
    count(*) FILTER (outcome = 'total_blank') AS broken, count(DISTINCT agency_id) AS organs_applicable,
    count(DISTINCT agency_id) FILTER (outcome <> 'not_assessed') AS organs_assessed,
    count(DISTINCT agency_id) FILTER (outcome = 'total_blank') AS organs_broken
FROM sure GROUP BY region_code, year;
