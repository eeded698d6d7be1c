-- First seen after the day and undated: that is no hint. In time by the page's own data.
-- coverage: 990100|2024|2|1|0|2|1|0
INSERT INTO obligations BY NAME FROM due('education', DATE '2025-01-31', 'statutory');
INSERT INTO obligations BY NAME FROM due('finance', DATE '2025-01-31', 'statutory');
INSERT INTO reports BY NAME FROM report('r1', 'education', 2024);
INSERT INTO reports BY NAME SELECT *, DATE '2025-01-30' AS published_on, 'meta' AS published_on_basis FROM report('r2', 'finance', 2024);
