-- The groups of checks this build knows; a kind of problem without a group here was not checked.
SELECT DISTINCT check_group FROM checks ORDER BY 1;
