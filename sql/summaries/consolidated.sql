-- Sums of the members beside the government's own report, figure by figure. Variables: region_code, year.
SELECT item, measure, sum_members, n_due, n_reported, n_counted, government_value, difference
FROM region_year
WHERE region_code = getvariable('region_code') AND year = getvariable('year');
