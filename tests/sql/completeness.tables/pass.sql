-- All three tables; a report that could not be read, which is not assessed.
-- coverage: 990100|2024|6|3|0|2|1|0
INSERT INTO reports BY NAME FROM report('r1', 'education', 2024);
INSERT INTO reports BY NAME SELECT * REPLACE ('failed' AS status, NULL AS edition_disclosure, NULL AS edition_requests, NULL AS edition_proceedings)
FROM report('r2', 'finance', 2024);
