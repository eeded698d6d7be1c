-- A total left empty beside zeros says nothing; beside a repaired part it is not assessed.
-- coverage: 990100|2024|42|41|0|1|1|0
INSERT INTO reports BY NAME FROM report('r1', 'education', 2024);
INSERT INTO figures BY NAME FROM zeros('r1');
UPDATE figures SET value = NULL, state = 'blank' WHERE item IN ('proceedings.reconsideration', 'proceedings.litigation_direct') AND measure = 'total';
UPDATE figures SET value = 4, how = 'repaired' WHERE item = 'proceedings.litigation_direct' AND measure = 'upheld';
