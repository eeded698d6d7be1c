-- Its years before are compared as those of any other.
-- expect: gone|2023|requests.carried_in|total|printed|error|3|4
-- coverage: 990100|2022|7|0|0|1|0|0
-- coverage: 990100|2023|7|7|1|1|1|1
INSERT INTO agencies (agency_id, name, region_code, level, kind, scope, reports_to, in_roster, position, valid_from, valid_to) VALUES
    ('gone', '示例市信访局', '990100', 'prefecture', 'department', 'organ', 'city', true, 11, NULL, '2024-02-29');
INSERT INTO reports BY NAME FROM report('gone-2022', 'gone', 2022)
    UNION ALL FROM report('gone-2023', 'gone', 2023);
INSERT INTO figures BY NAME SELECT z.* REPLACE (r.report_id AS report_id) FROM zeros('') AS z CROSS JOIN reports AS r;
UPDATE figures SET value = 4 WHERE report_id = 'gone-2022' AND item = 'requests.carried_out' AND measure = 'total';
UPDATE figures SET value = 3 WHERE report_id = 'gone-2023' AND item = 'requests.carried_in' AND measure = 'total';
