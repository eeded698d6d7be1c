-- What an organ came from and what became of it, in the order of the organ list. Variable: agency_id.
SELECT 'before' AS side, a.name, l.kind, l.changed_on
FROM agency_lineage l JOIN agencies a USING (agency_id)
WHERE l.successor_id = getvariable('agency_id')
UNION ALL
SELECT 'after', a.name, l.kind, l.changed_on
FROM agency_lineage l JOIN agencies a ON a.agency_id = l.successor_id
WHERE l.agency_id = getvariable('agency_id')
ORDER BY side DESC, changed_on, name;
