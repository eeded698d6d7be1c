-- A page and its attachment that say the same; a copy of which nothing could be compared; other bytes of the same reading, which are no copy to compare; a
-- copy that stands no more.
-- coverage: 990100|2024|2|1|0|2|1|0
INSERT INTO reports BY NAME FROM report('r1', 'education', 2024);
INSERT INTO report_documents BY NAME FROM placed('r1', 'r1', 'report', 'http://www.shili.example/nb/1.html', true);
INSERT INTO report_documents BY NAME FROM placed('r1', 'd2', 'attachment', 'http://www.shili.example/nb/1.pdf', true);
INSERT INTO reports BY NAME FROM report('r3', 'finance', 2024);
INSERT INTO report_documents BY NAME FROM placed('r3', 'd3', 'copy', 'http://czj.shili.example/nb/1.html', NULL);
INSERT INTO reports BY NAME FROM report('r4', 'city', 2024);
INSERT INTO report_documents BY NAME FROM placed('r4', 'd4', 'same', 'http://www.shili.example/nb/4.html', true);
INSERT INTO report_documents BY NAME SELECT * REPLACE (false AS is_standing) FROM placed('r4', 'd5', 'copy', 'http://www.shili.example/nb/5.html', false);
