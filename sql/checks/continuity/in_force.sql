-- id: continuity.in_force
-- title_zh: 现行有效件数的年度衔接
-- title_en: Documents in force between years
-- severity: warning
-- basis: 国办公开办函〔2021〕30号所附表二（本年制发、本年废止、现行有效）
-- editions: 2021
--
-- In force last year + issued − repealed = in force this year, for rules and normative documents, where all four are numbers and none was
-- repaired or disagreed on. Expiry and late counting break it in truth, so that it is a warning. A renamed organ is compared with itself, a merged
-- one with all it was made of; after a split nothing is.
SELECT agency_id, region_code, year, report_id, other_report_id, item, 'in_force' AS measure, in_force AS printed, computed,
    CASE WHEN kind <> 'reform' AND is_sure THEN 'printed' ELSE 'unclear' END AS blame,
    CASE kind
        WHEN 'same' THEN concat('“', label_zh, '”所印为', plain_number(in_force), '，按上年现行有效加本年制发减本年废止计算为',
            plain_number(computed), '，两年衔接不一致，待核实')
        ELSE concat('“', label_zh, '”所印为', plain_number(in_force), '，按机构改革前', year - 1, '年度报告所印现行有效（', befores,
            '）加本年制发减本年废止计算为', plain_number(computed), '，两年衔接不一致，待核实')
    END AS message_zh,
    concat(label_en, ': printed ', plain_number(in_force), ', computed from last year ', plain_number(computed),
        CASE WHEN kind = 'same' THEN '' ELSE concat(' (before the reform: ', befores, ')') END) AS message_en
FROM in_force_steps WHERE is_broken;

-- Unit: rows of table 2 in reports of edition 2021; organs that a reform put together count as one.
SELECT region_code, year, count(*) AS applicable, count(*) FILTER (is_whole) AS assessed, count(*) FILTER (is_broken) AS broken,
    count(DISTINCT agency_id) AS organs_applicable, count(DISTINCT agency_id) FILTER (is_whole) AS organs_assessed,
    count(DISTINCT agency_id) FILTER (is_broken) AS organs_broken
FROM in_force_steps GROUP BY region_code, year;
