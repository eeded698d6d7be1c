-- What one check could assess. Variable: check_id.
INSERT INTO check_coverage
SELECT getvariable('check_id'), region_code, year, applicable, assessed, broken, organs_applicable, organs_assessed, organs_broken
FROM assessed ORDER BY region_code, year;
