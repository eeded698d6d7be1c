-- Sums of a government's members beside the government's own report, figure by figure. Never add these rows over items, years or regions.
CREATE VIEW region_year AS
WITH governments AS (
    SELECT a.agency_id AS government_id, a.region_code
    FROM agencies AS a JOIN regions AS r USING (region_code)
    WHERE a.in_roster AND a.scope = 'consolidated' AND a.kind = CASE r.kind WHEN 'zone' THEN 'zone' ELSE 'government' END
),
-- Vertically managed organs report up their own line and are outside the local sum.
members AS (
    SELECT g.region_code, g.government_id, a.agency_id
    FROM governments AS g JOIN agencies AS a ON a.reports_to = g.government_id
    WHERE a.in_roster AND a.kind <> 'vertical' AND a.scope <> 'system' AND a.agency_id <> g.government_id
),
all_read AS (
    SELECT r.report_id, r.agency_id, r.year, in_being(a.valid_from, a.valid_to, r.year) AS is_standing
    FROM reports AS r JOIN agencies AS a USING (agency_id)
    WHERE is_current AND status <> 'failed' AND NOT in_review AND report_id IN (SELECT report_id FROM figures WHERE state = 'reported')
),
relatives AS (
    SELECT agency_id, successor_id AS relative FROM agency_lineage UNION ALL SELECT successor_id, agency_id FROM agency_lineage
),
-- What an organ reports of a year at whose end it was gone, or not yet there, may stand in a report of its lineage once more.
read_reports AS (
    SELECT r.report_id, r.agency_id, r.year FROM all_read AS r
    WHERE r.is_standing OR NOT EXISTS (
        SELECT 1 FROM relatives AS l JOIN all_read AS o ON o.agency_id = l.relative
        WHERE l.agency_id = r.agency_id AND o.year = r.year AND o.is_standing)
),
-- Of organs that a reform concerns only those had to report that had to do so on their own; and whoever reported counts.
due AS (
    SELECT m.region_code, o.year, count(*) AS n_due
    FROM members AS m JOIN (
        SELECT agency_id, year FROM obligations
        EXCEPT SELECT agency_id, year FROM coverage WHERE status = 'not_due' AND lineage_note IS NOT NULL
        UNION SELECT agency_id, year FROM read_reports
    ) AS o USING (agency_id)
    GROUP BY m.region_code, o.year
),
reported AS (
    SELECT m.region_code, r.year, count(*) AS n_reported FROM members AS m JOIN read_reports AS r USING (agency_id) GROUP BY m.region_code, r.year
),
kinds AS (SELECT item, measure, max(kind) AS kind, max(comparable_as) AS comparable_as FROM form_items GROUP BY item, measure),
parts AS (
    SELECT region_code, agency_id, false AS is_government FROM members
    UNION ALL SELECT region_code, government_id, true FROM governments
),
-- A count that is no integer, or money whose unit is not known, cannot be added to anything.
counted AS (
    SELECT p.region_code, r.year, f.item, f.measure, p.is_government, k.comparable_as,
        CASE WHEN k.kind = 'money' AND f.unit IS NULL THEN NULL WHEN k.kind <> 'money' AND f.value <> trunc(f.value) THEN NULL ELSE f.value END AS value
    FROM parts AS p JOIN read_reports AS r USING (agency_id) JOIN figures AS f USING (report_id) JOIN kinds AS k USING (item, measure)
),
summed AS (
    SELECT region_code, year, item, measure, any_value(comparable_as) AS comparable_as,
        sum(value) FILTER (NOT is_government) AS sum_members,
        count(value) FILTER (NOT is_government) AS n_counted,
        max(value) FILTER (is_government) AS government_value
    FROM counted GROUP BY region_code, year, item, measure
)
SELECT s.region_code, s.year, s.item, s.measure, CAST(s.sum_members AS DECIMAL(38, 6)) AS sum_members,
    coalesce(d.n_due, 0) AS n_due, coalesce(n.n_reported, 0) AS n_reported, s.n_counted, s.government_value,
    CAST(s.government_value - s.sum_members AS DECIMAL(38, 6)) AS difference, s.comparable_as
FROM summed AS s
LEFT JOIN due AS d ON d.region_code = s.region_code AND d.year = s.year
LEFT JOIN reported AS n ON n.region_code = s.region_code AND n.year = s.year;
COMMENT ON VIEW region_year IS '地区汇总：成员合计与政府自身报告并列；不得跨事项、年度、地区再相加 | Members summed beside the government''s own report; do not add these rows up again';
COMMENT ON COLUMN region_year.region_code IS '地区代码 | Region';
COMMENT ON COLUMN region_year.year IS '报告年度 | Reporting year';
COMMENT ON COLUMN region_year.item IS '事项 | Item';
COMMENT ON COLUMN region_year.measure IS '指标 | Measure';
COMMENT ON COLUMN region_year.sum_members IS '成员合计：只加有数者，空白不作 0；不含垂直管理机关与政府本身 | Sum of the members that report a number; no vertical organs, not the government itself';
COMMENT ON COLUMN region_year.n_due IS '应发布成员数 | Members that had to report';
COMMENT ON COLUMN region_year.n_reported IS '已读出报告数字的成员数 | Members of whose report figures were read';
COMMENT ON COLUMN region_year.n_counted IS '该数字有数的成员数 | Members that report a number here';
COMMENT ON COLUMN region_year.government_value IS '政府自身报告的数值 | Value in the government''s own report';
COMMENT ON COLUMN region_year.difference IS '政府数值减成员合计；成员不齐时不说明任何问题 | Government minus members; proves nothing while members are missing';
COMMENT ON COLUMN region_year.comparable_as IS '跨版本可比的名称 | Name under which editions compare';
