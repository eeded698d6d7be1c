-- Requests received and concluded, per organ and year. 每个机关每年新收与办结的申请件数。
SELECT a.name, p.year, p.scope, p.requests_received__total AS received, p.requests_concluded__total AS concluded
FROM panel AS p JOIN agencies AS a USING (agency_id)
ORDER BY a.position NULLS LAST, a.name, p.year;
