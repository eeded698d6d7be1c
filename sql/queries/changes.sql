-- 发布后的改动：数字、文字、日期、标题的改动，以及撤下和恢复 | What agencies altered after publication: figures, sections, days and titles, and what they withdrew
-- or put back. Versions are compared only under one reading fingerprint, so that a change of our readers is never shown as a change made by an agency;
-- what a person rejected or has yet to judge is no version. A figure that appears or vanishes is shown as absent before or after. Texts are compared
-- without blanks, and only between documents of one format, since a PDF and a page of one text do not read alike to the last character. Days are compared
-- where both are printed, or both in the text. A report that went from one address while it stood at another was not withdrawn. Days are those of
-- Shanghai; a change counts as since a day where it bears that day or was first seen then.
WITH pairs AS (
    SELECT r.report_id, r.agency_name, r.year, r.version, p.report_id AS earlier_id, d.format = e.format AS is_same_format,
        without_blanks(r.title) AS title, without_blanks(p.title) AS earlier_title,
        -- A version that still bears the earlier one's date was altered by the day it was first seen, not on that date.
        CAST(s.seen_at + INTERVAL 8 HOUR AS DATE) AS seen_on,
        CASE WHEN r.published_on > coalesce(p.published_on, r.published_on) THEN r.published_on ELSE seen_on END AS changed_on
    FROM successions AS s JOIN reports AS r ON r.report_id = s.report_id JOIN reports AS p ON p.report_id = s.earlier_report_id
    JOIN documents AS d ON d.document_id = r.document_id JOIN documents AS e ON e.document_id = p.document_id
    WHERE d.reading_fingerprint = e.reading_fingerprint
),
-- The same version may follow the same one more than once.
compared AS (SELECT DISTINCT report_id, earlier_id, is_same_format, title, earlier_title FROM pairs),
old_figures AS (
    SELECT p.report_id, p.earlier_id, f.item, f.measure, f.state, f.value FROM compared AS p JOIN figures AS f ON f.report_id = p.earlier_id
),
new_figures AS (SELECT p.report_id, p.earlier_id, f.item, f.measure, f.state, f.value FROM compared AS p JOIN figures AS f ON f.report_id = p.report_id),
altered_figures AS (
    SELECT report_id, earlier_id, item, measure, coalesce(o.state, 'absent') AS state_before, o.value AS value_before,
        coalesce(n.state, 'absent') AS state_after, n.value AS value_after
    FROM old_figures AS o FULL JOIN new_figures AS n USING (report_id, earlier_id, item, measure)
    WHERE (state_before, value_before) IS DISTINCT FROM (state_after, value_after) AND 'unreadable' NOT IN (state_before, state_after)
),
texts AS (
    SELECT report_id, CASE WHEN number IS NOT NULL THEN concat('section.', number) WHEN heading = '' THEN 'section.0' ELSE concat('section: ', heading) END AS item,
        string_agg(without_blanks(text), '' ORDER BY without_blanks(text)) AS words
    FROM sections GROUP BY ALL
),
old_texts AS (SELECT p.report_id, p.earlier_id, t.item, t.words FROM compared AS p JOIN texts AS t ON t.report_id = p.earlier_id WHERE p.is_same_format),
new_texts AS (SELECT p.report_id, p.earlier_id, t.item, t.words FROM compared AS p JOIN texts AS t ON t.report_id = p.report_id WHERE p.is_same_format),
altered_texts AS (
    SELECT report_id, earlier_id, item, coalesce(o.words, '') AS old_words, coalesce(n.words, '') AS new_words,
        -- The place of the first character that differs.
        coalesce(list_position(list_transform(list_zip(string_split(old_words, ''), string_split(new_words, '')), lambda z: z[1] IS DISTINCT FROM z[2]), true), 1) AS place
    FROM old_texts AS o FULL JOIN new_texts AS n USING (report_id, earlier_id, item)
    WHERE o.words IS DISTINCT FROM n.words
),
own_days AS (
    SELECT report_id, any_value(published_on) AS published_on, any_value(published_on_basis) AS basis FROM report_documents
    WHERE role = 'report' AND published_on_basis IN ('printed', 'text') GROUP BY report_id
),
found AS (
    SELECT report_id, earlier_id, 'figure' AS what, item, measure, state_before, value_before, state_after, value_after,
        coalesce(plain_number(value_before), state_before) AS before, coalesce(plain_number(value_after), state_after) AS after
    FROM altered_figures
    UNION ALL BY NAME
    SELECT report_id, earlier_id, 'section' AS what, item,
        concat(length(old_words), ' characters: ', CASE WHEN place > 11 THEN '…' ELSE '' END, substring(old_words, greatest(place - 10, 1), 40)) AS before,
        concat(length(new_words), ' characters: ', CASE WHEN place > 11 THEN '…' ELSE '' END, substring(new_words, greatest(place - 10, 1), 40)) AS after
    FROM altered_texts
    UNION ALL BY NAME
    SELECT p.report_id, p.earlier_id, 'date' AS what, CAST(o.published_on AS VARCHAR) AS before, CAST(n.published_on AS VARCHAR) AS after
    FROM compared AS p JOIN own_days AS o ON o.report_id = p.earlier_id JOIN own_days AS n ON n.report_id = p.report_id
    WHERE n.basis = o.basis AND n.published_on <> o.published_on
    UNION ALL BY NAME
    SELECT report_id, earlier_id, 'title' AS what, earlier_title AS before, title AS after FROM compared
    WHERE is_same_format AND title <> earlier_title AND title <> '' AND earlier_title <> ''
),
gone AS (
    SELECT w.report_id, w.withdrawn_on, w.returned_on, min(w.url) AS url
    FROM withdrawals AS w JOIN reports AS r USING (report_id)
    WHERE NOT r.is_rejected AND NOT r.in_review AND r.status <> 'failed' AND NOT EXISTS (
        SELECT 1 FROM report_documents AS d JOIN reports AS o ON o.report_id = d.report_id
        WHERE o.agency_id = r.agency_id AND o.year = r.year AND d.url NOT IN (SELECT x.url FROM withdrawals AS x WHERE x.report_id = w.report_id)
            AND CAST(d.first_seen_at + INTERVAL 8 HOUR AS DATE) <= w.withdrawn_on
            AND (d.is_standing OR CAST(d.last_seen_at + INTERVAL 8 HOUR AS DATE) >= w.withdrawn_on))
    GROUP BY ALL
),
told AS (
    SELECT p.agency_name, p.year, p.version, p.changed_on, p.seen_on, f.* EXCLUDE (report_id, earlier_id) FROM found AS f JOIN pairs AS p USING (report_id, earlier_id)
    UNION ALL BY NAME
    SELECT r.agency_name, r.year, r.version, g.withdrawn_on AS changed_on, changed_on AS seen_on, 'withdrawn' AS what, g.url AS before FROM gone AS g JOIN reports AS r USING (report_id)
    UNION ALL BY NAME
    SELECT r.agency_name, r.year, r.version, g.returned_on AS changed_on, changed_on AS seen_on, 'returned' AS what, g.url AS after
    FROM gone AS g JOIN reports AS r USING (report_id) WHERE g.returned_on IS NOT NULL
)
SELECT agency_name, year, version, changed_on, item, measure, state_before, value_before, state_after, value_after, what, before, after
FROM told WHERE greatest(changed_on, seen_on) >= CAST($since AS DATE)
ORDER BY changed_on, agency_name, year, version, list_position(['withdrawn', 'returned', 'title', 'date', 'figure', 'section'], what), item, measure;
