-- The alarms of a portal, the newest first, each once with the first and last night it was told. Parameter: host.
SELECT severity, message, url, min("at") AS first_at, max("at") AS last_at, arg_max(before_sha256, "at") AS before_sha256,
    arg_max(sha256, "at") AS sha256
FROM alarms WHERE portal = $host
GROUP BY severity, message, url
ORDER BY last_at DESC, severity, message
LIMIT 20;
