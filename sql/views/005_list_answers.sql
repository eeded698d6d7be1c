-- How each list answered in each run. A run that takes up one that died does not ask again for what that one got, so the attempts of the whole line
-- of runs count together.
CREATE VIEW list_answers AS
WITH RECURSIVE line AS (
    SELECT run_id, run_id AS part FROM (SELECT DISTINCT run_id FROM retrievals)
    UNION SELECT line.run_id, runs.resumes FROM line JOIN runs ON runs.run_id = line.part WHERE runs.resumes IS NOT NULL
),
pages AS (
    SELECT l.run_id, t.portal, t.listing_url AS list_url, max(t."at") FILTER (t.url = t.listing_url) AS answered_at,
        arg_max(t.outcome, t."at") FILTER (t.url = t.listing_url) AS outcome,
        bool_and(t.outcome IN ('new', 'unchanged') OR (t.url <> t.listing_url AND t.http_status IN (404, 410))) AS is_whole
    FROM line AS l JOIN retrievals AS t ON t.run_id = l.part
    WHERE t.kind = 'listing' AND t.listing_url IS NOT NULL
    GROUP BY l.run_id, t.portal, t.listing_url
),
links AS (
    SELECT l.run_id, t.listing_url AS list_url, count(DISTINCT t.url) AS links
    FROM line AS l JOIN retrievals AS t ON t.run_id = l.part
    WHERE t.kind = 'document' AND t.listing_url IS NOT NULL AND NOT says_unlisted(t.note)
    GROUP BY l.run_id, t.listing_url
),
-- What the reader of the list could not know from one page alone: pages that repeat, that are promised and absent, of another shape.
broken AS (
    SELECT DISTINCT l.run_id, a.list_url FROM line AS l JOIN alarms AS a ON a.run_id = l.part WHERE a.severity = 'error' AND a.list_url IS NOT NULL
)
SELECT p.portal, p.list_url, p.run_id, p.answered_at, p.outcome, coalesce(k.links, 0) AS links,
    p.is_whole AND b.list_url IS NULL AND coalesce(k.links, 0) >= greatest(coalesce(e.expect_min, 1), 1) AS in_shape
FROM pages AS p LEFT JOIN links AS k USING (run_id, list_url) LEFT JOIN broken AS b USING (run_id, list_url)
    LEFT JOIN portal_lists AS e ON e.list_url = p.list_url
WHERE p.answered_at IS NOT NULL;
COMMENT ON VIEW list_answers IS '各次运行中列表的应答 | How each list answered in each run';
COMMENT ON COLUMN list_answers.portal IS '网站主机名 | Host of the portal';
COMMENT ON COLUMN list_answers.list_url IS '列表网址 | Address of the list';
COMMENT ON COLUMN list_answers.run_id IS '运行标识 | Run';
COMMENT ON COLUMN list_answers.answered_at IS '时刻（UTC） | Instant, UTC';
COMMENT ON COLUMN list_answers.outcome IS '首页的结果 | Outcome of its first page';
COMMENT ON COLUMN list_answers.links IS '该次所载文件链接数 | Links to documents it held then';
COMMENT ON COLUMN list_answers.in_shape IS '是否完整且不少于应有链接数；“未见发布”只据此认定 | Whether every page came and held at least the links expected; only then may anything count as not found';
