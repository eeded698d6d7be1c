-- expect: education|2024|requests.carried_in|company|printed|error|3|4
-- expect: education|2024|requests.carried_in|total|unclear|error|3|4
-- coverage: 990100|2023|7|0|0|1|0|0
-- coverage: 990100|2024|7|7|2|1|1|1
INSERT INTO reports BY NAME FROM report('r1', 'education', 2023);
INSERT INTO figures BY NAME FROM zeros('r1');
UPDATE figures SET value = 4 WHERE item = 'requests.carried_out' AND measure IN ('company', 'total');
INSERT INTO reports BY NAME FROM report('r2', 'education', 2024);
INSERT INTO figures BY NAME FROM zeros('r2');
UPDATE figures SET value = 3 WHERE report_id = 'r2' AND item = 'requests.carried_in' AND measure IN ('company', 'total');
UPDATE figures SET agreement = 'single' WHERE report_id = 'r2' AND item = 'requests.carried_in' AND measure = 'total';
-- A superseded version of last year that fits proves nothing.
INSERT INTO reports BY NAME SELECT * REPLACE (false AS is_current) FROM report('r0', 'education', 2023);
INSERT INTO figures BY NAME SELECT * REPLACE (3 AS value) FROM zeros('r0') WHERE item = 'requests.carried_out';
