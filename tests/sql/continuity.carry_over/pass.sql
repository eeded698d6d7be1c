-- Two years that fit; an empty cell, which is not assessed; an organ whose last year is not there.
-- coverage: 990100|2023|7|0|0|1|0|0
-- coverage: 990100|2024|14|6|0|2|1|0
INSERT INTO reports BY NAME FROM report('r1', 'education', 2023);
INSERT INTO figures BY NAME FROM zeros('r1');
UPDATE figures SET value = 4 WHERE report_id = 'r1' AND item = 'requests.carried_out' AND measure IN ('company', 'total', 'natural_person');
INSERT INTO reports BY NAME FROM report('r2', 'education', 2024);
INSERT INTO figures BY NAME FROM zeros('r2');
UPDATE figures SET value = 4 WHERE report_id = 'r2' AND item = 'requests.carried_in' AND measure IN ('company', 'total');
UPDATE figures SET value = NULL, state = 'blank' WHERE report_id = 'r2' AND item = 'requests.carried_in' AND measure = 'natural_person';
INSERT INTO reports BY NAME FROM report('r3', 'finance', 2024);
INSERT INTO figures BY NAME FROM zeros('r3');
