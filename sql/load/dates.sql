-- A date before 1 December of the reporting year cannot be the day on which that year's report came out: said aloud, never dropped in silence.
INSERT INTO issues
SELECT r.report_id, coalesce((SELECT max(ordinal) FROM issues AS i WHERE i.report_id = r.report_id), 0) + 1, 'date_too_early', 'warning',
    concat('所印日期早于报告年度末 | the date ', r.published_on, ' (', r.published_on_basis, ') lies before the end of the reporting year ', r.year,
        ': it does not count as the day of publication; look at the document'),
    NULL, NULL, NULL, NULL, NULL, NULL
FROM reports AS r WHERE r.published_on < make_date(r.year, 12, 1);
