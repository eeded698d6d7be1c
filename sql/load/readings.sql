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
    TRY_CAST(arg_max(value, place) FILTER (decision = 'year') AS INTEGER) AS year, max(place) AS place
FROM (SELECT *, row_number() OVER (ORDER BY decided_on NULLS FIRST, rowid) AS place FROM decisions WHERE kind = 'document')
GROUP BY ALL;

-- What was read of a report, to be compared with another: all figures, the sections' text without blanks, the title, and the day where it is printed or
-- in the text. Of what could not be read nobody knows whether it is the same.
CREATE TEMP MACRO figures_read(figures) AS CAST(list_sort(list_transform(list_filter(figures, lambda f: f.state <> 'absent'),
    lambda f: hash(f.item, f.measure, f.state, f.value, f.unit, CASE WHEN f.state = 'unreadable' THEN f.raw END))) AS VARCHAR);

CREATE TEMP MACRO what_was_read(id, title, day, basis, figures, sections) AS CASE WHEN len(figures) + len(sections) = 0 THEN id ELSE sha256(concat_ws(chr(30),
    without_blanks(title), CASE WHEN basis IN ('printed', 'text') THEN CAST(day AS VARCHAR) ELSE '' END,
    figures_read(figures),
    array_to_string(list_transform(sections, lambda s: concat_ws('|', coalesce(CAST(s.number AS VARCHAR), ''), without_blanks(s.heading), without_blanks(s.text))),
        chr(31)))) END;

-- What was decided on a page, of several drawings of it last, holds when it is drawn anew and the same is read of it, until a person decides on that
-- document too.
INSERT INTO said
WITH places AS (SELECT DISTINCT url, document_id FROM retrievals WHERE kind = 'document' AND document_id IS NOT NULL),
redrawn AS (
    SELECT DISTINCT s.document_id AS decided_id, p.document_id
    FROM (SELECT DISTINCT document_id FROM said) AS s JOIN places AS q ON q.document_id = s.document_id JOIN places AS p ON p.url = q.url
    WHERE p.document_id NOT IN (SELECT document_id FROM said)
),
marked AS (
    SELECT r.document_id, list(what_was_read(r.document_id, r.title, r.published_on, r.published_on_basis, r.figures, r.sections) ORDER BY r.part) AS reading
    FROM readings AS r JOIN chosen USING (document_id, filename)
    WHERE r.document_id IN (SELECT decided_id FROM redrawn UNION SELECT document_id FROM redrawn) GROUP BY r.document_id
),
same AS (
    SELECT d.document_id, arg_max(d.decided_id, (SELECT max(place) FROM said WHERE said.document_id = d.decided_id)) AS decided_id
    FROM redrawn AS d JOIN marked AS o ON o.document_id = d.decided_id JOIN marked AS n ON n.document_id = d.document_id AND n.reading = o.reading
    GROUP BY d.document_id
)
SELECT same.document_id, s.part, s.decision, s.agency_id, s.year, s.place FROM same JOIN said AS s ON s.document_id = same.decided_id;

CREATE TEMP TABLE decided AS
SELECT r.document_id, r.part, coalesce(p.decision, w.decision) AS decision, coalesce(p.agency_id, w.agency_id) AS agency_id, coalesce(p.year, w.year) AS year
FROM read AS r
LEFT JOIN said AS w ON w.document_id = r.document_id AND w.part IS NULL
LEFT JOIN said AS p ON p.document_id = r.document_id AND p.part = r.part;

-- What was kept while collecting although it could not be judged.
CREATE TEMP TABLE in_review AS
SELECT DISTINCT document_id FROM retrievals WHERE document_id IS NOT NULL AND starts_with(note, 'in_review');

-- What is needed to say whose report each is and of which year. Where two places name two organs for one document, neither is a hint.
CREATE TEMP TABLE identities AS
SELECT r.document_id, r.part, r.agency, coalesce(d.year, r.year) AS year, d.agency_id AS decided_agency, h.hint, o.portal, r.declared
FROM read AS r LEFT JOIN decided AS d USING (document_id, part) LEFT JOIN documents AS o USING (document_id)
LEFT JOIN (
    SELECT document_id, min(agency_id) AS hint
    FROM (SELECT document_id, arg_max(agency_id, "at") AS agency_id FROM retrievals WHERE agency_id IS NOT NULL GROUP BY document_id, url, listing_url)
    GROUP BY document_id HAVING count(DISTINCT agency_id) = 1
) AS h USING (document_id);

CREATE TEMP TABLE keys (document_id VARCHAR, part INTEGER, agency_id VARCHAR, agency_basis VARCHAR, key_year INTEGER);
