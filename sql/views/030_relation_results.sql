-- Every relation of the form in every current report, in the edition the report's own table has: what is printed and what the parts add up to.
-- Empty cells count as 0 and are counted; where any cell is absent or unreadable, or all are empty, the relation is not assessed.
CREATE VIEW relation_results AS
WITH editions AS (
    SELECT report_id, agency_id, region_code, year, 'disclosure' AS name, edition_disclosure AS edition FROM reports WHERE is_current
    UNION ALL SELECT report_id, agency_id, region_code, year, 'requests', edition_requests FROM reports WHERE is_current
    UNION ALL SELECT report_id, agency_id, region_code, year, 'proceedings', edition_proceedings FROM reports WHERE is_current
),
-- Where the editions do not differ, any will do.
resolved AS (
    SELECT * REPLACE (CASE WHEN edition = 'any' THEN (SELECT max(edition) FROM form_relations) ELSE edition END AS edition) FROM editions
),
relations AS (
    SELECT relation_id, split_part(relation_id, '.', 1) AS name, edition, count(*) AS terms,
        max(item) FILTER (is_reported_at) AS item, max(measure) FILTER (is_reported_at) AS measure
    FROM form_relations GROUP BY relation_id, edition
),
-- From the figures there are, which is many times faster than from those there should be; absent ones are missed by their number.
summed AS (
    SELECT e.report_id, t.relation_id, count(*) FILTER (f.state <> 'absent') AS terms,
        CAST(coalesce(sum(-t.coefficient * f.value) FILTER (t.coefficient < 0), 0) AS DECIMAL(18, 6)) AS printed,
        CAST(coalesce(sum(t.coefficient * f.value) FILTER (t.coefficient > 0), 0) AS DECIMAL(18, 6)) AS computed,
        count(*) FILTER (f.state IN ('blank', 'marked_empty')) AS empty,
        bool_and(f.state IN ('blank', 'marked_empty')) FILTER (t.coefficient < 0) AS is_total_empty,
        bool_or(f.state = 'unreadable') AS is_unreadable,
        bool_or(f.how = 'repaired' OR (f.agreement = 'disagreed' AND f.how <> 'corrected')) AS is_doubtful,
        bool_and(f.how = 'corrected' OR (f.how = 'read' AND f.agreement = 'agreed')) AS is_sure
    FROM figures AS f
    JOIN resolved AS e ON e.report_id = f.report_id AND e.name = split_part(f.item, '.', 1)
    JOIN form_relations AS t ON t.edition = e.edition AND t.item = f.item AND t.measure = f.measure
    GROUP BY e.report_id, t.relation_id
),
assessed AS (
    SELECT e.report_id, e.agency_id, e.region_code, e.year, r.relation_id, r.edition, r.item, r.measure, s.printed, s.computed,
        coalesce(s.empty, 0) AS empty, s.is_total_empty, s.is_doubtful, s.is_sure,
        coalesce(s.terms < r.terms OR s.is_unreadable OR s.empty = r.terms, true) AS is_unassessable
    FROM resolved AS e JOIN relations AS r ON r.edition = e.edition AND r.name = e.name
    LEFT JOIN summed AS s ON s.report_id = e.report_id AND s.relation_id = r.relation_id
)
SELECT report_id, agency_id, region_code, year, relation_id, edition, item, measure,
    CASE
        WHEN is_unassessable THEN 'not_assessed'
        WHEN is_total_empty AND computed <> 0 THEN 'total_blank'
        WHEN printed = computed THEN 'holds'
        ELSE 'broken'
    END AS outcome,
    CASE WHEN NOT is_unassessable AND NOT (is_total_empty AND computed <> 0) THEN printed END AS printed,
    CASE WHEN NOT is_unassessable THEN computed END AS computed,
    empty, CASE WHEN is_doubtful THEN 'reading' WHEN is_sure THEN 'printed' ELSE 'unclear' END AS blame
FROM assessed;
COMMENT ON VIEW relation_results IS '勾稽关系逐条结果：每份现行报告每条关系一行 | Every relation in every current report';
COMMENT ON COLUMN relation_results.report_id IS '报告标识 | Report';
COMMENT ON COLUMN relation_results.agency_id IS '机关标识 | Organ';
COMMENT ON COLUMN relation_results.region_code IS '地区代码 | Region';
COMMENT ON COLUMN relation_results.year IS '报告年度 | Reporting year';
COMMENT ON COLUMN relation_results.relation_id IS '勾稽关系 | Relation';
COMMENT ON COLUMN relation_results.edition IS '表格版本 | Edition';
COMMENT ON COLUMN relation_results.item IS '合计所在事项 | Item of the total';
COMMENT ON COLUMN relation_results.measure IS '合计所在指标 | Measure of the total';
COMMENT ON COLUMN relation_results.outcome IS '结果：holds 一致、broken 不一致、total_blank 合计未填、not_assessed 无法核对 | Outcome';
COMMENT ON COLUMN relation_results.printed IS '所印合计 | Printed total';
COMMENT ON COLUMN relation_results.computed IS '按分项计算的数值 | Sum of the parts';
COMMENT ON COLUMN relation_results.empty IS '按 0 计的空白单元格数 | Empty cells counted as 0';
COMMENT ON COLUMN relation_results.blame IS '不一致的归因：printed、reading、unclear | Whose doing a mismatch is';
