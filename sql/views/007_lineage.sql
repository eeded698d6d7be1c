-- What lineage means for reports. A change counts from the first reporting year at whose end the earlier organ was gone.

-- An organ that only took another name is one line: what one of its names reported is comparable with what another did.
CREATE VIEW agency_lines AS
WITH RECURSIVE walk AS (
    SELECT agency_id, successor_id FROM agency_lineage WHERE kind = 'renamed'
    UNION SELECT w.agency_id, l.successor_id FROM walk AS w JOIN agency_lineage AS l ON l.agency_id = w.successor_id AND l.kind = 'renamed'
),
ends AS (SELECT agency_id, successor_id AS line_id FROM walk WHERE successor_id NOT IN (SELECT agency_id FROM walk))
SELECT agency_id, line_id FROM ends UNION SELECT line_id, line_id FROM ends;
COMMENT ON VIEW agency_lines IS '更名的机关：同一机关先后的各名称 | Organs that were renamed: each of their names, as one line';
COMMENT ON COLUMN agency_lines.agency_id IS '机关标识 | Organ';
COMMENT ON COLUMN agency_lines.line_id IS '最后名称的机关标识 | The organ under its last name';

-- All organs that one reform concerns stand together: whoever shares a predecessor or a successor, however far.
CREATE VIEW lineage_steps AS
WITH RECURSIVE edges AS (SELECT agency_id, successor_id, year(changed_on + 1) AS year FROM agency_lineage),
ways AS (SELECT year, agency_id AS one, successor_id AS other FROM edges UNION SELECT year, successor_id, agency_id FROM edges),
reach AS (
    SELECT year, one AS root, one AS agency_id FROM ways
    UNION SELECT r.year, r.root, w.other FROM reach AS r JOIN ways AS w ON w.year = r.year AND w.one = r.agency_id
),
bands AS (SELECT year, agency_id, min(root) AS group_id FROM reach GROUP BY year, agency_id)
SELECT g.year, g.group_id, g.agency_id, in_being(a.valid_from, a.valid_to, g.year - 1) AS is_before,
    in_being(a.valid_from, a.valid_to, g.year) AS is_after,
    -- A successor whose first day is not known may have been there before.
    a.valid_from IS NOT NULL OR g.agency_id NOT IN (SELECT successor_id FROM agency_lineage) AS is_known
FROM bands AS g JOIN agencies AS a USING (agency_id);
COMMENT ON VIEW lineage_steps IS '机构改革：每次改革所涉机关及其前后，衔接按组比较 | Reforms: the organs each concerns, before and after; continuity is compared group by group';
COMMENT ON COLUMN lineage_steps.year IS '改革后的首个报告年度 | First reporting year after it';
COMMENT ON COLUMN lineage_steps.group_id IS '组（其中一个机关的标识） | Group, named after one of its organs';
COMMENT ON COLUMN lineage_steps.agency_id IS '机关标识 | Organ';
COMMENT ON COLUMN lineage_steps.is_before IS '上年末是否存续 | Whether it was in being at the end of the year before';
COMMENT ON COLUMN lineage_steps.is_after IS '当年末是否存续 | Whether it was in being at the end of the year';
COMMENT ON COLUMN lineage_steps.is_known IS '设立日期是否可知 | Whether it is known since when it was there';
