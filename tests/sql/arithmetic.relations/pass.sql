-- Figures that add up, blanks among them; a report with an unreadable part, which is not assessed in the relations that part stands in.
-- coverage: 990100|2024|84|80|0|2|2|0
INSERT INTO reports BY NAME FROM report('r1', 'education', 2024);
INSERT INTO figures BY NAME FROM zeros('r1');
UPDATE figures SET value = 3 WHERE item IN ('requests.received', 'requests.granted', 'requests.concluded') AND measure IN ('natural_person', 'total');
UPDATE figures SET value = NULL, state = 'blank', raw = '' WHERE item = 'requests.granted' AND measure = 'company';
INSERT INTO reports BY NAME FROM report('r2', 'finance', 2024);
INSERT INTO figures BY NAME FROM zeros('r2');
-- In its row total and its column sum.
UPDATE figures SET value = NULL, state = 'unreadable', raw = '1O' WHERE report_id = 'r2' AND item = 'requests.granted' AND measure = 'company';
-- All empty: not assessed either.
UPDATE figures SET value = NULL, state = 'marked_empty', raw = '—' WHERE report_id = 'r2' AND item = 'proceedings.reconsideration';
-- Absent altogether.
DELETE FROM figures WHERE report_id = 'r2' AND item = 'proceedings.litigation_direct' AND measure = 'pending';
