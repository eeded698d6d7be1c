-- What the last run that asked a portal, with those it took up, got of it: outcomes by what was asked for. Parameter: host.
WITH RECURSIVE line AS (
    SELECT arg_max(run_id, "at") AS run_id FROM retrievals WHERE portal = $host
    UNION SELECT runs.resumes FROM line JOIN runs USING (run_id) WHERE runs.resumes IS NOT NULL
)
SELECT kind, coalesce(outcome, 'not asked') AS outcome, http_status, note, count(DISTINCT url) AS addresses, max("at") AS last_at, min(url) AS example
FROM retrievals WHERE portal = $host AND run_id IN (SELECT run_id FROM line)
GROUP BY ALL
ORDER BY kind DESC, outcome, addresses DESC, example
LIMIT 20;
