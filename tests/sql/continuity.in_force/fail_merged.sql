-- Neither organ's alone is the sum.
-- expect: both|2024|disclosure.normative_documents|in_force|unclear|warning|6|9
-- coverage: 990100|2023|4|0|0|2|0|0
-- coverage: 990100|2024|2|2|1|1|1|1
INSERT INTO agencies (agency_id, name, region_code, level, kind, scope, reports_to, in_roster, position, valid_from, valid_to) VALUES
    ('land', '示例市国土资源局', '990100', 'prefecture', 'department', 'organ', 'city', true, 11, NULL, '2024-02-29'),
    ('plan', '示例市规划局', '990100', 'prefecture', 'department', 'organ', 'city', true, 12, NULL, '2024-02-29'),
    ('both', '示例市自然资源和规划局', '990100', 'prefecture', 'department', 'organ', 'city', true, 13, '2024-03-01', NULL);
INSERT INTO agency_lineage VALUES ('land', 'both', DATE '2024-02-29', 'merged'), ('plan', 'both', DATE '2024-02-29', 'merged');
INSERT INTO reports BY NAME FROM report('land-2023', 'land', 2023)
    UNION ALL FROM report('plan-2023', 'plan', 2023)
    UNION ALL FROM report('both-2024', 'both', 2024);
INSERT INTO figures BY NAME SELECT z.* REPLACE (r.report_id AS report_id) FROM zeros('') AS z CROSS JOIN reports AS r;
UPDATE figures SET value = 5 WHERE report_id = 'land-2023' AND item = 'disclosure.normative_documents' AND measure = 'in_force';
UPDATE figures SET value = 0 WHERE report_id = 'land-2023' AND item = 'disclosure.normative_documents' AND measure = 'issued';
UPDATE figures SET value = 0 WHERE report_id = 'land-2023' AND item = 'disclosure.normative_documents' AND measure = 'repealed';
UPDATE figures SET value = 3 WHERE report_id = 'plan-2023' AND item = 'disclosure.normative_documents' AND measure = 'in_force';
UPDATE figures SET value = 0 WHERE report_id = 'plan-2023' AND item = 'disclosure.normative_documents' AND measure = 'issued';
UPDATE figures SET value = 0 WHERE report_id = 'plan-2023' AND item = 'disclosure.normative_documents' AND measure = 'repealed';
UPDATE figures SET value = 6 WHERE report_id = 'both-2024' AND item = 'disclosure.normative_documents' AND measure = 'in_force';
UPDATE figures SET value = 1 WHERE report_id = 'both-2024' AND item = 'disclosure.normative_documents' AND measure = 'issued';
UPDATE figures SET value = 0 WHERE report_id = 'both-2024' AND item = 'disclosure.normative_documents' AND measure = 'repealed';
