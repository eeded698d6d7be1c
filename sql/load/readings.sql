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

-- A person's decision on a document: the last one of each kind counts.
CREATE TEMP TABLE decided AS
SELECT subject AS document_id, arg_max(decision, place) FILTER (decision IN ('rejected', 'accepted')) AS decision,
    arg_max(value, place) FILTER (decision = 'agency') AS agency_id,
    TRY_CAST(arg_max(value, place) FILTER (decision = 'year') AS INTEGER) AS year
FROM (SELECT *, row_number() OVER (ORDER BY decided_on NULLS FIRST, rowid) AS place FROM decisions WHERE kind = 'document')
GROUP BY subject;

-- What was kept while collecting although it could not be judged.
CREATE TEMP TABLE in_review AS
SELECT DISTINCT document_id FROM retrievals WHERE document_id IS NOT NULL AND starts_with(note, 'in_review');

-- What is needed to say whose report each is and of which year.
CREATE TEMP TABLE identities AS
SELECT r.document_id, r.part, r.agency, coalesce(d.year, r.year) AS year, d.agency_id AS decided_agency, h.hint, o.portal, r.declared
FROM read AS r LEFT JOIN decided AS d USING (document_id) LEFT JOIN documents AS o USING (document_id)
LEFT JOIN (SELECT document_id, arg_max(agency_id, "at") AS hint FROM retrievals WHERE agency_id IS NOT NULL GROUP BY document_id) AS h
    USING (document_id);

CREATE TEMP TABLE keys (document_id VARCHAR, part INTEGER, agency_id VARCHAR, agency_basis VARCHAR, key_year INTEGER);
