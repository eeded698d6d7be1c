-- id: completeness.sections
-- title_zh: 报告六个部分
-- title_en: The six sections present
-- severity: warning
-- basis: 《政府信息公开条例》第五十条；国办公开办函〔2019〕60号、国办公开办函〔2021〕30号（总体情况、主动公开、申请、复议诉讼、存在问题及改进、其他事项）
-- editions: 2019, 2021
--
-- Whether each of the six sections has a heading. A report in which fewer than three were recognised has an outline of its own, or was read badly, and is
-- not assessed. For 2019 the form was only encouraged, so that it is asked for from reporting year 2020 on.
WITH recognised AS (
    SELECT r.report_id, r.agency_id, r.region_code, r.year, count(DISTINCT s.number) AS sections
    FROM reports AS r LEFT JOIN sections AS s ON s.report_id = r.report_id AND s.number BETWEEN 1 AND 6
    WHERE r.is_current AND r.year >= 2020 AND r.status <> 'failed' AND NOT r.in_review
    GROUP BY r.report_id, r.agency_id, r.region_code, r.year
)
SELECT r.agency_id, r.region_code, r.year, r.report_id, concat('section.', n.number) AS item, 'unclear' AS blame,
    concat('未读到第', n.number, '部分“', n.heading, '”的标题，待核实') AS message_zh,
    concat('no heading of section ', n.number, ' was found') AS message_en
FROM recognised AS r
CROSS JOIN (VALUES (1, '总体情况'), (2, '主动公开政府信息情况'), (3, '收到和处理政府信息公开申请情况'), (4, '政府信息公开行政复议、行政诉讼情况'),
    (5, '存在的主要问题及改进情况'), (6, '其他需要报告的事项')) AS n (number, heading)
WHERE r.sections >= 3 AND NOT EXISTS (SELECT 1 FROM sections AS s WHERE s.report_id = r.report_id AND s.number = n.number);

-- Unit: sections.
WITH recognised AS (
    SELECT r.report_id, r.agency_id, r.region_code, r.year, r.status <> 'failed' AND NOT r.in_review AND count(DISTINCT s.number) >= 3 AS is_assessed,
        count(DISTINCT s.number) AS sections
    FROM reports AS r LEFT JOIN sections AS s ON s.report_id = r.report_id AND s.number BETWEEN 1 AND 6
    WHERE r.is_current AND r.year >= 2020
    GROUP BY r.report_id, r.agency_id, r.region_code, r.year, r.status, r.in_review
)
SELECT region_code, year, 6 * count(*) AS applicable, 6 * count(*) FILTER (is_assessed) AS assessed,
    coalesce(sum(6 - sections) FILTER (is_assessed), 0) AS broken, count(DISTINCT agency_id) AS organs_applicable,
    count(DISTINCT agency_id) FILTER (is_assessed) AS organs_assessed, count(DISTINCT agency_id) FILTER (is_assessed AND sections < 6) AS organs_broken
FROM recognised GROUP BY region_code, year;
