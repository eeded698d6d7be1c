-- id: continuity.carry_over
-- title_zh: 上年结转与上年报告的结转下年度
-- title_en: Carry-over between years
-- severity: error
-- basis: 国办公开办函〔2019〕60号、国办公开办函〔2021〕30号所附表三（二、上年结转；四、结转下年度继续办理）
-- editions: 2019, 2021
--
-- Carried in of a year against carried out of the year before, for each of the seven applicant columns, both in current reports. Only numbers are
-- compared: an empty, repaired or disagreed cell in either report is not assessed. After a merger or a split all organs concerned are compared
-- together, as a warning: which of the reports it lies with nobody can say.
SELECT agency_id, region_code, year, CASE WHEN kind = 'reform' THEN 'warning' END AS severity, report_id, other_report_id,
    'requests.carried_in' AS item, measure, came_in AS printed, went_out AS computed,
    CASE WHEN kind <> 'reform' AND is_sure THEN 'printed' ELSE 'unclear' END AS blame,
    CASE kind
        WHEN 'reform' THEN concat('“', label_zh, '”', year, '年度报告所印为', coalesce(ins || '，合计', ''), plain_number(came_in), '；机构改革前', year - 1,
            '年度报告所印结转下年度为', outs, '，合计', plain_number(went_out), '，两年衔接不一致，待核实')
        WHEN 'renamed' THEN concat('“', label_zh, '”所印为', plain_number(came_in), '，其前身', year - 1, '年度报告所印结转下年度为', outs,
            '，两年衔接不一致，待核实')
        ELSE concat('“', label_zh, '”所印为', plain_number(came_in), '，', year - 1, '年度报告所印结转下年度为', plain_number(went_out),
            '，两年衔接不一致，待核实')
    END AS message_zh,
    CASE kind
        WHEN 'reform' THEN concat(label_en, ' after a reform: ', coalesce(ins, plain_number(came_in)), ', but the reports of ', year - 1, ' carry over: ', outs)
        WHEN 'renamed' THEN concat(label_en, ': ', plain_number(came_in), ', but the report of ', year - 1, ' under the former name carries over: ', outs)
        ELSE concat(label_en, ': ', plain_number(came_in), ', but the report of ', year - 1, ' carries ', plain_number(went_out), ' over')
    END AS message_en
FROM carry_over WHERE is_broken;

-- Unit: applicant columns of reports whose organ, or whose predecessor, existed the year before; organs that a reform put together count as one.
SELECT region_code, year, count(*) AS applicable, count(*) FILTER (is_whole) AS assessed, count(*) FILTER (is_broken) AS broken,
    count(DISTINCT agency_id) AS organs_applicable, count(DISTINCT agency_id) FILTER (is_whole) AS organs_assessed,
    count(DISTINCT agency_id) FILTER (is_broken) AS organs_broken
FROM carry_over WHERE is_due AND year >= 2020 GROUP BY region_code, year;
