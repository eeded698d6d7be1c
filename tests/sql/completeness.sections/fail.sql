-- expect: education|2024|section.5|NULL|unclear|warning|NULL|NULL
-- expect: education|2024|section.6|NULL|unclear|warning|NULL|NULL
-- coverage: 990100|2024|6|6|2|1|1|1
INSERT INTO reports BY NAME FROM report('r1', 'education', 2024);
INSERT INTO sections BY NAME SELECT * FROM six('r1') WHERE number <= 4;
