-- Reports, one row a version, and all that belongs to the document that stands for each, from the chosen readings and from "keyed" and "versioned".

-- The document that stands for each version, with what the others of the version say of the day of publication: the earliest day that is printed or in
-- the text of any of them, since one that was there in time was in time; else the earliest that the pages' data or addresses give. A day before the
-- last month of the reporting year counts only where there is no other.
CREATE TEMP TABLE leaders AS
WITH days AS (
    SELECT k.agency_id, k.key_year, v.version_key, k.document_id, k.part, k.published_on, k.published_on_basis,
        row_number() OVER (PARTITION BY k.agency_id, k.key_year, v.version_key
            ORDER BY coalesce(k.published_on < make_date(k.key_year, 12, 1), false), k.published_on_basis NOT IN ('printed', 'text'), k.published_on,
                v.place) AS place
    FROM keyed AS k JOIN versioned AS v USING (document_id, part) WHERE k.published_on IS NOT NULL
),
firsts AS (
    SELECT k.agency_id, k.key_year, v.version_key, min(k.first_seen_at) AS first_seen_at FROM keyed AS k JOIN versioned AS v USING (document_id, part) GROUP BY ALL
)
SELECT k.* EXCLUDE (published_on, published_on_basis, first_seen_at), v.version_key, f.first_seen_at, d.published_on, d.published_on_basis,
    d.document_id AS dated_document_id, d.part AS dated_part,
    left(sha256(concat(k.agency_id, '|', k.key_year, '|', k.document_id, '|', k.part)), 16) AS report_id
FROM keyed AS k JOIN versioned AS v USING (document_id, part)
JOIN firsts AS f ON f.agency_id = k.agency_id AND f.key_year IS NOT DISTINCT FROM k.key_year AND f.version_key = v.version_key
LEFT JOIN days AS d ON d.place = 1 AND d.agency_id = k.agency_id AND d.key_year IS NOT DISTINCT FROM k.key_year AND d.version_key = v.version_key
WHERE v.place = 1;

-- Every address of every document with the report it belongs to.
CREATE TEMP TABLE addresses AS
SELECT l.report_id, k.agency_id, k.key_year, k.document_id, k.part, v.class, k.status, k.published_on, k.published_on_basis, k.is_rejected,
    t.url, t.role AS got_as, t.listing_url, min(t.first_at) AS first_seen_at, max(t.last_at) AS last_seen_at, coalesce(bool_or(t.is_open), false) AS is_standing,
    coalesce(bool_or(t.is_open AND t.is_listed), false) AS is_led_to, min(t.first_night) AS first_night, max(t.last_night) AS last_night, k.document_id = l.document_id AND k.part = l.part AS is_preferred
FROM keyed AS k JOIN versioned AS v USING (document_id, part)
JOIN leaders AS l ON l.agency_id = k.agency_id AND l.key_year IS NOT DISTINCT FROM k.key_year AND l.version_key = v.version_key
LEFT JOIN stands AS t ON t.document_id = k.document_id
GROUP BY ALL;

-- The address of each report: the first at which what is preferred, or other bytes of which the same was read, still stands; else the first at all.
CREATE TEMP TABLE main_addresses AS
WITH preferred AS (SELECT DISTINCT report_id, class, document_id, part FROM addresses WHERE is_preferred)
SELECT report_id, arg_min(url, (NOT is_standing, is_carried, first_seen_at, url)) AS url
FROM (
    SELECT a.report_id, a.url, bool_or(a.is_standing) AS is_standing, bool_and(a.got_as = 'attachment') AS is_carried, min(a.first_seen_at) AS first_seen_at
    FROM addresses AS a JOIN preferred AS p USING (report_id)
    WHERE a.url IS NOT NULL AND (a.class = p.class OR a.document_id = p.document_id AND a.part = p.part) GROUP BY a.report_id, a.url
) GROUP BY report_id;

-- Current is what was read before what awaits a person before what could not be read. Among those what a list or a page leads to, if to anything; else what
-- stands at some address, if anything does; then the highest version; but where that one carries a date that is printed or in the text, the one with the latest such date. What a person rejected never is.
INSERT INTO reports
WITH placed AS (
    SELECT report_id, bool_or(url IS NOT NULL) AS has_address, bool_or(is_standing) AS is_standing, bool_or(is_led_to) AS is_led_to FROM addresses GROUP BY report_id
),
numbered AS (
    SELECT l.* REPLACE (coalesce(m.url, l.url) AS url), p.has_address, p.is_standing, p.is_led_to,
        row_number() OVER (PARTITION BY agency_id, key_year ORDER BY first_seen_at, published_on NULLS FIRST, document_id, part) AS version,
        CASE WHEN status = 'failed' THEN 2 WHEN is_in_review THEN 1 ELSE 0 END AS doubt,
        CASE WHEN published_on_basis IN ('printed', 'text') THEN published_on END AS sure_on
    FROM leaders AS l JOIN placed AS p USING (report_id) LEFT JOIN main_addresses AS m USING (report_id)
),
compared AS (
    SELECT *, has_address AND (NOT is_led_to AND bool_or(is_led_to) OVER beside OR NOT is_standing AND bool_or(is_standing) OVER beside) AS is_past
    FROM numbered WINDOW beside AS (PARTITION BY agency_id, key_year, is_rejected, doubt)
),
newest AS (
    SELECT *, first_value(sure_on) OVER (PARTITION BY agency_id, key_year ORDER BY is_rejected, doubt, is_past, version DESC) AS newest_on FROM compared
),
ranked AS (
    SELECT *, row_number() OVER (PARTITION BY agency_id, key_year
        ORDER BY is_rejected, doubt, is_past, CASE WHEN newest_on IS NOT NULL THEN sure_on END DESC NULLS LAST, version DESC) AS place
    FROM newest
)
SELECT report_id, r.agency_id, coalesce(r.agency, a.name), a.region_code, a.scope, key_year, title, published_on, published_on_basis,
    first_seen_at, version, key_year IS NOT NULL AND NOT is_rejected AND place = 1, status, edition_disclosure, edition_requests,
    edition_proceedings, document_id, part, format, url, agency_basis, is_in_review, is_rejected, NULL
FROM ranked AS r LEFT JOIN agencies AS a USING (agency_id)
ORDER BY r.agency_id, key_year, version;

INSERT INTO agencies (agency_id, name, in_roster)
SELECT agency_id, arg_min(agency_name, (year, report_id)), false FROM reports ANTI JOIN agencies USING (agency_id)
GROUP BY agency_id ORDER BY agency_id;

INSERT INTO agency_names
SELECT DISTINCT k.agency_id, k.agency, 'printed' FROM keyed AS k ANTI JOIN agency_names AS n ON n.agency_id = k.agency_id AND n.name = k.agency
WHERE k.agency IS NOT NULL ORDER BY k.agency_id, k.agency;

INSERT INTO documents (document_id)
SELECT DISTINCT document_id FROM read ANTI JOIN documents USING (document_id) ORDER BY document_id;

UPDATE documents SET name = coalesce(documents.name, r.name), format = r.format, reading_fingerprint = r.fingerprint, read_at = r.read_at
FROM (SELECT document_id, min(name) AS name, min(format) AS format, min(fingerprint) AS fingerprint, max(read_at) AS read_at
      FROM read GROUP BY document_id) AS r
WHERE r.document_id = documents.document_id;

UPDATE documents SET decision = d.decision FROM said AS d WHERE d.document_id = documents.document_id AND d.part IS NULL;

INSERT INTO figures
SELECT report_id, x.item, x.measure, x.value, x.unit, x.state, x.raw, x.how, x.engines, x.agreement,
    x.source_page, x.source_table, x.source_row, x.source_column, x.candidates
FROM (SELECT k.report_id, unnest(r.figures) AS x FROM readings AS r JOIN chosen USING (document_id, filename) JOIN leaders AS k USING (document_id, part));

INSERT INTO sections
SELECT report_id, x.number, x.heading, x.text
FROM (SELECT k.report_id, unnest(r.sections) AS x FROM readings AS r JOIN chosen USING (document_id, filename) JOIN leaders AS k USING (document_id, part));

INSERT INTO claims
SELECT report_id, ordinal, x.items, x.measure, x.value, x.unit, x.section, x.text, x.sentence
FROM (SELECT k.report_id, unnest(r.claims) AS x, generate_subscripts(r.claims, 1) AS ordinal
      FROM readings AS r JOIN chosen USING (document_id, filename) JOIN leaders AS k USING (document_id, part));

INSERT INTO issues
SELECT report_id, ordinal, x.code, x.severity, x.message, x.item, x.measure, x.relation, x.printed, x.computed, x.blame
FROM (SELECT k.report_id, unnest(r.issues) AS x, generate_subscripts(r.issues, 1) AS ordinal
      FROM readings AS r JOIN chosen USING (document_id, filename) JOIN leaders AS k USING (document_id, part));

INSERT INTO evidence
SELECT report_id, x.field, x.value, x.basis, x.text
FROM (SELECT k.report_id, unnest(r.evidence) AS x FROM readings AS r JOIN chosen USING (document_id, filename) JOIN leaders AS k USING (document_id, part));

-- Where the day was taken from another document of the version, that document's words for it.
INSERT INTO evidence
SELECT report_id, x.field, x.value, x.basis, x.text
FROM (SELECT l.report_id, unnest(r.evidence) AS x FROM leaders AS l JOIN chosen AS c ON c.document_id = l.dated_document_id
      JOIN readings AS r ON r.document_id = l.dated_document_id AND r.part = l.dated_part AND r.filename = c.filename
      WHERE (l.dated_document_id, l.dated_part) <> (l.document_id, l.part)) AS e
JOIN reports USING (report_id)
WHERE x.field = 'published_on' AND x.basis = reports.published_on_basis AND x.value = CAST(reports.published_on AS VARCHAR)
    AND NOT EXISTS (SELECT 1 FROM evidence AS o WHERE o.report_id = e.report_id AND o.field = 'published_on' AND o.basis = x.basis AND o.value = x.value);
