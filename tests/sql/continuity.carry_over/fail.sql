-- expect: education|2024|requests.carried_in|company|printed|error|3|4
-- expect: education|2024|requests.carried_in|total|unclear|error|3|4
-- coverage: 990100|2023|14|0|0|2|0|0
-- coverage: 990100|2024|14|12|2|2|2|1
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
-- Cells repaired or disagreed on are not assessed, in either year.
INSERT INTO reports BY NAME FROM report('r3', 'finance', 2023);
INSERT INTO figures BY NAME FROM zeros('r3');
INSERT INTO reports BY NAME FROM report('r4', 'finance', 2024);
INSERT INTO figures BY NAME FROM zeros('r4');
UPDATE figures SET value = 9, how = 'repaired' WHERE report_id = 'r4' AND item = 'requests.carried_in' AND measure = 'total';
UPDATE figures SET value = 9, agreement = 'disagreed' WHERE report_id = 'r3' AND item = 'requests.carried_out' AND measure = 'company';
