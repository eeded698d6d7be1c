-- Reports with their versions, and all that belongs to them, from the chosen readings and from "keys", which says whose each is.

CREATE TEMP TABLE titled_otherwise AS
SELECT DISTINCT document_id FROM (SELECT document_id, unnest(issues) AS issue FROM readings JOIN chosen USING (document_id, filename))
WHERE issue.code = 'not_a_report';

-- A file in which no table of the form was found, and that says neither whose it is nor of which year, or whose title is that of another document,
-- is no report, unless a person accepted it.
CREATE TEMP TABLE no_reports AS
SELECT DISTINCT r.document_id
FROM (SELECT document_id, unnest(issues) AS issue FROM readings JOIN chosen USING (document_id, filename)) AS i
JOIN read AS r USING (document_id) JOIN keys AS k USING (document_id, part)
LEFT JOIN decided AS d USING (document_id, part)
WHERE r.status = 'failed' AND r.agency IS NULL AND r.year IS NULL AND coalesce(d.decision <> 'accepted', true)
    AND (i.issue.code = 'not_a_report' OR i.issue.code = 'no_tables' AND k.agency_id = concat('d-', r.document_id));

UPDATE retrievals SET outcome = 'not_a_report' WHERE document_id IN (SELECT document_id FROM no_reports) AND outcome IN ('new', 'unchanged')
    AND (kind = 'ingest' OR kind = 'document' AND document_id IN (SELECT document_id FROM titled_otherwise));

CREATE TEMP TABLE keyed AS
SELECT r.*, k.agency_id, k.agency_basis, k.key_year, coalesce(d.first_seen_at, r.read_at) AS first_seen_at, d.url,
    left(sha256(concat(k.agency_id, '|', k.key_year, '|', r.document_id, '|', r.part)), 16) AS report_id,
    coalesce(c.decision = 'rejected', false) AS is_rejected,
    -- A document in which a table of the form was read needs no judge.
    r.document_id IN (SELECT document_id FROM in_review) AND coalesce(edition_disclosure, edition_requests, edition_proceedings) IS NULL
        AND coalesce(c.decision = 'rejected', true) AS is_in_review
FROM read AS r JOIN keys AS k USING (document_id, part) LEFT JOIN documents AS d USING (document_id) LEFT JOIN decided AS c USING (document_id, part)
WHERE r.document_id NOT IN (SELECT document_id FROM no_reports);

-- Current is what was read before what awaits a person before what could not be read. Among those: the highest version; but where that one carries a
-- date that is printed or in the text, the one with the latest such date. What a person rejected never is.
INSERT INTO reports
WITH numbered AS (
    SELECT *,
        row_number() OVER (PARTITION BY agency_id, key_year ORDER BY first_seen_at, published_on NULLS FIRST, document_id, part) AS version,
        CASE WHEN status = 'failed' THEN 2 WHEN is_in_review THEN 1 ELSE 0 END AS doubt,
        CASE WHEN published_on_basis IN ('printed', 'text') THEN published_on END AS sure_on
    FROM keyed
),
newest AS (
    SELECT *, first_value(sure_on) OVER (PARTITION BY agency_id, key_year ORDER BY is_rejected, doubt, version DESC) AS newest_on FROM numbered
),
ranked AS (
    SELECT *, row_number() OVER (PARTITION BY agency_id, key_year
        ORDER BY is_rejected, doubt, CASE WHEN newest_on IS NOT NULL THEN sure_on END DESC NULLS LAST, version DESC) AS place
    FROM newest
)
SELECT report_id, r.agency_id, coalesce(r.agency, a.name), a.region_code, a.scope, key_year, title, published_on, published_on_basis,
    first_seen_at, version, key_year IS NOT NULL AND NOT is_rejected AND place = 1, status, edition_disclosure, edition_requests,
    edition_proceedings, document_id, part, format, url, agency_basis, is_in_review, is_rejected
FROM ranked AS r LEFT JOIN agencies AS a USING (agency_id)
ORDER BY r.agency_id, key_year, version;

INSERT INTO report_documents SELECT report_id, document_id, 'report' FROM reports;

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
FROM (SELECT k.report_id, unnest(r.figures) AS x FROM readings AS r JOIN chosen USING (document_id, filename) JOIN keyed AS k USING (document_id, part));

INSERT INTO sections
SELECT report_id, x.number, x.heading, x.text
FROM (SELECT k.report_id, unnest(r.sections) AS x FROM readings AS r JOIN chosen USING (document_id, filename) JOIN keyed AS k USING (document_id, part));

INSERT INTO claims
SELECT report_id, ordinal, x.items, x.measure, x.value, x.unit, x.section, x.text, x.sentence
FROM (SELECT k.report_id, unnest(r.claims) AS x, generate_subscripts(r.claims, 1) AS ordinal
      FROM readings AS r JOIN chosen USING (document_id, filename) JOIN keyed AS k USING (document_id, part));

INSERT INTO issues
SELECT report_id, ordinal, x.code, x.severity, x.message, x.item, x.measure, x.relation, x.printed, x.computed, x.blame
FROM (SELECT k.report_id, unnest(r.issues) AS x, generate_subscripts(r.issues, 1) AS ordinal
      FROM readings AS r JOIN chosen USING (document_id, filename) JOIN keyed AS k USING (document_id, part));

INSERT INTO evidence
SELECT report_id, x.field, x.value, x.basis, x.text
FROM (SELECT k.report_id, unnest(r.evidence) AS x FROM readings AS r JOIN chosen USING (document_id, filename) JOIN keyed AS k USING (document_id, part));
