-- expect: education|2024|proceedings.reconsideration|total|printed|warning|NULL|4
-- coverage: 990100|2024|42|42|1|1|1|1
INSERT INTO reports BY NAME FROM report('r1', 'education', 2024);
INSERT INTO figures BY NAME FROM zeros('r1');
UPDATE figures SET value = NULL, state = 'marked_empty' WHERE item = 'proceedings.reconsideration' AND measure = 'total';
UPDATE figures SET value = 4 WHERE item = 'proceedings.reconsideration' AND measure = 'upheld';
