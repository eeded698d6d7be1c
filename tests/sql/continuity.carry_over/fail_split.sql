-- Together the parts take over less; the first of the list stands for them.
-- expect: culture|2024|requests.carried_in|total|unclear|warning|8|9
-- coverage: 990100|2023|7|0|0|1|0|0
-- coverage: 990100|2024|7|7|1|1|1|1
INSERT INTO agencies (agency_id, name, region_code, level, kind, scope, reports_to, in_roster, position, valid_from, valid_to) VALUES
    ('broad', '示例市文化广电新闻出版局', '990100', 'prefecture', 'department', 'organ', 'city', true, 11, NULL, '2024-02-29'),
    ('culture', '示例市文化和旅游局', '990100', 'prefecture', 'department', 'organ', 'city', true, 12, '2024-03-01', NULL),
    ('press', '示例市新闻出版局', '990100', 'prefecture', 'department', 'organ', 'city', true, 13, '2024-03-01', NULL);
INSERT INTO agency_lineage VALUES ('broad', 'culture', DATE '2024-02-29', 'split'), ('broad', 'press', DATE '2024-02-29', 'split');
INSERT INTO reports BY NAME FROM report('broad-2023', 'broad', 2023)
    UNION ALL FROM report('culture-2024', 'culture', 2024)
    UNION ALL FROM report('press-2024', 'press', 2024);
INSERT INTO figures BY NAME SELECT z.* REPLACE (r.report_id AS report_id) FROM zeros('') AS z CROSS JOIN reports AS r;
UPDATE figures SET value = 9 WHERE report_id = 'broad-2023' AND item = 'requests.carried_out' AND measure = 'total';
UPDATE figures SET value = 6 WHERE report_id = 'culture-2024' AND item = 'requests.carried_in' AND measure = 'total';
UPDATE figures SET value = 2 WHERE report_id = 'press-2024' AND item = 'requests.carried_in' AND measure = 'total';
