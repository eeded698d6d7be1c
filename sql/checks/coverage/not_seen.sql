-- id: coverage.not_seen
-- title_zh: 应发布而未见发布
-- title_en: Due and not seen
-- severity: error
-- basis: 《政府信息公开条例》第四十九条
-- editions: any
--
-- Organs of the roster whose report was not seen although every list that could carry it answered whole after the day due. A portal that refused, could
-- not be reached or was not looked at makes no finding. Where no law sets the day for this kind of organ it is only a hint.
-- An organ that has ended since is not held to it any more.
SELECT c.agency_id, c.region_code, c.year, CASE WHEN c.standing = 'statutory' THEN NULL ELSE 'info' END AS severity,
    concat('截至', c.looked_on, '，在', a.portal, '未见发布', c.year, '年度报告（应发布日', c.due_on, '，',
        c.basis_zh, '），待核实') AS message_zh,
    concat('not seen on ', a.portal, ' by ', c.looked_on, ', due on ', c.due_on) AS message_en
FROM coverage AS c JOIN agencies AS a USING (agency_id) CROSS JOIN (SELECT as_of_on FROM meta) AS clock
WHERE c.status = 'not_found' AND coalesce(a.valid_to >= clock.as_of_on, true);

-- Unit: organs. Who was not looked at, or whose portal gave no answer, counts as applicable but not assessed.
WITH due AS (
    SELECT c.region_code, c.year, seen IN ('published', 'published_unread', 'in_review', 'not_found') AS is_assessed, seen = 'not_found' AND coalesce(a.valid_to >= clock.as_of_on, true) AS is_missing
    FROM coverage AS c JOIN agencies AS a USING (agency_id) CROSS JOIN (SELECT as_of_on FROM meta) AS clock WHERE c.status <> 'not_due'
)
SELECT region_code, year, count(*) AS applicable, count(*) FILTER (is_assessed) AS assessed, count(*) FILTER (is_missing) AS broken,
    count(*) AS organs_applicable, count(*) FILTER (is_assessed) AS organs_assessed, count(*) FILTER (is_missing) AS organs_broken
FROM due GROUP BY region_code, year;
