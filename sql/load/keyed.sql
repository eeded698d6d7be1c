-- Whose report each reading is, what is none, and how each was read.

CREATE TEMP TABLE titled_otherwise AS
SELECT DISTINCT document_id FROM (SELECT document_id, unnest(issues) AS issue FROM readings JOIN chosen USING (document_id, filename))
WHERE issue.code = 'not_a_report';

-- A file with tables of the form that a page carries, and that says neither whose it is nor of which year, is what the page says it is that stood there
-- in the same night: the next year's report may stand at the address of this one's.
UPDATE keys SET agency_id = p.agency_id, key_year = p.key_year, agency_basis = CASE WHEN keys.agency_id = p.agency_id THEN keys.agency_basis ELSE 'page' END
FROM (
    SELECT r.document_id, r.part, min(k.agency_id) AS agency_id, min(k.key_year) AS key_year
    FROM read AS r JOIN sightings AS a ON a.document_id = r.document_id AND a.role = 'attachment'
    JOIN sightings AS t ON t.url = a.listing_url AND t.night = a.night AND t.document_id IS NOT NULL
    JOIN keys AS k ON k.document_id = t.document_id
    WHERE r.year IS NULL AND coalesce(r.edition_disclosure, r.edition_requests, r.edition_proceedings) IS NOT NULL AND k.key_year IS NOT NULL
    GROUP BY r.document_id, r.part HAVING count(DISTINCT (k.agency_id, k.key_year)) = 1
) AS p
WHERE keys.document_id = p.document_id AND keys.part = p.part AND keys.key_year IS NULL
    AND (keys.agency_id = p.agency_id OR keys.agency_basis = 'none');

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
    coalesce(c.decision = 'rejected', false) AS is_rejected,
    -- A document in which a table of the form was read needs no judge.
    r.document_id IN (SELECT document_id FROM in_review) AND coalesce(edition_disclosure, edition_requests, edition_proceedings) IS NULL
        AND coalesce(c.decision = 'rejected', true) AS is_in_review
FROM read AS r JOIN keys AS k USING (document_id, part) LEFT JOIN documents AS d USING (document_id) LEFT JOIN decided AS c USING (document_id, part)
WHERE r.document_id NOT IN (SELECT document_id FROM no_reports);
