-- The new organ takes over what both left; an organ that took up another may print the sum or its own number.
-- coverage: 990100|2023|28|0|0|4|0|0
-- coverage: 990100|2024|14|14|0|2|2|0
INSERT INTO agencies (agency_id, name, region_code, level, kind, scope, reports_to, in_roster, position, valid_from, valid_to) VALUES
    ('land', '示例市国土资源局', '990100', 'prefecture', 'department', 'organ', 'city', true, 11, NULL, '2024-02-29'),
    ('plan', '示例市规划局', '990100', 'prefecture', 'department', 'organ', 'city', true, 12, NULL, '2024-02-29'),
    ('both', '示例市自然资源和规划局', '990100', 'prefecture', 'department', 'organ', 'city', true, 13, '2024-03-01', NULL),
    ('poverty', '示例市乡村振兴局', '990100', 'prefecture', 'department', 'organ', 'city', true, 14, NULL, '2024-01-31');
INSERT INTO agency_lineage VALUES ('land', 'both', DATE '2024-02-29', 'merged'), ('plan', 'both', DATE '2024-02-29', 'merged');
INSERT INTO agency_lineage VALUES ('poverty', 'education', DATE '2024-01-31', 'merged');
-- The day an organ began must be known, or it may not have been there.
UPDATE agencies SET valid_from = DATE '2001-01-01' WHERE agency_id = 'education';
INSERT INTO reports BY NAME FROM report('land-2023', 'land', 2023)
    UNION ALL FROM report('plan-2023', 'plan', 2023)
    UNION ALL FROM report('both-2024', 'both', 2024)
    UNION ALL FROM report('poverty-2023', 'poverty', 2023)
    UNION ALL FROM report('education-2023', 'education', 2023)
    UNION ALL FROM report('education-2024', 'education', 2024);
INSERT INTO figures BY NAME SELECT z.* REPLACE (r.report_id AS report_id) FROM zeros('') AS z CROSS JOIN reports AS r;
UPDATE figures SET value = 4 WHERE report_id = 'land-2023' AND item = 'requests.carried_out' AND measure = 'total';
UPDATE figures SET value = 3 WHERE report_id = 'plan-2023' AND item = 'requests.carried_out' AND measure = 'total';
UPDATE figures SET value = 7 WHERE report_id = 'both-2024' AND item = 'requests.carried_in' AND measure = 'total';
UPDATE figures SET value = 2 WHERE report_id = 'poverty-2023' AND item = 'requests.carried_out' AND measure = 'total';
UPDATE figures SET value = 5 WHERE report_id = 'education-2023' AND item = 'requests.carried_out' AND measure = 'total';
UPDATE figures SET value = 5 WHERE report_id = 'education-2024' AND item = 'requests.carried_in' AND measure = 'total';
UPDATE figures SET value = 2 WHERE report_id = 'poverty-2023' AND item = 'requests.carried_out' AND measure = 'company';
UPDATE figures SET value = 5 WHERE report_id = 'education-2023' AND item = 'requests.carried_out' AND measure = 'company';
UPDATE figures SET value = 7 WHERE report_id = 'education-2024' AND item = 'requests.carried_in' AND measure = 'company';
