-- Shares of requests concluded, with numerator and denominator; hidden below 10 concluded, NULL where a part is no number. 办理结果占比。
WITH wide AS (
    SELECT agency_id, year, requests_granted__total AS granted, requests_partly_granted__total AS partly, requests_concluded__total AS concluded FROM panel
)
SELECT a.name, w.year, w.granted + w.partly AS disclosed, w.concluded, round(100.0 * (w.granted + w.partly) / w.concluded, 1) AS percent
FROM wide AS w JOIN agencies AS a USING (agency_id)
WHERE w.concluded >= 10
ORDER BY a.position NULLS LAST, a.name, w.year;
