-- The lists of a portal and how each answered last. Parameter: host.
SELECT l.list_url, l.expect_min, last.answered_at, last.outcome, last.links, last.in_shape,
    (SELECT max(w.answered_at) FROM list_answers AS w WHERE w.list_url = l.list_url AND w.in_shape) AS last_whole_at
FROM portal_lists AS l
LEFT JOIN (SELECT *, row_number() OVER (PARTITION BY list_url ORDER BY answered_at DESC) AS place FROM list_answers) AS last
    ON last.list_url = l.list_url AND last.place = 1
WHERE l.portal = $host
ORDER BY l.list_url;
