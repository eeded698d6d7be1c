-- expect: education|2024|proceedings.reconsideration|total|printed|error|0|11
-- expect: education|2024|requests.concluded|company|unclear|error|0|2
-- expect: education|2024|requests.granted|total|unclear|error|0|2
-- coverage: 990100|2024|84|82|3|2|2|1
INSERT INTO reports BY NAME FROM report('r1', 'education', 2024);
INSERT INTO figures BY NAME FROM zeros('r1');
UPDATE figures SET value = 10 WHERE item = 'proceedings.reconsideration' AND measure = 'upheld';
UPDATE figures SET value = 1 WHERE item = 'proceedings.reconsideration' AND measure = 'other';
-- Told apart from digits that ran together: never above unclear.
UPDATE figures SET value = 2, how = 'split' WHERE item = 'requests.granted' AND measure = 'company';
INSERT INTO reports BY NAME FROM report('r2', 'finance', 2024);
INSERT INTO figures BY NAME FROM zeros('r2');
-- The engines disagree: neither of the two relations of this cell is assessed.
UPDATE figures SET value = 5, agreement = 'disagreed' WHERE report_id = 'r2' AND item = 'requests.received' AND measure = 'total';
-- A superseded version is not looked at.
INSERT INTO reports BY NAME SELECT * REPLACE (false AS is_current) FROM report('r0', 'finance', 2024);
INSERT INTO figures BY NAME SELECT * REPLACE (7 AS value) FROM zeros('r0') WHERE item = 'requests.received';
