-- In time by print; after the day, but only by the page's own data; after a day that no law sets.
-- coverage: 990100|2024|2|1|0|2|1|0
INSERT INTO obligations BY NAME FROM due('education', DATE '2025-01-31', 'statutory');
INSERT INTO obligations BY NAME FROM due('finance', DATE '2025-01-31', 'statutory');
INSERT INTO obligations BY NAME FROM due('street', DATE '2025-01-31', 'not_named');
INSERT INTO reports BY NAME SELECT *, DATE '2025-01-31' AS published_on, 'printed' AS published_on_basis FROM report('r1', 'education', 2024);
INSERT INTO reports BY NAME SELECT *, DATE '2025-02-01' AS published_on, 'meta' AS published_on_basis FROM report('r2', 'finance', 2024);
INSERT INTO reports BY NAME SELECT *, DATE '2025-02-01' AS published_on, 'printed' AS published_on_basis FROM report('r3', 'street', 2024);
