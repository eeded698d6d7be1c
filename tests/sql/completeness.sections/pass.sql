-- Six sections; an outline of the organ's own, which is not assessed; a report of 2019, when the form was only encouraged.
-- coverage: 990100|2024|12|6|0|2|1|0
INSERT INTO reports BY NAME FROM report('r1', 'education', 2024);
INSERT INTO sections BY NAME FROM six('r1');
INSERT INTO reports BY NAME FROM report('r2', 'finance', 2024);
INSERT INTO sections BY NAME SELECT * FROM six('r2') WHERE number <= 2;
INSERT INTO reports BY NAME FROM report('r3', 'finance', 2019);
INSERT INTO sections BY NAME SELECT * FROM six('r3') WHERE number <= 4;
