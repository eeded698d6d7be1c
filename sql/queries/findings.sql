-- Findings with their state of verification; unverified ones name nobody outside the office. 疑点及其核实状态。
SELECT f.year, a.name, c.title_zh, f.message_zh, f.blame, f.verified, f.decision, f.finding_id
FROM findings AS f JOIN agencies AS a USING (agency_id) JOIN checks AS c USING (check_id)
ORDER BY f.year, a.position NULLS LAST, f.check_id, f.item, f.measure;
