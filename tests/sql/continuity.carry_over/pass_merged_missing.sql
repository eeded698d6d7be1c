-- One report of the year before is missing, the other is unread in one cell; an organ that took up another and whose first day is not known.
-- And an organ without any reform, which is assessed.
-- coverage: 990100|2023|28|0|0|4|0|0
-- coverage: 990100|2024|21|7|0|3|1|0
INSERT INTO agencies (agency_id, name, region_code, level, kind, scope, reports_to, in_roster, position, valid_from, valid_to) VALUES
    ('land', '示例市国土资源局', '990100', 'prefecture', 'department', 'organ', 'city', true, 11, NULL, '2024-02-29'),
    ('plan', '示例市规划局', '990100', 'prefecture', 'department', 'organ', 'city', true, 12, NULL, '2024-02-29'),
    ('both', '示例市自然资源和规划局', '990100', 'prefecture', 'department', 'organ', 'city', true, 13, '2024-03-01', NULL),
    ('poverty', '示例市乡村振兴局', '990100', 'prefecture', 'department', 'organ', 'city', true, 14, NULL, '2024-01-31');
INSERT INTO agency_lineage VALUES ('land', 'both', DATE '2024-02-29', 'merged'), ('plan', 'both', DATE '2024-02-29', 'merged');
INSERT INTO agency_lineage VALUES ('poverty', 'education', DATE '2024-01-31', 'merged');
INSERT INTO reports BY NAME FROM report('land-2023', 'land', 2023)
    UNION ALL FROM report('both-2024', 'both', 2024)
    UNION ALL FROM report('poverty-2023', 'poverty', 2023)
    UNION ALL FROM report('education-2023', 'education', 2023)
    UNION ALL FROM report('education-2024', 'education', 2024)
    UNION ALL FROM report('finance-2023', 'finance', 2023)
    UNION ALL FROM report('finance-2024', 'finance', 2024);
INSERT INTO figures BY NAME SELECT z.* REPLACE (r.report_id AS report_id) FROM zeros('') AS z CROSS JOIN reports AS r;
UPDATE figures SET value = 4 WHERE report_id = 'land-2023' AND item = 'requests.carried_out' AND measure = 'total';
UPDATE figures SET value = 9 WHERE report_id = 'both-2024' AND item = 'requests.carried_in' AND measure = 'total';
UPDATE figures SET value = 9 WHERE report_id = 'education-2024' AND item = 'requests.carried_in' AND measure = 'total';
