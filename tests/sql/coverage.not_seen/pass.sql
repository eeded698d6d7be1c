-- Seen; not yet due; and not looked for in its usual list after the day.
-- coverage: 990100|2024|2|1|0|2|1|0
INSERT INTO obligations BY NAME FROM due('education', DATE '2025-01-31', 'statutory');
INSERT INTO obligations BY NAME FROM due('finance', DATE '2025-01-31', 'statutory');
INSERT INTO obligations BY NAME FROM due('city', DATE '2025-04-02', 'statutory');
INSERT INTO reports BY NAME FROM report('r1', 'education', 2024);
INSERT INTO retrievals BY NAME FROM answered(TIMESTAMP '2025-01-31 15:59:00');
