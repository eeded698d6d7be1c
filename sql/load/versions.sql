-- Which documents of one organ and year are one version of its report, and which document stands for it.
--
-- Documents of which the same was read (all figures, the sections' text blanks aside, the day printed, the title) are one reading, at whatever address and
-- however their bytes differ: only the frame of the page has changed. Readings that stand side by side in one night are one version: a page and the file it
-- carries, copies on other hosts. A reading begins a new version where it takes the place of the one that was read best until then, at one of its
-- addresses, or where nothing else stands beside it; a copy that was left as it was stays with the version it belongs to, and one that catches up goes to
-- the version it caught up with. What a person rejected, what
-- cannot be told a year, and files handed in without an address are versions of their own, as far as they are not the same reading.

-- Only where there is more than one document to an organ and year is anything to be compared.
CREATE TEMP TABLE crowded AS
SELECT agency_id, key_year FROM keyed WHERE key_year IS NOT NULL GROUP BY ALL HAVING count(*) > 1;

CREATE TEMP TABLE marks AS
SELECT k.document_id, k.part, k.agency_id, k.key_year, k.first_seen_at, k.status, k.is_in_review,
    CASE k.status WHEN 'ok' THEN 0 WHEN 'partial' THEN 1 ELSE 2 END AS standing,
    CASE WHEN k.status = 'failed' OR k.is_in_review THEN 2 WHEN coalesce(k.edition_disclosure, k.edition_requests, k.edition_proceedings) IS NULL THEN 1 ELSE 0 END AS tier,
    len(list_filter(r.figures, lambda f: f.state <> 'unreadable' AND NOT is_doubtful(f.how, f.agreement))) AS sure_figures,
    len(list_filter([k.edition_disclosure, k.edition_requests, k.edition_proceedings], lambda e: e IS NOT NULL)) AS tables,
    CASE WHEN k.published_on_basis IN ('printed', 'text') THEN k.published_on END AS sure_on,
    what_was_read(k.document_id, k.title, k.published_on, k.published_on_basis, r.figures, r.sections) AS reading, figures_read(r.figures) AS figures
FROM keyed AS k JOIN crowded USING (agency_id, key_year) JOIN chosen AS c ON c.document_id = k.document_id
JOIN readings AS r ON r.document_id = k.document_id AND r.part = k.part AND r.filename = c.filename
WHERE NOT k.is_rejected;

CREATE TEMP TABLE same AS
SELECT *, dense_rank() OVER (ORDER BY agency_id, key_year, reading) AS class FROM marks;

-- Each reading with what is asked when two are weighed against each other.
CREATE TEMP TABLE classes AS
SELECT class, any_value(agency_id) AS agency_id, any_value(key_year) AS key_year, min(tier) AS tier, min(standing) AS standing, max(sure_figures) AS sure_figures,
    max(tables) AS tables, min(sure_on) AS sure_on, min(first_seen_at) AS first_seen_at, min(document_id) AS document_id, min(part) AS part,
    bool_and(is_in_review) AS is_in_review, any_value(figures) AS figures
FROM same GROUP BY class;

-- What no list names counts as listed as long as a list names nothing else of its organ and year.
CREATE TEMP TABLE class_stands AS
WITH placed AS (
    SELECT s.class, s.part, s.agency_id, s.key_year, t.url, t.host, t.island, t.document_id, t.first_night, t.last_night, t.ended_night, t.role, t.listing_url,
        t.first_at, t.is_listed
    FROM stands AS t JOIN same AS s USING (document_id)
)
SELECT p.* REPLACE (p.is_listed OR NOT EXISTS (
    SELECT 1 FROM placed AS o WHERE o.agency_id = p.agency_id AND o.key_year = p.key_year AND o.is_listed
        AND coalesce(o.first_night < p.ended_night, true) AND coalesce(o.ended_night > p.first_night, true)) AS is_listed)
FROM placed AS p;

-- Which reading took the place of which at an address.
CREATE TEMP TABLE replaced AS
SELECT class, before AS earlier, first_night AS night
FROM (SELECT class, first_night, lag(class) OVER (PARTITION BY agency_id, key_year, url, part ORDER BY island) AS before FROM class_stands)
WHERE before <> class;

-- The readings that can be the report: those with tables, where there is none those with text.
CREATE TEMP TABLE contenders AS
SELECT c.*, s.first_night, s.is_carried
FROM classes AS c JOIN (
    SELECT class, min(first_night) AS first_night, bool_and(role = 'attachment') AS is_carried FROM class_stands WHERE is_listed GROUP BY class
) AS s USING (class)
JOIN (SELECT agency_id, key_year, min(tier) AS tier FROM classes GROUP BY ALL) AS least USING (agency_id, key_year, tier)
WHERE c.tier < 2;

-- Two reports of other figures at two addresses of one host, each with a day of publication that is printed or in its text, and these more than a week
-- apart: the organ put a corrected one up and let the first stand (更正后重新发布). That is a new version and no disagreement of copies. It is asked of
-- one host only, since another portal prints the day on which it took a report over; never of a page and its own file, of which one is signed and the
-- other published; and only where a figure without doubt differs, since the same report put up twice is a copy whatever its day.
CREATE TEMP TABLE apart AS
WITH pairs AS (
    SELECT DISTINCT a.class AS earlier, b.class AS later
    FROM contenders AS a JOIN contenders AS b USING (agency_id, key_year)
    JOIN class_stands AS s ON s.class = a.class JOIN class_stands AS t ON t.class = b.class AND t.host = s.host AND t.url <> s.url
    WHERE b.sure_on > a.sure_on + INTERVAL 7 DAY AND NOT a.is_carried AND NOT b.is_carried
),
sure AS (
    SELECT class, f.item, f.measure, f.value
    FROM (
        SELECT s.class, unnest(r.figures) AS f
        FROM (SELECT class, arg_min(document_id, (first_seen_at, document_id)) AS document_id, arg_min(part, (first_seen_at, document_id)) AS part FROM same GROUP BY class) AS s
        JOIN chosen AS c USING (document_id) JOIN readings AS r ON r.document_id = s.document_id AND r.part = s.part AND r.filename = c.filename
        WHERE class IN (SELECT earlier FROM pairs UNION SELECT later FROM pairs)
    ) WHERE f.state = 'reported' AND is_sure(f.how, f.agreement)
)
SELECT DISTINCT p.earlier, p.later FROM pairs AS p JOIN sure AS a ON a.class = p.earlier JOIN sure AS b ON b.class = p.later AND b.item = a.item AND b.measure = a.measure
WHERE a.value <> b.value;

-- For each reading, on the night on which it is first seen, the others of its organ and year: whether they stood just before, whether they stand now,
-- and whether they are left over: they, or a better one with the same figures, replaced elsewhere by a reading that is read as well, or followed by a
-- corrected report.
CREATE TEMP TABLE beside AS
WITH pairs AS (
    SELECT b.class, a.class AS other, b.first_night AS night, bool_or(s.first_night < b.first_night AND coalesce(s.ended_night >= b.first_night, true)) AS stood,
        a.class = b.class OR bool_or(coalesce(s.ended_night > b.first_night, true)) AS stands
    FROM contenders AS b JOIN contenders AS a ON a.agency_id = b.agency_id AND a.key_year = b.key_year
    JOIN class_stands AS s ON s.class = a.class AND s.is_listed AND s.first_night <= b.first_night
    -- What took its place in the very same night does not stand beside it.
    WHERE NOT EXISTS (SELECT 1 FROM replaced AS r WHERE r.earlier = b.class AND r.class = a.class AND r.night = b.first_night)
    GROUP BY a.class, b.class, b.first_night
),
left_over AS (
    -- At some address where it stood, another reading stood just before this night.
    SELECT DISTINCT p.class, p.other
    FROM pairs AS p JOIN contenders AS o ON o.class = p.other
    JOIN contenders AS e ON e.agency_id = o.agency_id AND e.key_year = o.key_year AND e.figures = o.figures
    JOIN class_stands AS s ON s.class = e.class AND s.first_night < p.night
    JOIN class_stands AS n ON n.url = s.url AND n.part = s.part AND n.island > s.island AND n.first_night < p.night AND coalesce(n.ended_night >= p.night, true)
    JOIN contenders AS c ON c.class = n.class AND c.agency_id = o.agency_id AND c.key_year = o.key_year
    WHERE c.class <> o.class AND c.standing <= o.standing AND (
        e.class = o.class OR c.figures <> o.figures AND
            (e.standing, -e.sure_figures, -e.tables, e.is_carried, e.first_seen_at, e.document_id, e.part)
            < (o.standing, -o.sure_figures, -o.tables, o.is_carried, o.first_seen_at, o.document_id, o.part))
    UNION
    SELECT p.class, p.other FROM pairs AS p JOIN apart AS x ON x.earlier = p.other JOIN pairs AS q ON q.class = p.class AND q.other = x.later AND q.stands
)
SELECT p.*, l.other IS NOT NULL AS is_left_over,
    row_number() OVER (PARTITION BY p.class ORDER BY l.other IS NOT NULL, o.standing, o.sure_figures DESC, o.tables DESC, o.is_carried, o.first_seen_at, o.document_id, o.part) AS place
FROM pairs AS p JOIN contenders AS o ON o.class = p.other LEFT JOIN left_over AS l ON l.class = p.class AND l.other = p.other;

-- The reading that was best just before each is first seen, and whether the new one took its place.
CREATE TEMP TABLE incumbents AS
SELECT b.class, b.other AS incumbent, b.stands,
    EXISTS (SELECT 1 FROM replaced AS r WHERE r.class = b.class AND r.earlier = b.other AND r.night = b.night) AND (NOT b.stands OR c.standing <= o.standing) AS took_its_place
FROM (SELECT *, row_number() OVER (PARTITION BY class ORDER BY place) AS n FROM beside WHERE stood) AS b
JOIN contenders AS c ON c.class = b.class JOIN contenders AS o ON o.class = b.other
WHERE n = 1;

-- Which reading each joins: what took the incumbent's place in the same night, else the incumbent, else the best that stands there now; itself where it is
-- that, or where nothing stands beside it.
CREATE TEMP TABLE joins AS
SELECT b.class, CASE WHEN i.took_its_place THEN b.class ELSE coalesce(first(b.other ORDER BY coalesce(j.took_its_place AND o.first_night = b.night, false) DESC,
        b.other IS NOT DISTINCT FROM i.incumbent DESC, b.place) FILTER (b.stands AND (b.other <> b.class OR NOT coalesce(i.stands, false))), b.class) END AS joined
FROM beside AS b JOIN contenders AS o ON o.class = b.other LEFT JOIN incumbents AS i ON i.class = b.class LEFT JOIN incumbents AS j ON j.class = b.other
GROUP BY b.class, i.took_its_place, i.incumbent, i.stands;

UPDATE joins SET joined = class
WHERE EXISTS (SELECT 1 FROM apart AS x WHERE x.earlier = joins.class AND x.later = joins.joined OR x.earlier = joins.joined AND x.later = joins.class);

-- What is no contender stands beside the one that it carries, that carries it, or that stood there at the same time; what awaits a person only where one
-- carries the other, so that nobody's judgement is passed over.
INSERT INTO joins
SELECT w.class, arg_min(o.class, (NOT is_linked, greatest(o.first_night, w.first_night), o.standing, -o.sure_figures, o.first_seen_at, o.class))
FROM (
    SELECT s.class, t.class AS other, min(s.first_night) AS first_night,
        bool_or(coalesce(s.listing_url = t.url AND s.role = 'attachment' OR t.listing_url = s.url AND t.role = 'attachment', false)) AS is_linked
    FROM class_stands AS s JOIN class_stands AS t ON t.agency_id = s.agency_id AND t.key_year = s.key_year AND t.document_id <> s.document_id AND t.is_listed
        AND t.first_night < coalesce(s.ended_night, t.first_night + 1) AND s.first_night < coalesce(t.ended_night, s.first_night + 1)
    WHERE s.is_listed AND s.class NOT IN (SELECT class FROM contenders) AND t.class IN (SELECT class FROM contenders)
    GROUP BY s.class, t.class
) AS w JOIN contenders AS o ON o.class = w.other JOIN classes AS c ON c.class = w.class
WHERE w.is_linked OR NOT c.is_in_review
GROUP BY w.class;

-- Every reading with the one that began its version.
CREATE TEMP TABLE begun AS
WITH RECURSIVE up AS (
    SELECT c.class, coalesce(j.joined, c.class) AS root FROM classes AS c LEFT JOIN joins AS j USING (class)
    UNION SELECT up.class, j.joined FROM up JOIN joins AS j ON j.class = up.root
)
SELECT up.class, up.root FROM up LEFT JOIN joins AS j ON j.class = up.root WHERE coalesce(j.joined, up.root) = up.root;

-- Every document with its version, and with its place in it: the one at place 1 stands for the version.
CREATE TEMP TABLE versioned AS
SELECT k.document_id, k.part, coalesce('c' || b.root, concat(k.document_id, '#', k.part)) AS version_key, s.class, coalesce(s.sure_figures, 0) AS sure_figures,
    row_number() OVER (
        PARTITION BY k.agency_id, k.key_year, version_key
        ORDER BY s.tier, s.standing, s.sure_figures DESC, s.tables DESC, coalesce(a.is_carried, false), k.first_seen_at, k.document_id, k.part) AS place
FROM keyed AS k LEFT JOIN same AS s ON s.document_id = k.document_id AND s.part = k.part LEFT JOIN begun AS b ON b.class = s.class
LEFT JOIN (SELECT document_id, bool_and(role = 'attachment') AS is_carried FROM stands GROUP BY document_id) AS a ON a.document_id = k.document_id;
