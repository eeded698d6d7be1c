-- id: timeliness.late_possible
-- title_zh: 发布日期存疑
-- title_en: Perhaps published after the day
-- severity: info
-- basis: 《政府信息公开条例》第四十九条（参照或者仅供提示；日期证据不足以认定）
-- editions: any
--
-- A hint to look, no finding about the organ: the day comes from the page's own data, its address or a header, or no law sets a day for this kind.
SELECT c.agency_id, c.region_code, c.year, c.report_id,
    concat('现有日期', c.published_on, CASE c.published_on_evidence WHEN 'other' THEN '（取自网页信息，非所印日期）' ELSE '' END, '在', c.due_on,
        '之后', CASE WHEN c.standing = 'statutory' THEN '' ELSE concat('（', c.basis_zh, '）') END, '，仅供提示，待核实') AS message_zh,
    concat('may have been published on ', c.published_on, ', the day is ', c.due_on, ' (', c.standing, ')') AS message_en
FROM coverage AS c WHERE c.status = 'late_possible';

-- Unit: organs.
SELECT region_code, year, count(*) AS applicable, count(*) FILTER (timeliness IN ('on_time', 'late', 'late_possible')) AS assessed,
    count(*) FILTER (status = 'late_possible') AS broken, count(*) AS organs_applicable,
    count(*) FILTER (timeliness IN ('on_time', 'late', 'late_possible')) AS organs_assessed,
    count(*) FILTER (status = 'late_possible') AS organs_broken
FROM coverage WHERE status <> 'not_due' GROUP BY region_code, year;
