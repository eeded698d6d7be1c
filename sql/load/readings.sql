-- Which reading of each document counts. The rows of all files of readings stand in "readings". Variable: fingerprint, of the readers in force.

-- The readers' in force, else the most recent other; of several files the most recent.
CREATE TEMP TABLE chosen AS
SELECT document_id, filename FROM (
    SELECT document_id, filename, row_number() OVER (
        PARTITION BY document_id ORDER BY fingerprint = getvariable('fingerprint') DESC, max(read_at) DESC, filename DESC) AS place
    FROM readings GROUP BY document_id, filename, fingerprint)
WHERE place = 1;

CREATE TEMP TABLE read AS
SELECT r.document_id, part, fingerprint, name, format, status, title, agency, year, published_on, published_on_basis,
    edition_disclosure, edition_requests, edition_proceedings, make_timestamp(epoch_us(read_at)) AS read_at,
    -- The organs that the page's own data name: its source, its publisher, its site.
    [x.value FOR x IN evidence IF x.field = 'agency' AND x.basis IN ('meta', 'label')] AS declared
FROM readings AS r JOIN chosen USING (document_id, filename);

-- What people decided on a document, or on one of its reports (subject "document_id#part", which goes before): the last of each kind counts.
CREATE TEMP TABLE said AS
SELECT split_part(subject, '#', 1) AS document_id, TRY_CAST(nullif(split_part(subject, '#', 2), '') AS INTEGER) AS part,
    arg_max(decision, place) FILTER (decision IN ('rejected', 'accepted', 'outside')) AS decision,
    arg_max(value, place) FILTER (decision = 'agency') AS agency_id,
    TRY_CAST(arg_max(value, place) FILTER (decision = 'year') AS INTEGER) AS year
FROM (SELECT *, row_number() OVER (ORDER BY decided_on NULLS FIRST, rowid) AS place FROM decisions WHERE kind = 'document')
GROUP BY ALL;

CREATE TEMP TABLE decided AS
SELECT r.document_id, r.part, coalesce(p.decision, w.decision) AS decision, coalesce(p.agency_id, w.agency_id) AS agency_id, coalesce(p.year, w.year) AS year
FROM read AS r
LEFT JOIN said AS w ON w.document_id = r.document_id AND w.part IS NULL
LEFT JOIN said AS p ON p.document_id = r.document_id AND p.part = r.part;

-- What was kept while collecting although it could not be judged.
CREATE TEMP TABLE in_review AS
SELECT DISTINCT document_id FROM retrievals WHERE document_id IS NOT NULL AND starts_with(note, 'in_review');

-- What is needed to say whose report each is and of which year.
CREATE TEMP TABLE identities AS
SELECT r.document_id, r.part, r.agency, coalesce(d.year, r.year) AS year, d.agency_id AS decided_agency, h.hint, o.portal, r.declared
FROM read AS r LEFT JOIN decided AS d USING (document_id, part) LEFT JOIN documents AS o USING (document_id)
LEFT JOIN (SELECT document_id, arg_max(agency_id, "at") AS hint FROM retrievals WHERE agency_id IS NOT NULL GROUP BY document_id) AS h
    USING (document_id);

CREATE TEMP TABLE keys (document_id VARCHAR, part INTEGER, agency_id VARCHAR, agency_basis VARCHAR, key_year INTEGER);
