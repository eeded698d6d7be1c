-- id: timeliness.late
-- title_zh: 晚于法定期限发布
-- title_en: Published after the statutory day
-- severity: error
-- basis: 《政府信息公开条例》第四十九条
-- editions: any
--
-- Only a date that is printed on the page or stands in the text, against a day the Regulations set for this kind of organ. A version that was there in
-- time acquits; a first-seen day may acquit but never accuse.
SELECT c.agency_id, c.region_code, c.year, c.report_id,
    concat('所印发布日期为', c.published_on, '，晚于应发布日', c.due_on, '（', c.basis_zh, '），待核实') AS message_zh,
    concat('printed as published on ', c.published_on, ', due on ', c.due_on) AS message_en
FROM coverage AS c WHERE c.status = 'late';

-- Unit: organs. Assessed is who was in time beyond doubt, or late beyond doubt, or was looked for after the day and not seen.
SELECT region_code, year, count(*) AS applicable, count(*) FILTER (timeliness IN ('on_time', 'late') OR status = 'not_found') AS assessed,
    count(*) FILTER (status = 'late') AS broken, count(*) AS organs_applicable,
    count(*) FILTER (timeliness IN ('on_time', 'late') OR status = 'not_found') AS organs_assessed, count(*) FILTER (status = 'late') AS organs_broken
FROM coverage WHERE standing = 'statutory' AND status <> 'not_due' GROUP BY region_code, year;
