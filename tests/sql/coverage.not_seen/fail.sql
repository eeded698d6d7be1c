-- expect: finance|2024|NULL|NULL|NULL|error|NULL|NULL
-- expect: street|2024|NULL|NULL|NULL|info|NULL|NULL
-- coverage: 990100|2024|3|3|2|3|3|2
INSERT INTO obligations BY NAME FROM due('education', DATE '2025-01-31', 'statutory');
INSERT INTO obligations BY NAME FROM due('finance', DATE '2025-01-31', 'statutory');
INSERT INTO obligations BY NAME FROM due('street', DATE '2025-01-31', 'not_named');
INSERT INTO reports BY NAME FROM report('r1', 'education', 2024);
-- One minute past midnight in Shanghai.
INSERT INTO retrievals BY NAME FROM answered(TIMESTAMP '2025-01-31 16:01:00');
