-- id: continuity.carry_over
-- title_zh: 上年结转与上年报告的结转下年度
-- title_en: Carry-over between years
-- severity: error
-- basis: 国办公开办函〔2019〕60号、国办公开办函〔2021〕30号所附表三（二、上年结转；四、结转下年度继续办理）
-- editions: 2019, 2021
--
-- Carried in of a year against carried out of the year before, for each of the seven applicant columns, both in current reports. Only numbers are
-- compared: an empty, repaired or disagreed cell in either report is not assessed.
WITH pairs AS (
    SELECT n.agency_id, n.region_code, n.year, n.report_id, p.report_id AS other_report_id, f.measure, f.value AS printed, g.value AS computed,
        CASE WHEN is_sure(f.how, f.agreement) AND is_sure(g.how, g.agreement) THEN 'printed' ELSE 'unclear' END AS blame
    FROM reports AS n
    JOIN reports AS p ON p.agency_id = n.agency_id AND p.year = n.year - 1 AND p.is_current
    JOIN figures AS f ON f.report_id = n.report_id AND f.item = 'requests.carried_in'
    JOIN figures AS g ON g.report_id = p.report_id AND g.item = 'requests.carried_out' AND g.measure = f.measure
    WHERE n.is_current AND f.state = 'reported' AND g.state = 'reported'
        AND NOT coalesce(is_doubtful(f.how, f.agreement) OR is_doubtful(g.how, g.agreement), false)
),
labels AS (SELECT measure, arg_max(label_zh, edition) AS label_zh, arg_max(label_en, edition) AS label_en FROM form_items WHERE item = 'requests.carried_in' GROUP BY measure)
SELECT b.agency_id, b.region_code, b.year, b.report_id, b.other_report_id, 'requests.carried_in' AS item, b.measure, b.printed, b.computed, b.blame,
    concat('“', l.label_zh, '”所印为', plain_number(b.printed), '，', b.year - 1, '年度报告所印结转下年度为',
        plain_number(b.computed), '，两年衔接不一致，待核实') AS message_zh,
    concat(l.label_en, ': ', plain_number(b.printed), ', but the report of ', b.year - 1, ' carries ',
        plain_number(b.computed), ' over') AS message_en
FROM pairs AS b JOIN labels AS l USING (measure) WHERE b.printed <> b.computed;

-- Unit: applicant columns of reports whose organ existed the year before.
WITH columns_due AS (
    SELECT n.agency_id, n.region_code, n.year, f.value AS printed, g.value AS computed
    FROM reports AS n
    JOIN agencies AS a USING (agency_id)
    CROSS JOIN (SELECT DISTINCT measure FROM form_items WHERE item = 'requests.carried_in') AS m
    LEFT JOIN figures AS f ON f.report_id = n.report_id AND f.item = 'requests.carried_in' AND f.measure = m.measure AND f.state = 'reported'
        AND NOT coalesce(is_doubtful(f.how, f.agreement), false)
    LEFT JOIN reports AS p ON p.agency_id = n.agency_id AND p.year = n.year - 1 AND p.is_current
    LEFT JOIN figures AS g ON g.report_id = p.report_id AND g.item = 'requests.carried_out' AND g.measure = m.measure AND g.state = 'reported'
        AND NOT coalesce(is_doubtful(g.how, g.agreement), false)
    WHERE n.is_current AND n.year >= 2020 AND (a.valid_from IS NULL OR year(a.valid_from) < n.year)
)
SELECT region_code, year, count(*) AS applicable, count(*) FILTER (printed IS NOT NULL AND computed IS NOT NULL) AS assessed,
    count(*) FILTER (printed <> computed) AS broken, count(DISTINCT agency_id) AS organs_applicable,
    count(DISTINCT agency_id) FILTER (printed IS NOT NULL AND computed IS NOT NULL) AS organs_assessed,
    count(DISTINCT agency_id) FILTER (printed <> computed) AS organs_broken
FROM columns_due GROUP BY region_code, year;
