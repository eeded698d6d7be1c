-- expect: education|2024|proceedings|NULL|unclear|warning|NULL|NULL
-- coverage: 990100|2024|3|3|1|1|1|1
INSERT INTO reports BY NAME SELECT * REPLACE (NULL AS edition_proceedings) FROM report('r1', 'education', 2024);
