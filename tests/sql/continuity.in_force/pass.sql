-- 5 + 2 - 1 = 6; a repaired number, which is not assessed.
-- coverage: 990100|2023|4|0|0|2|0|0
-- coverage: 990100|2024|4|3|0|2|2|0
INSERT INTO reports BY NAME FROM report('r1', 'education', 2023);
INSERT INTO figures BY NAME FROM zeros('r1');
UPDATE figures SET value = 5 WHERE report_id = 'r1' AND item = 'disclosure.normative_documents' AND measure = 'in_force';
INSERT INTO reports BY NAME FROM report('r2', 'education', 2024);
INSERT INTO figures BY NAME FROM zeros('r2');
UPDATE figures SET value = CASE measure WHEN 'issued' THEN 2 WHEN 'repealed' THEN 1 ELSE 6 END
WHERE report_id = 'r2' AND item = 'disclosure.normative_documents';
INSERT INTO reports BY NAME FROM report('r3', 'finance', 2023);
INSERT INTO figures BY NAME FROM zeros('r3');
INSERT INTO reports BY NAME FROM report('r4', 'finance', 2024);
INSERT INTO figures BY NAME FROM zeros('r4');
UPDATE figures SET value = 9, how = 'repaired' WHERE report_id = 'r4' AND item = 'disclosure.normative_documents' AND measure = 'in_force';
