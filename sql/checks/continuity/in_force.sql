-- id: continuity.in_force
-- title_zh: 现行有效件数的年度衔接
-- title_en: Documents in force between years
-- severity: warning
-- basis: 国办公开办函〔2021〕30号所附表二（本年制发、本年废止、现行有效）
-- editions: 2021
--
-- In force last year + issued − repealed = in force this year, for rules and normative documents, where all four are numbers and none was
-- repaired or disagreed on. Expiry and late counting break it in truth, so that it is a warning.
WITH wide AS (
    SELECT r.agency_id, r.region_code, r.year, r.report_id, f.item,
        max(f.value) FILTER (f.measure = 'issued') AS issued, max(f.value) FILTER (f.measure = 'repealed') AS repealed,
        max(f.value) FILTER (f.measure = 'in_force') AS in_force,
        bool_and(is_sure(f.how, f.agreement)) AS sure
    FROM reports AS r JOIN figures AS f USING (report_id)
    WHERE r.is_current AND r.edition_disclosure = '2021' AND f.measure IN ('issued', 'repealed', 'in_force') AND f.state = 'reported'
        AND NOT coalesce(is_doubtful(f.how, f.agreement), false)
    GROUP BY r.agency_id, r.region_code, r.year, r.report_id, f.item
),
pairs AS (
    SELECT n.*, p.report_id AS other_report_id, p.in_force + n.issued - n.repealed AS computed, p.sure AS was_sure
    FROM wide AS n JOIN wide AS p ON p.agency_id = n.agency_id AND p.year = n.year - 1 AND p.item = n.item
),
labels AS (SELECT item, any_value(label_zh) AS label_zh, any_value(label_en) AS label_en FROM form_items WHERE edition = '2021' AND measure = 'in_force' GROUP BY item)
SELECT b.agency_id, b.region_code, b.year, b.report_id, b.other_report_id, b.item, 'in_force' AS measure, b.in_force AS printed, b.computed,
    CASE WHEN b.sure AND b.was_sure THEN 'printed' ELSE 'unclear' END AS blame,
    concat('“', l.label_zh, '”所印为', plain_number(b.in_force), '，按上年现行有效加本年制发减本年废止计算为',
        plain_number(b.computed), '，两年衔接不一致，待核实') AS message_zh,
    concat(l.label_en, ': printed ', plain_number(b.in_force), ', computed from last year ',
        plain_number(b.computed)) AS message_en
FROM pairs AS b JOIN labels AS l USING (item) WHERE b.in_force <> b.computed;

-- Unit: rows of table 2 in reports of edition 2021.
WITH wide AS (
    SELECT r.agency_id, r.region_code, r.year, i.item,
        max(f.value) FILTER (f.measure = 'issued') - max(f.value) FILTER (f.measure = 'repealed') AS change,
        max(f.value) FILTER (f.measure = 'in_force') AS in_force
    FROM reports AS r
    CROSS JOIN (SELECT DISTINCT item FROM form_items WHERE edition = '2021' AND measure = 'in_force') AS i
    LEFT JOIN figures AS f ON f.report_id = r.report_id AND f.item = i.item AND f.state = 'reported'
        AND NOT coalesce(is_doubtful(f.how, f.agreement), false)
    WHERE r.is_current AND r.edition_disclosure = '2021'
    GROUP BY r.agency_id, r.region_code, r.year, i.item
),
pairs AS (
    SELECT n.agency_id, n.region_code, n.year, n.in_force AS printed, p.in_force + n.change AS computed
    FROM wide AS n LEFT JOIN wide AS p ON p.agency_id = n.agency_id AND p.year = n.year - 1 AND p.item = n.item
)
SELECT region_code, year, count(*) AS applicable, count(*) FILTER (printed IS NOT NULL AND computed IS NOT NULL) AS assessed,
    count(*) FILTER (printed <> computed) AS broken, count(DISTINCT agency_id) AS organs_applicable,
    count(DISTINCT agency_id) FILTER (printed IS NOT NULL AND computed IS NOT NULL) AS organs_assessed,
    count(DISTINCT agency_id) FILTER (printed <> computed) AS organs_broken
FROM pairs GROUP BY region_code, year;
