-- It is as sure as under one name.
-- expect: new|2024|requests.carried_in|total|printed|error|3|4
-- coverage: 990100|2022|7|0|0|1|0|0
-- coverage: 990100|2023|7|7|0|1|1|0
-- coverage: 990100|2024|7|7|1|1|1|1
INSERT INTO agencies (agency_id, name, region_code, level, kind, scope, reports_to, in_roster, position, valid_from, valid_to) VALUES
    ('old', '示例市旅游发展委员会', '990100', 'prefecture', 'department', 'organ', 'city', true, 11, NULL, '2024-03-31'),
    ('new', '示例市文化旅游局', '990100', 'prefecture', 'department', 'organ', 'city', true, 12, '2024-04-01', NULL);
INSERT INTO agency_lineage VALUES ('old', 'new', DATE '2024-03-31', 'renamed');
INSERT INTO reports BY NAME FROM report('old-2022', 'old', 2022)
    UNION ALL FROM report('old-2023', 'old', 2023)
    UNION ALL FROM report('new-2024', 'new', 2024);
INSERT INTO figures BY NAME SELECT z.* REPLACE (r.report_id AS report_id) FROM zeros('') AS z CROSS JOIN reports AS r;
UPDATE figures SET value = 4 WHERE report_id = 'old-2023' AND item = 'requests.carried_out' AND measure = 'total';
UPDATE figures SET value = 3 WHERE report_id = 'new-2024' AND item = 'requests.carried_in' AND measure = 'total';
