-- expect: education|2024|disclosure.normative_documents|in_force|printed|warning|9|6
-- coverage: 990100|2023|2|0|0|1|0|0
-- coverage: 990100|2024|2|2|1|1|1|1
INSERT INTO reports BY NAME FROM report('r1', 'education', 2023);
INSERT INTO figures BY NAME FROM zeros('r1');
UPDATE figures SET value = 5 WHERE report_id = 'r1' AND item = 'disclosure.normative_documents' AND measure = 'in_force';
INSERT INTO reports BY NAME FROM report('r2', 'education', 2024);
INSERT INTO figures BY NAME FROM zeros('r2');
UPDATE figures SET value = CASE measure WHEN 'issued' THEN 2 WHEN 'repealed' THEN 1 ELSE 9 END
WHERE report_id = 'r2' AND item = 'disclosure.normative_documents';
