-- Where each report stood and stands, as what, and which report followed which.

-- What stands at an address beside the current version although it belongs to an earlier one: a copy that was left as it was.
CREATE TEMP TABLE listed AS
WITH open_classes AS (
    SELECT report_id, agency_id, key_year, class, min(first_night) AS first_night, max(last_night) AS last_night
    FROM addresses WHERE is_led_to AND class IS NOT NULL GROUP BY ALL
),
left_beside AS (
    SELECT DISTINCT r.report_id, o.class
    FROM reports AS r JOIN addresses AS p ON p.report_id = r.report_id AND p.is_preferred
    JOIN open_classes AS own ON own.report_id = r.report_id AND own.class = p.class
    JOIN open_classes AS o ON o.agency_id = r.agency_id AND o.key_year = r.year AND o.report_id <> r.report_id
        AND o.first_night <= own.last_night AND own.first_night <= o.last_night
    WHERE r.is_current AND NOT EXISTS (SELECT 1 FROM apart WHERE (earlier = o.class AND later = own.class) OR (earlier = own.class AND later = o.class))
)
SELECT * FROM addresses
UNION ALL BY NAME
SELECT a.* REPLACE (b.report_id AS report_id, false AS is_preferred)
FROM addresses AS a JOIN left_beside AS b USING (class) WHERE a.is_led_to AND a.report_id <> b.report_id;

INSERT INTO report_documents
WITH preferred AS (
    SELECT l.report_id, any_value(l.class) AS class, any_value(m.url) AS main_url,
        arg_min(l.url, (l.url <> m.url, NOT l.is_standing, l.first_seen_at, l.url)) FILTER (l.url IS NOT NULL) AS url
    FROM listed AS l LEFT JOIN main_addresses AS m USING (report_id) WHERE l.is_preferred GROUP BY l.report_id
)
SELECT l.report_id, l.document_id,
    CASE
        WHEN l.is_preferred AND l.url IS NOT DISTINCT FROM p.url THEN 'report'
        WHEN l.got_as = 'attachment' THEN 'attachment'
        WHEN l.url IN (SELECT o.listing_url FROM listed AS o WHERE o.report_id = l.report_id AND o.got_as = 'attachment') THEN 'page'
        WHEN l.class = p.class AND (l.url IS NULL OR l.url IN (p.url, p.main_url)) AND NOT l.is_preferred THEN 'same'
        ELSE 'copy' END,
    l.part, l.url, l.status, l.published_on, l.published_on_basis, l.first_seen_at, l.last_seen_at, l.is_standing,
    CASE WHEN l.class = p.class THEN true END
FROM listed AS l JOIN preferred AS p USING (report_id)
ORDER BY l.report_id, NOT l.is_preferred, l.first_seen_at, l.document_id, l.part, l.url;

-- An address whose report went and came back.
INSERT INTO withdrawals
WITH gone AS (
    SELECT i.url, i.first_at AS gone_at, lag(i.document_id IGNORE NULLS) OVER w AS document_id, lead(i.first_at) OVER w AS back_at, i.is_gone
    FROM islands AS i WINDOW w AS (PARTITION BY i.url ORDER BY i.island)
)
SELECT DISTINCT a.report_id, g.url, CAST(g.gone_at + INTERVAL 8 HOUR AS DATE), CAST(g.back_at + INTERVAL 8 HOUR AS DATE)
FROM gone AS g JOIN (SELECT DISTINCT report_id, document_id, url FROM addresses) AS a ON a.document_id = g.document_id AND a.url = g.url
WHERE g.is_gone
UNION
SELECT DISTINCT a.report_id, t.url, CAST(t.withdrawn_with_page_at + INTERVAL 8 HOUR AS DATE), NULL
FROM stands AS t JOIN (SELECT DISTINCT report_id, document_id, url FROM addresses) AS a ON a.document_id = t.document_id AND a.url = t.url
WHERE t.withdrawn_with_page_at IS NOT NULL
ORDER BY ALL;

-- A report is withdrawn where it stands at no address any more and none of its addresses shows another report of its organ and year in its place.
UPDATE reports SET withdrawn_on = w.withdrawn_on
FROM (SELECT report_id, max(withdrawn_on) AS withdrawn_on FROM withdrawals WHERE returned_on IS NULL GROUP BY report_id) AS w
WHERE w.report_id = reports.report_id
    AND NOT EXISTS (SELECT 1 FROM addresses AS a WHERE a.report_id = reports.report_id AND (a.is_standing OR a.url IS NULL))
    AND NOT EXISTS (
        SELECT 1 FROM addresses AS a JOIN addresses AS o ON o.url = a.url AND o.agency_id = a.agency_id AND o.key_year = a.key_year
        WHERE a.report_id = reports.report_id AND o.report_id <> a.report_id AND o.is_standing);

-- Which version followed which: at an address the one took the other's place; where a version took no other's place, it followed the version before it.
-- What was altered, put back and altered once more followed twice; a copy that catches up makes no other time.
INSERT INTO successions
WITH taking AS (
    SELECT a.report_id, lag(a.report_id) OVER (PARTITION BY a.agency_id, a.key_year, a.url, a.part ORDER BY t.island) AS earlier, t.first_at
    FROM (SELECT DISTINCT report_id, agency_id, key_year, url, document_id, part FROM addresses WHERE class IS NOT NULL) AS a
    JOIN stands AS t ON t.document_id = a.document_id AND t.url = a.url
    JOIN reports AS r ON r.report_id = a.report_id
    WHERE r.status <> 'failed' AND NOT r.in_review AND NOT r.is_rejected
),
took AS (
    SELECT report_id, earlier, first_at AS taken_at FROM taking WHERE earlier <> report_id
    QUALIFY lag(report_id) OVER (PARTITION BY least(report_id, earlier), greatest(report_id, earlier) ORDER BY first_at, report_id) IS DISTINCT FROM report_id
),
in_order AS (
    SELECT report_id, lag(report_id) OVER (PARTITION BY agency_id, year ORDER BY version) AS earlier, first_seen_at AS taken_at
    FROM reports WHERE year IS NOT NULL AND status <> 'failed' AND NOT is_rejected AND NOT in_review
)
SELECT report_id, earlier, taken_at FROM took
UNION ALL
SELECT report_id, earlier, taken_at FROM in_order WHERE earlier IS NOT NULL AND report_id NOT IN (SELECT report_id FROM took)
ORDER BY taken_at, report_id, earlier;
