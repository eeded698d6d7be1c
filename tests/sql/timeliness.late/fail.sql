-- expect: education|2024|NULL|NULL|NULL|error|NULL|NULL
-- coverage: 990100|2024|1|1|1|1|1|1
INSERT INTO obligations BY NAME FROM due('education', DATE '2025-01-31', 'statutory');
INSERT INTO reports BY NAME SELECT *, DATE '2025-02-01' AS published_on, 'text' AS published_on_basis FROM report('r1', 'education', 2024);
