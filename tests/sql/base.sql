-- What every fixture stands on: a city with a department, a zone's department without a statutory day, and reports and figures in short form.
INSERT INTO regions (region_code, name, level, kind, parent_code) VALUES ('990100', '示例市', 'prefecture', 'division', NULL);
INSERT INTO agencies (agency_id, name, region_code, level, kind, scope, reports_to, portal, in_roster, position) VALUES
    ('city', '示例市人民政府', '990100', 'prefecture', 'government', 'consolidated', NULL, 'www.shili.example', true, 1),
    ('education', '示例市教育局', '990100', 'prefecture', 'department', 'organ', 'city', 'www.shili.example', true, 2),
    ('finance', '示例市财政局', '990100', 'prefecture', 'department', 'organ', 'city', 'www.shili.example', true, 3),
    ('street', '示例街道办事处', '990100', 'township', 'street', 'organ', 'city', 'www.shili.example', true, 4);
INSERT INTO meta VALUES ('1', 'build', TIMESTAMP '2025-04-02 00:00:00', DATE '2025-04-02', '0', 'hash', 'run', 'readers');
INSERT INTO portals (host, name, kind, verified_on) VALUES ('www.shili.example', '示例市人民政府网', 'static_list', DATE '2024-01-01');
INSERT INTO portal_lists (portal, list_url, agency_id, expect_min) VALUES ('www.shili.example', 'http://www.shili.example/nb/', NULL, 1);

-- One current report, read well, of edition 2021.
CREATE TEMP MACRO report(id, agency, of_year) AS TABLE
SELECT id AS report_id, agency AS agency_id, agency AS agency_name, '990100' AS region_code, 'organ' AS scope, of_year AS year,
    TIMESTAMP '2025-03-01 00:00:00' AS first_seen_at, 1 AS version, true AS is_current, 'ok' AS status, '2021' AS edition_disclosure,
    '2021' AS edition_requests, 'any' AS edition_proceedings, id AS document_id, 1 AS part, false AS in_review, false AS is_rejected;

-- Every figure of edition 2021 as 0, both engines agreeing.
CREATE TEMP MACRO zeros(id) AS TABLE
SELECT id AS report_id, item, measure, 0 AS value, 'reported' AS state, '0' AS raw, 'read' AS how, ['one', 'two'] AS engines, 'agreed' AS agreement
FROM form_items WHERE edition = '2021';

-- The six sections.
CREATE TEMP MACRO six(id) AS TABLE SELECT id AS report_id, number, 'heading' AS heading, 'text' AS text FROM range(1, 7) AS n (number);

-- An organ that had to report for 2024.
CREATE TEMP MACRO due(agency, day, how) AS TABLE
SELECT agency AS agency_id, 2024 AS year, day AS due_on, how AS standing, '条例第四十九条' AS basis_zh, 'article 49' AS basis_en;

-- The list answered whole on a day, with one link.
CREATE TEMP MACRO answered(at_instant) AS TABLE
SELECT 'run-1' AS run_id, 'www.shili.example' AS portal, at_instant AS "at", outcome, kind, url, 'http://www.shili.example/nb/' AS listing_url
FROM (VALUES ('listing', 'new', 'http://www.shili.example/nb/'), ('document', 'new', 'http://www.shili.example/nb/1.html')) AS t (kind, outcome, url);

-- A document of a report that stands at an address; whether its figures are those of the report.
CREATE TEMP MACRO placed(id, document, as_what, address, alike) AS TABLE
SELECT id AS report_id, document AS document_id, as_what AS role, 1 AS part, address AS url, 'ok' AS status, true AS is_standing, alike AS agrees;
