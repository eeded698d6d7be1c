-- What stood at which address in which nights, from the attempts. A run that takes up one that died belongs to the night of that one.

CREATE TEMP TABLE nights AS
WITH RECURSIVE line AS (
    SELECT run_id, run_id AS root FROM (SELECT run_id FROM retrievals UNION SELECT run_id FROM runs)
    UNION SELECT line.run_id, runs.resumes FROM line JOIN runs ON runs.run_id = line.root WHERE runs.resumes IS NOT NULL
),
begun AS (SELECT run_id, min("at") AS begun_at FROM retrievals GROUP BY run_id),
-- The root of a line of runs is the one that resumes none.
rooted AS (SELECT line.run_id, line.root FROM line LEFT JOIN runs ON runs.run_id = line.root WHERE runs.resumes IS NULL)
SELECT run_id, dense_rank() OVER (ORDER BY night_at, root) AS night
FROM (SELECT r.run_id, r.root, min(b.begun_at) OVER (PARTITION BY r.root) AS night_at FROM rooted AS r JOIN begun AS b USING (run_id));

-- What each attempt that says something says of its address. An address that a list no longer names and that is asked all the same still stands, but
-- not beside what the list names in its place: whoever publishes anew often leaves the old page where it was. A page that only carries files brings no
-- document, and yet says that nothing else stands there and what it carries.
CREATE TEMP TABLE sightings AS
SELECT t.url, n.night, t."at", t.document_id, coalesce(t.role, 'report') AS role, t.listing_url, says_withdrawn(t.note) AS is_withdrawn,
    says_unlisted(t.note) AS is_unlisted
FROM retrievals AS t JOIN nights AS n USING (run_id)
WHERE t.kind = 'document' AND t.url IS NOT NULL AND t.role IS DISTINCT FROM 'picture'
    AND (t.document_id IS NOT NULL OR says_withdrawn(t.note) OR t.outcome = 'not_a_report' AND says_attached(t.note));

-- Runs of sightings of one thing at one address: from night first_night until another thing stood there (ended_night), seen last in last_night.
CREATE TEMP TABLE islands AS
WITH marked AS (
    -- What is gone is gone, whether or not a list still names it.
    SELECT * REPLACE (is_unlisted AND NOT is_withdrawn AS is_unlisted), is_withdrawn AS is_gone, CASE WHEN NOT is_withdrawn THEN document_id END AS thing FROM sightings
),
parted AS (
    SELECT *, (thing, is_gone, is_unlisted) IS DISTINCT FROM lag((thing, is_gone, is_unlisted)) OVER w AS begins
    FROM marked WINDOW w AS (PARTITION BY url ORDER BY "at", thing)
),
numbered AS (SELECT *, count(*) FILTER (begins) OVER (PARTITION BY url ORDER BY "at", thing ROWS UNBOUNDED PRECEDING) AS island FROM parted)
SELECT url, island, any_value(thing) AS document_id, any_value(is_gone) AS is_gone, any_value(is_unlisted) AS is_unlisted, min(night) AS first_night,
    max(night) AS last_night, min("at") AS first_at, max("at") AS last_at, arg_max(role, "at") AS role, arg_max(listing_url, "at") AS listing_url,
    lead(min(night)) OVER (PARTITION BY url ORDER BY island) AS ended_night
FROM numbered GROUP BY url, island;

-- What a page carries stands as long as the page carries it: until a night in which the page answered, or was withdrawn, and nobody asked for the file.
CREATE TEMP TABLE stands AS
WITH asked AS (
    SELECT url, max(night) AS night FROM retrievals JOIN nights USING (run_id) WHERE kind = 'document' AND role = 'attachment' GROUP BY url
),
dropped AS (
    SELECT a.url, arg_min(p.is_withdrawn, p.night) AS is_withdrawn, min(p.night) AS night, min(p."at") AS dropped_at
    FROM (SELECT DISTINCT url, listing_url FROM islands WHERE role = 'attachment') AS i
    JOIN asked AS a USING (url) JOIN sightings AS p ON p.url = i.listing_url AND p.night > a.night
    GROUP BY a.url
)
SELECT i.url, i.island, i.document_id, i.first_night, i.last_night, i.first_at, i.last_at, i.role, i.listing_url, coalesce(i.ended_night, d.night) AS ended_night,
    NOT i.is_unlisted AS is_listed, i.ended_night IS NULL AND d.night IS NULL AS is_open,
    CASE WHEN i.ended_night IS NULL AND d.is_withdrawn THEN d.dropped_at END AS withdrawn_with_page_at, regexp_extract(i.url, '^[a-z]+://([^/]+)', 1) AS host
FROM islands AS i LEFT JOIN dropped AS d ON d.url = i.url AND i.role = 'attachment' AND i.ended_night IS NULL
WHERE i.document_id IS NOT NULL;
