-- A total left empty beside zeros says nothing.
-- coverage: 990100|2024|42|42|0|1|1|0
INSERT INTO reports BY NAME FROM report('r1', 'education', 2024);
INSERT INTO figures BY NAME FROM zeros('r1');
UPDATE figures SET value = NULL, state = 'blank' WHERE item = 'proceedings.reconsideration' AND measure = 'total';
