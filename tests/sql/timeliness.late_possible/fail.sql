-- expect: education|2024|NULL|NULL|NULL|info|NULL|NULL
-- expect: street|2024|NULL|NULL|NULL|info|NULL|NULL
-- coverage: 990100|2024|2|2|2|2|2|2
INSERT INTO obligations BY NAME FROM due('education', DATE '2025-01-31', 'statutory');
INSERT INTO obligations BY NAME FROM due('street', DATE '2025-01-31', 'not_named');
INSERT INTO reports BY NAME SELECT *, DATE '2025-02-01' AS published_on, 'address' AS published_on_basis FROM report('r1', 'education', 2024);
INSERT INTO reports BY NAME SELECT *, DATE '2025-02-01' AS published_on, 'printed' AS published_on_basis FROM report('r2', 'street', 2024);
