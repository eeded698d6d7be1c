-- What one year hands over to the next, along the lineage of organs: each report against that of the year before, and where a reform came
-- between, all organs it concerns together. Nothing is assessed where a report of either side is missing or a number in doubt.

CREATE VIEW carry_over AS
WITH asked AS (SELECT measure, arg_max(label_zh, edition) AS label_zh, arg_max(label_en, edition) AS label_en FROM form_items WHERE item = 'requests.carried_in' GROUP BY measure),
sure AS (
    SELECT f.report_id, f.item, f.measure, f.value, is_sure(f.how, f.agreement) AS is_sure FROM figures AS f
    WHERE f.state = 'reported' AND NOT coalesce(is_doubtful(f.how, f.agreement), false)
        AND f.item IN ('requests.carried_in', 'requests.carried_out')
),
plain AS (
    SELECT n.agency_id, n.region_code, n.year, n.report_id, p.report_id AS other_report_id, m.measure, i.value AS came_in, o.value AS went_out,
        i.value IS NOT NULL AND o.value IS NOT NULL AS is_whole, coalesce(i.value <> o.value, false) AS is_broken, 'same' AS kind,
        i.is_sure AND o.is_sure AS is_sure, a.valid_from IS NULL OR year(a.valid_from) < n.year AS is_due, m.label_zh, m.label_en
    FROM reports AS n JOIN agencies AS a USING (agency_id) CROSS JOIN asked AS m
    ANTI JOIN (FROM lineage_steps WHERE is_after) AS s ON s.agency_id = n.agency_id AND s.year = n.year
    LEFT JOIN reports AS p ON p.agency_id = n.agency_id AND p.year = n.year - 1 AND p.is_current
    LEFT JOIN sure AS i ON i.report_id = n.report_id AND i.item = 'requests.carried_in' AND i.measure = m.measure
    LEFT JOIN sure AS o ON o.report_id = p.report_id AND o.item = 'requests.carried_out' AND o.measure = m.measure
    WHERE n.is_current
),
cells AS (
    SELECT s.*, m.measure, m.label_zh, m.label_en, a.name, a.position, n.report_id, n.region_code, p.report_id AS other_report_id,
        i.value AS came_in, o.value AS went_out, coalesce(i.is_sure, true) AND coalesce(o.is_sure, true) AS is_sure,
        -- An organ that reported part of the year in which it ended may have handed over the count of that day.
        s.is_known AND (s.is_after OR n.report_id IS NULL) AS is_clear
    FROM lineage_steps AS s JOIN agencies AS a USING (agency_id) CROSS JOIN asked AS m
    LEFT JOIN reports AS n ON n.agency_id = s.agency_id AND n.year = s.year AND n.is_current
    LEFT JOIN reports AS p ON p.agency_id = s.agency_id AND p.year = s.year - 1 AND p.is_current AND s.is_before
    LEFT JOIN sure AS i ON i.report_id = n.report_id AND i.item = 'requests.carried_in' AND i.measure = m.measure AND s.is_after
    LEFT JOIN sure AS o ON o.report_id = p.report_id AND o.item = 'requests.carried_out' AND o.measure = m.measure
),
grouped AS (
    SELECT year, measure, any_value(label_zh) AS label_zh, any_value(label_en) AS label_en,
        -- The first of the organ list that reported speaks for all.
        arg_min((agency_id, region_code, report_id), (position, agency_id)) FILTER (is_after AND report_id IS NOT NULL) AS speaker,
        arg_min((agency_id, other_report_id), (position, agency_id)) FILTER (is_before AND other_report_id IS NOT NULL) AS other,
        count(*) FILTER (is_after) AS n_after, count(*) FILTER (is_before) AS n_before,
        sum(came_in) AS came_in, sum(went_out) AS went_out, sum(went_out) FILTER (is_after) AS own_out,
        count(came_in) = count(*) FILTER (is_after) AND count(went_out) = count(*) FILTER (is_before) AND bool_and(is_clear) AS is_whole,
        bool_and(is_sure) AS is_sure,
        CASE WHEN count(*) FILTER (is_after) > 1 THEN string_agg(concat(name, plain_number(came_in)), '、' ORDER BY position, agency_id) FILTER (is_after) END AS ins,
        string_agg(concat(name, plain_number(went_out)), '、' ORDER BY position, agency_id) FILTER (is_before) AS outs
    FROM cells GROUP BY year, group_id, measure
)
SELECT *, NULL AS ins, NULL AS outs FROM plain
UNION ALL
SELECT speaker[1], speaker[2], year, speaker[3], other[2], measure, came_in, went_out, n_before > 0 AND is_whole,
    n_before > 0 AND is_whole AND came_in <> went_out AND came_in IS DISTINCT FROM own_out,
    CASE WHEN n_before = 1 AND n_after = 1 THEN CASE WHEN speaker[1] = other[1] THEN 'same' ELSE 'renamed' END ELSE 'reform' END,
    is_sure, n_before > 0, label_zh, label_en, ins, outs
FROM grouped WHERE speaker IS NOT NULL;
COMMENT ON VIEW carry_over IS '上年结转与上年报告的结转下年度，按机关沿革比较 | Carried in against what the year before carried out, along the lineage of organs';
COMMENT ON COLUMN carry_over.agency_id IS '机关标识；多个承接机关的取名录中首个 | Organ; of several successors the first of the organ list';
COMMENT ON COLUMN carry_over.region_code IS '地区代码 | Region';
COMMENT ON COLUMN carry_over.year IS '报告年度 | Reporting year';
COMMENT ON COLUMN carry_over.report_id IS '本年报告 | Report of the year';
COMMENT ON COLUMN carry_over.other_report_id IS '上年报告；多个前身的取首个 | Report of the year before; of several the first';
COMMENT ON COLUMN carry_over.measure IS '指标（列） | Measure, the column';
COMMENT ON COLUMN carry_over.came_in IS '上年结转（多个机关的为合计） | Carried in; of several organs the sum';
COMMENT ON COLUMN carry_over.went_out IS '上年报告的结转下年度（多个机关的为合计） | Carried out by the year before; of several organs the sum';
COMMENT ON COLUMN carry_over.is_whole IS '是否可比：两年的报告齐全且数字无疑 | Whether every report is there and every number beyond doubt';
COMMENT ON COLUMN carry_over.is_broken IS '是否不一致；机构改革当年只接本机关上年数的也算一致 | Whether they differ; in the year of a reform the organ''s own number is as good as the sum';
COMMENT ON COLUMN carry_over.kind IS '种类：same 同一机关、renamed 更名、reform 合并或分设 | Same organ, renamed, or merged or split';
COMMENT ON COLUMN carry_over.is_sure IS '两种读取是否一致 | Whether two engines read every number alike';
COMMENT ON COLUMN carry_over.is_due IS '上年末以前是否已存续 | Whether an organ was there the year before';
COMMENT ON COLUMN carry_over.label_zh IS '官方名称 | Official label';
COMMENT ON COLUMN carry_over.label_en IS '英文名称 | Label in English';
COMMENT ON COLUMN carry_over.ins IS '机构改革后有多个机关的，各机关的上年结转 | Of several organs after a reform, what each carried in';
COMMENT ON COLUMN carry_over.outs IS '机构改革前各机关的结转下年度 | Before a reform, carried out organ by organ';

CREATE VIEW in_force_steps AS
WITH rows_due AS (
    SELECT item, any_value(label_zh) AS label_zh, any_value(label_en) AS label_en FROM form_items WHERE edition = '2021' AND measure = 'in_force' GROUP BY item
),
wide AS (
    SELECT f.report_id, f.item, max(f.value) FILTER (f.measure = 'issued') - max(f.value) FILTER (f.measure = 'repealed') AS change,
        max(f.value) FILTER (f.measure = 'in_force') AS in_force, bool_and(is_sure(f.how, f.agreement)) AS is_sure
    FROM figures AS f
    WHERE f.measure IN ('issued', 'repealed', 'in_force') AND f.state = 'reported' AND NOT coalesce(is_doubtful(f.how, f.agreement), false)
    GROUP BY f.report_id, f.item
),
current AS (SELECT agency_id, region_code, year, report_id, edition_disclosure = '2021' AS is_comparable FROM reports WHERE is_current),
plain AS (
    SELECT n.agency_id, n.region_code, n.year, n.report_id, p.report_id AS other_report_id, m.item, w.in_force, v.in_force + w.change AS computed,
        w.in_force IS NOT NULL AND v.in_force + w.change IS NOT NULL AS is_whole, coalesce(w.in_force <> v.in_force + w.change, false) AS is_broken,
        'same' AS kind, w.is_sure AND v.is_sure AS is_sure, m.label_zh, m.label_en
    FROM current AS n CROSS JOIN rows_due AS m
    ANTI JOIN (FROM lineage_steps WHERE is_after) AS s ON s.agency_id = n.agency_id AND s.year = n.year
    LEFT JOIN current AS p ON p.agency_id = n.agency_id AND p.year = n.year - 1 AND p.is_comparable
    LEFT JOIN wide AS w ON w.report_id = n.report_id AND w.item = m.item
    LEFT JOIN wide AS v ON v.report_id = p.report_id AND v.item = m.item
    WHERE n.is_comparable
),
cells AS (
    SELECT s.*, m.item, m.label_zh, m.label_en, a.name, a.position, n.report_id, n.region_code, n.is_comparable, p.report_id AS other_report_id,
        w.change, w.in_force, v.in_force AS was_in_force, coalesce(w.is_sure, true) AND coalesce(v.is_sure, true) AS is_sure,
        s.is_known AND (s.is_after OR n.report_id IS NULL) AS is_clear
    FROM lineage_steps AS s JOIN agencies AS a USING (agency_id) CROSS JOIN rows_due AS m
    LEFT JOIN current AS n ON n.agency_id = s.agency_id AND n.year = s.year
    LEFT JOIN current AS p ON p.agency_id = s.agency_id AND p.year = s.year - 1 AND p.is_comparable AND s.is_before
    LEFT JOIN wide AS w ON w.report_id = n.report_id AND w.item = m.item AND s.is_after AND n.is_comparable
    LEFT JOIN wide AS v ON v.report_id = p.report_id AND v.item = m.item
),
grouped AS (
    SELECT year, item, any_value(label_zh) AS label_zh, any_value(label_en) AS label_en,
        arg_min((agency_id, region_code, report_id), (position, agency_id)) FILTER (is_after AND is_comparable) AS speaker,
        arg_min((agency_id, other_report_id), (position, agency_id)) FILTER (is_before AND other_report_id IS NOT NULL) AS other,
        count(*) FILTER (is_before) AS n_before, max(in_force) AS in_force, max(change) AS change, sum(was_in_force) AS was_in_force,
        sum(was_in_force) FILTER (is_after) AS own_before,
        -- Whose documents are whose after a split, nobody can say.
        count(*) FILTER (is_after) = 1 AND count(in_force) = 1 AND count(change) = 1 AND count(*) FILTER (is_before) > 0
            AND count(was_in_force) = count(*) FILTER (is_before) AND bool_and(is_clear) AS is_whole,
        bool_and(is_sure) AS is_sure,
        string_agg(concat(name, plain_number(was_in_force)), '、' ORDER BY position, agency_id) FILTER (is_before) AS befores
    FROM cells GROUP BY year, group_id, item
)
SELECT *, NULL AS befores FROM plain
UNION ALL
SELECT speaker[1], speaker[2], year, speaker[3], other[2], item, in_force, CASE WHEN is_whole THEN was_in_force + change END, is_whole,
    is_whole AND in_force <> was_in_force + change AND in_force IS DISTINCT FROM own_before + change,
    CASE WHEN n_before = 1 THEN CASE WHEN speaker[1] = other[1] THEN 'same' ELSE 'renamed' END ELSE 'reform' END,
    is_sure, label_zh, label_en, befores
FROM grouped WHERE speaker IS NOT NULL;
COMMENT ON VIEW in_force_steps IS '现行有效件数与上年的衔接，按机关沿革比较 | Documents in force against the year before, along the lineage of organs';
COMMENT ON COLUMN in_force_steps.agency_id IS '机关标识 | Organ';
COMMENT ON COLUMN in_force_steps.region_code IS '地区代码 | Region';
COMMENT ON COLUMN in_force_steps.year IS '报告年度 | Reporting year';
COMMENT ON COLUMN in_force_steps.report_id IS '本年报告 | Report of the year';
COMMENT ON COLUMN in_force_steps.other_report_id IS '上年报告；多个前身的取首个 | Report of the year before; of several the first';
COMMENT ON COLUMN in_force_steps.item IS '事项（行） | Item, the row';
COMMENT ON COLUMN in_force_steps.in_force IS '所印现行有效件数 | In force as printed';
COMMENT ON COLUMN in_force_steps.computed IS '上年现行有效加本年制发减本年废止；不可比的为空 | In force the year before plus issued less repealed; NULL where not comparable';
COMMENT ON COLUMN in_force_steps.is_whole IS '是否可比：两年的报告齐全且数字无疑；分设的不比 | Whether every report is there and every number beyond doubt; never after a split';
COMMENT ON COLUMN in_force_steps.is_broken IS '是否不一致；机构改革当年只接本机关上年数的也算一致 | Whether they differ; in the year of a reform the organ''s own number is as good as the sum';
COMMENT ON COLUMN in_force_steps.kind IS '种类：same 同一机关、renamed 更名、reform 合并或分设 | Same organ, renamed, or merged or split';
COMMENT ON COLUMN in_force_steps.is_sure IS '两种读取是否一致 | Whether two engines read every number alike';
COMMENT ON COLUMN in_force_steps.label_zh IS '官方名称 | Official label';
COMMENT ON COLUMN in_force_steps.label_en IS '英文名称 | Label in English';
COMMENT ON COLUMN in_force_steps.befores IS '机构改革前各机关的现行有效件数 | Before a reform, in force organ by organ';
