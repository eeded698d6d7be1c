-- expect: education|2024|requests.received|total|unclear|warning|12|13
-- expect: education|2024|requests.granted|total|unclear|warning|5|6
-- coverage: 990100|2024|2|2|1|2|2|1
INSERT INTO reports BY NAME FROM report('r1', 'education', 2024);
INSERT INTO report_documents BY NAME FROM placed('r1', 'r1', 'report', 'http://www.shili.example/nb/1.html', true);
INSERT INTO report_documents BY NAME FROM placed('r1', 'd2', 'attachment', 'http://www.shili.example/nb/1.pdf', false);
INSERT INTO report_documents BY NAME FROM placed('r1', 'd3', 'copy', 'http://jyj.shili.example/nb/1.html', false);
INSERT INTO copy_differences VALUES
    ('r1', 'd2', 1, 'requests.received', 'total', 12, 13, NULL, 'http://www.shili.example/nb/1.html', 'http://www.shili.example/nb/1.pdf', 'attachment'),
    ('r1', 'd2', 1, 'requests.granted', 'total', 5, 6, NULL, 'http://www.shili.example/nb/1.html', 'http://www.shili.example/nb/1.pdf', 'attachment'),
    ('r1', 'd3', 1, 'requests.received', 'total', 12, 14, NULL, 'http://www.shili.example/nb/1.html', 'http://www.shili.example/nb/9.html', 'copy');
-- A version that is no longer current is not named.
INSERT INTO reports BY NAME SELECT * REPLACE (false AS is_current) FROM report('r0', 'education', 2024);
INSERT INTO copy_differences VALUES
    ('r0', 'd0', 1, 'requests.carried_in', 'total', 1, 2, NULL, 'http://www.shili.example/nb/1.html', 'http://www.shili.example/nb/0.pdf', 'attachment');
INSERT INTO reports BY NAME FROM report('r4', 'finance', 2024);
INSERT INTO report_documents BY NAME FROM placed('r4', 'd4', 'copy', 'http://czj.shili.example/nb/1.html', true);
