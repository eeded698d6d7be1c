-- id: arithmetic.relations
-- title_zh: 表内勾稽关系
-- title_en: Arithmetic of the statutory tables
-- severity: error
-- basis: 国办公开办函〔2019〕60号、国办公开办函〔2021〕30号所附表格（第一项加第二项之和，等于第三项加第四项之和；各总计等于其分项之和）
-- editions: 2019, 2021
--
-- All relations of the form (form_relations) over the figures of every current report; relation_results joins the two. An empty total beside a
-- non-zero part belongs to completeness. A relation with a repaired or disagreed cell is not assessed: no finding rests on our own reading.
WITH broken AS (
    SELECT *, plain_number(printed) AS printed_text, plain_number(computed) AS computed_text
    FROM relation_results WHERE outcome = 'broken' AND blame <> 'reading'
)
SELECT b.agency_id, b.region_code, b.year, b.report_id, b.relation_id, b.item, b.measure, b.printed, b.computed, b.blame,
    concat('“', i.label_zh, '”', CASE WHEN contains(b.relation_id, '.balance.') THEN '：所印办理结果总计与结转下年度之和为' ELSE '：所印合计为' END,
        b.printed_text, '，按分项计算为', b.computed_text, '，合计与分项之和不一致',
        CASE WHEN b.empty > 0 THEN concat('（其中', b.empty, '个空白单元格按0计）') ELSE '' END, '，待核实') AS message_zh,
    concat(i.label_en, ': printed ', b.printed_text, ', computed from the parts ', b.computed_text,
        CASE WHEN b.empty > 0 THEN concat(' (', b.empty, ' empty cells counted as 0)') ELSE '' END) AS message_en
FROM broken AS b JOIN form_items AS i ON i.item = b.item AND i.measure = b.measure AND i.edition = b.edition;

-- Unit: relations.
WITH sure AS (SELECT * REPLACE (CASE WHEN blame = 'reading' THEN 'not_assessed' ELSE outcome END AS outcome) FROM relation_results)
SELECT region_code, year, count(*) AS applicable, count(*) FILTER (outcome <> 'not_assessed') AS assessed,
    count(*) FILTER (outcome = 'broken') AS broken, count(DISTINCT agency_id) AS organs_applicable,
    count(DISTINCT agency_id) FILTER (outcome <> 'not_assessed') AS organs_assessed, count(DISTINCT agency_id) FILTER (outcome = 'broken') AS organs_broken
FROM sure GROUP BY region_code, year;
