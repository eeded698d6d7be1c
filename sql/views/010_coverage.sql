-- Who should have reported for which year, and what was seen of it. The only clock is meta.as_of_on.
CREATE VIEW coverage AS
WITH clock AS (SELECT as_of_on FROM meta),
-- The organ's own report, read or not. A report that awaits a person's judgement is not yet one.
named AS (
    SELECT agency_id, year, report_id, status AS report_status, in_review, published_on, published_on_basis, url,
        report_id IN (SELECT report_id FROM figures WHERE state = 'reported') AS has_figures
    FROM reports WHERE is_current
),
-- Under whichever name: of a renamed organ the report counts that stands under the other one.
own AS (
    SELECT *, agency_id AS reported_by FROM named
    UNION ALL
    SELECT l.agency_id, n.* EXCLUDE (agency_id), n.agency_id
    FROM agency_lines AS l JOIN agency_lines AS m ON m.line_id = l.line_id AND m.agency_id <> l.agency_id JOIN named AS n ON n.agency_id = m.agency_id
    WHERE NOT EXISTS (SELECT 1 FROM named AS d WHERE d.agency_id = l.agency_id AND d.year = n.year)
    QUALIFY row_number() OVER (PARTITION BY l.agency_id, n.year ORDER BY n.report_status = 'failed', n.agency_id) = 1
),
-- Who took an organ up, and whether one that was only formed after a year published that year's report all the same.
heirs AS (
    SELECT l.agency_id, string_agg(s.name, '、' ORDER BY s.position NULLS LAST, s.agency_id) AS names
    FROM agency_lineage AS l JOIN agencies AS s ON s.agency_id = l.successor_id GROUP BY l.agency_id
),
carried AS (
    SELECT DISTINCT l.agency_id, n.year
    FROM agency_lineage AS l JOIN agencies AS s ON s.agency_id = l.successor_id JOIN named AS n ON n.agency_id = l.successor_id
    WHERE year(s.valid_from) > n.year
),
-- Whom an organ took up, since when it is known to have been there by that, and who of them reported the year of its forming.
forebears AS (
    SELECT l.successor_id AS agency_id, string_agg(p.name, '、' ORDER BY p.position NULLS LAST, p.agency_id) AS names,
        min(year(l.changed_on + 1)) AS known_from
    FROM agency_lineage AS l JOIN agencies AS p USING (agency_id) GROUP BY l.successor_id
),
formed AS (
    SELECT l.successor_id AS agency_id, n.year, string_agg(p.name, '、' ORDER BY p.position NULLS LAST, p.agency_id) AS names
    FROM agency_lineage AS l JOIN agencies AS s ON s.agency_id = l.successor_id JOIN agencies AS p ON p.agency_id = l.agency_id
        JOIN named AS n ON n.agency_id = l.agency_id AND n.year = year(s.valid_from)
    WHERE year(l.changed_on + 1) = year(s.valid_from)
    GROUP BY l.successor_id, n.year
),
-- Every document with the reports it is part of.
papers AS (SELECT document_id, report_id FROM reports UNION SELECT document_id, report_id FROM report_documents),
-- All versions, and all documents of a version, speak for the organ: one that was there in time stays in time whatever was put up later. A day before the last month of the
-- reporting year cannot be the day its report came out; it is kept apart, and sql/load/dates.sql makes it an issue of the report.
dated AS (
    SELECT agency_id, year,
        min(published_on) FILTER (published_on_basis IN ('printed', 'text')) AS sure_on,
        min(published_on) FILTER (published_on_basis IN ('meta', 'address', 'header')) AS likely_on,
        min(CAST(first_seen_at + INTERVAL 8 HOUR AS DATE)) AS first_seen_on, max(too_early_on) AS too_early_on
    FROM (SELECT * REPLACE (CASE WHEN published_on >= make_date(year, 12, 1) THEN published_on END AS published_on),
              CASE WHEN published_on < make_date(year, 12, 1) THEN published_on END AS too_early_on
          FROM (SELECT agency_id, year, published_on, published_on_basis, first_seen_at, is_rejected, in_review, status FROM reports
                UNION ALL
                SELECT r.agency_id, r.year, d.published_on, d.published_on_basis, r.first_seen_at, r.is_rejected, r.in_review, d.status
                FROM report_documents AS d JOIN reports AS r USING (report_id) WHERE d.published_on IS NOT NULL)
          WHERE year IS NOT NULL AND NOT is_rejected AND NOT in_review AND status <> 'failed')
    GROUP BY agency_id, year
),
-- What the links said that named this organ and this year: the last attempt at each address. One that was found and never asked for, since the
-- budget of each night was used up, has no outcome.
hinted AS (
    SELECT t.agency_id, t.year, t.outcome, t.document_id, t."at", t.url,
        t.role = 'place' AND (t.outcome = 'not_a_report' OR t.http_status IN (404, 410)) AND NOT EXISTS (
            -- Where hardly any place brought what it should, it is the portal that is sick: its error pages say nothing of the organs.
            FROM alarms AS l WHERE l.severity = 'error' AND t.listing_url IN (l.list_url, l.url) AND l."at" BETWEEN t."at" AND t."at" + INTERVAL 1 DAY
        ) AS is_empty_place, t.role = 'place' AS is_place
    FROM (SELECT *, row_number() OVER (PARTITION BY url ORDER BY outcome IS NULL, "at" DESC) AS place FROM retrievals
          WHERE kind = 'document' AND agency_id IS NOT NULL AND year IS NOT NULL) AS t
    WHERE place = 1
),
linked AS (
    SELECT h.agency_id, h.year, max(h."at") AS linked_at, arg_max(h.url, h."at") AS linked_url,
        bool_or(h.outcome IN ('new', 'unchanged') AND (r.report_id IS NULL OR r.status = 'failed') OR h.outcome = 'too_large') AS is_unread,
        bool_or(r.status <> 'failed' AND (r.in_review OR r.year IS NULL OR NOT a.in_roster AND d.decision IS DISTINCT FROM 'outside')) AS is_in_review,
        bool_or(h.outcome = 'refused') AS is_refused, bool_or(h.outcome = 'unreachable' AND h.is_empty_place IS NOT TRUE) AS is_unreachable,
        bool_or(h.outcome = 'off_site') AS is_off_site, bool_or(h.outcome = 'not_a_report' AND h.is_empty_place IS NOT TRUE) AS is_no_report,
        bool_or(h.outcome IS NULL) AS is_postponed
    FROM hinted AS h LEFT JOIN papers AS p ON p.document_id = h.document_id LEFT JOIN reports AS r ON r.report_id = p.report_id LEFT JOIN agencies AS a ON a.agency_id = r.agency_id
    LEFT JOIN documents AS d ON d.document_id = h.document_id
    WHERE NOT coalesce(r.is_rejected, false)
    GROUP BY h.agency_id, h.year
),
-- Reports that await a person: of which of the years that were named for it, or whose, found where an organ's own reports stand.
awaiting AS (
    SELECT r.agency_id, TRY_CAST(e.value AS INTEGER) AS year
    FROM reports AS r JOIN evidence AS e USING (report_id)
    WHERE r.year IS NULL AND NOT r.is_rejected AND r.status <> 'failed' AND e.field = 'year' AND TRY_CAST(e.value AS INTEGER) IS NOT NULL
    UNION
    SELECT t.agency_id, r.year
    FROM retrievals AS t JOIN papers AS p USING (document_id) JOIN reports AS r ON r.report_id = p.report_id JOIN agencies AS a ON a.agency_id = r.agency_id LEFT JOIN documents AS d USING (document_id)
    WHERE t.kind = 'document' AND t.agency_id IS NOT NULL AND r.year IS NOT NULL AND NOT a.in_roster AND NOT r.is_rejected AND r.status <> 'failed'
        AND d.decision IS DISTINCT FROM 'outside'
),
-- A list that is one organ's may carry what its predecessors and successors report.
carrying AS (
    SELECT portal, list_url, is_asked, is_closed, NULL AS agency_id FROM portal_lists WHERE agency_id IS NULL
    UNION ALL
    SELECT l.portal, l.list_url, l.is_asked, l.is_closed, w.agency_id
    FROM portal_lists AS l JOIN (
        SELECT agency_id, agency_id AS listed FROM agencies
        UNION SELECT agency_id, successor_id FROM agency_lineage UNION SELECT successor_id, agency_id FROM agency_lineage
    ) AS w ON w.listed = l.agency_id
),
-- Portals open a new column for later years and leave the old one: a list speaks of the years it has brought reports of, of whichever organ, and of
-- later ones unless it is closed. Of a list that brought none yet nothing is known.
spans AS (
    SELECT t.listing_url AS list_url, min(coalesce(r.year, t.year)) AS first_year, max(coalesce(r.year, t.year)) AS last_year
    FROM retrievals AS t LEFT JOIN papers AS p USING (document_id) LEFT JOIN reports AS r ON r.report_id = p.report_id
    WHERE t.kind = 'document' AND t.listing_url IS NOT NULL AND t.outcome IN ('new', 'unchanged') GROUP BY t.listing_url
),
-- How each list that could carry the report answered.
per_list AS (
    -- What is not there when an organ is gone may have been there before: only a look while it was in being tells.
    SELECT o.agency_id, o.year, l.list_url,
        max(w.answered_at) FILTER (w.in_shape AND CAST(w.answered_at + INTERVAL 8 HOUR AS DATE) > o.due_on
            AND (a.valid_to IS NULL OR CAST(w.answered_at + INTERVAL 8 HOUR AS DATE) <= a.valid_to)) AS whole_at,
        max(w.answered_at) AS answered_at, arg_max(w.outcome, w.answered_at) AS last_outcome
    FROM obligations AS o
    JOIN agencies AS a USING (agency_id)
    JOIN portals AS p ON p.host = a.portal AND p.verified_on IS NOT NULL
    JOIN carrying AS l ON l.portal = p.host AND coalesce(l.agency_id, a.agency_id) = a.agency_id AND l.is_asked IS NOT FALSE
    LEFT JOIN list_answers AS w ON w.list_url = l.list_url
    LEFT JOIN spans AS y ON y.list_url = l.list_url
    WHERE o.year >= coalesce(y.first_year, o.year) AND (l.is_closed IS NOT TRUE OR o.year <= coalesce(y.last_year, o.year))
    GROUP BY o.agency_id, o.year, l.list_url
    UNION ALL
    -- A place where the organ's report of the year would stand is as good as a list: it answered, and nothing stood there.
    SELECT o.agency_id, o.year, h.url,
        CASE WHEN h.is_empty_place AND CAST(h."at" + INTERVAL 8 HOUR AS DATE) > o.due_on
            AND (a.valid_to IS NULL OR CAST(h."at" + INTERVAL 8 HOUR AS DATE) <= a.valid_to) THEN h."at" END, h."at", h.outcome
    FROM obligations AS o JOIN hinted AS h USING (agency_id, year) JOIN agencies AS a USING (agency_id) WHERE h.is_place
),
-- Only lists that all answered whole after the day due make a report "not found"; until the day on which the first of them last did.
answered AS (
    SELECT agency_id, year, count(*) AS lists, count(whole_at) AS whole, min(whole_at) AS whole_at, max(answered_at) AS checked_at,
        arg_max(last_outcome, answered_at) AS last_outcome
    FROM per_list GROUP BY agency_id, year
),
judged AS (
    SELECT o.agency_id, o.year, a.name, a.region_code, a.level, a.kind, a.reports_to, a.position, o.due_on, o.standing, o.basis_zh,
        CASE
            WHEN own.report_status <> 'failed' AND NOT own.in_review THEN 'published'
            WHEN own.report_status = 'failed' OR k.is_unread THEN 'published_unread'
            WHEN own.in_review OR k.is_in_review OR t.agency_id IS NOT NULL THEN 'in_review'
            WHEN o.due_on IS NULL OR clock.as_of_on <= o.due_on THEN 'not_due'
            -- What a reform leaves open is held against nobody: kept apart here, not due below.
            WHEN a.valid_to <= o.due_on THEN 'ended'
            WHEN c.agency_id IS NOT NULL THEN 'carried'
            WHEN a.valid_from IS NULL AND o.year < b.known_from THEN 'begin_unknown'
            WHEN g.agency_id IS NOT NULL THEN 'by_forebears'
            WHEN k.is_refused THEN 'refused'
            WHEN k.is_unreachable THEN 'unreachable'
            WHEN k.is_off_site THEN 'off_site'
            WHEN k.is_no_report THEN 'not_a_report'
            WHEN k.is_postponed THEN 'not_checked'
            WHEN w.lists > 0 AND w.whole = w.lists THEN 'not_found'
            WHEN a.valid_to < clock.as_of_on THEN 'gone'
            WHEN w.last_outcome IN ('refused', 'unreachable', 'off_site') THEN w.last_outcome
            ELSE 'not_checked'
        END AS judgement,
        CASE
            WHEN d.agency_id IS NULL THEN NULL
            WHEN o.due_on IS NULL THEN 'no_deadline'
            WHEN d.sure_on <= o.due_on OR d.likely_on <= o.due_on OR d.first_seen_on <= o.due_on THEN 'on_time'
            WHEN d.sure_on > o.due_on AND o.standing = 'statutory' THEN 'late'
            WHEN d.sure_on > o.due_on OR d.likely_on > o.due_on THEN 'late_possible'
            WHEN d.too_early_on IS NOT NULL THEN 'date_too_early'
            ELSE 'undated'
        END AS timeliness,
        own.report_id, own.report_status, own.reported_by, a.valid_to, h.names AS heirs, b.names AS forebears, g.names AS reporters, coalesce(own.report_status <> 'failed' AND NOT own.in_review AND own.has_figures, false) AS is_read,
        coalesce(own.url, k.linked_url) AS url,
        coalesce(d.sure_on, d.likely_on) AS published_on,
        CASE WHEN d.sure_on IS NOT NULL THEN 'printed_or_text' WHEN d.likely_on IS NOT NULL THEN 'other' END AS published_on_evidence,
        d.first_seen_on, d.too_early_on, greatest(w.checked_at, k.linked_at) AS checked_at,
        least(CAST(w.whole_at + INTERVAL 8 HOUR AS DATE), clock.as_of_on) AS looked_on
    FROM obligations AS o
    CROSS JOIN clock
    JOIN agencies AS a USING (agency_id)
    LEFT JOIN own ON own.agency_id = o.agency_id AND own.year = o.year
    LEFT JOIN dated AS d ON d.agency_id = coalesce(own.reported_by, o.agency_id) AND d.year = o.year
    LEFT JOIN heirs AS h ON h.agency_id = o.agency_id
    LEFT JOIN carried AS c ON c.agency_id = o.agency_id AND c.year = o.year
    LEFT JOIN forebears AS b ON b.agency_id = o.agency_id
    LEFT JOIN formed AS g ON g.agency_id = o.agency_id AND g.year = o.year
    LEFT JOIN linked AS k ON k.agency_id = o.agency_id AND k.year = o.year
    LEFT JOIN awaiting AS t ON t.agency_id = o.agency_id AND t.year = o.year
    LEFT JOIN answered AS w ON w.agency_id = o.agency_id AND w.year = o.year
),
told AS (
    SELECT j.*, CASE WHEN judgement IN ('ended', 'carried', 'begin_unknown', 'by_forebears', 'gone') THEN 'not_due' ELSE judgement END AS seen,
        coalesce('由' || heirs || '承接', '无承接机关') AS then_by, s.name AS reporter
    FROM judged AS j LEFT JOIN agencies AS s ON s.agency_id = j.reported_by
)
SELECT agency_id, year, CASE WHEN seen = 'published' AND timeliness IN ('late', 'late_possible') THEN timeliness ELSE seen END AS status,
    seen, timeliness, due_on, standing, basis_zh, published_on, published_on_evidence, first_seen_on, report_id, report_status, url, checked_at,
    name, region_code, level, kind, reports_to, position, is_read, too_early_on, CASE WHEN seen = 'not_found' THEN looked_on END AS looked_on, reported_by,
    CASE
        WHEN reported_by <> agency_id THEN concat('该年度报告以', reporter, '名义发布')
        WHEN judgement = 'ended' THEN concat('机构改革：', name, '存续至', valid_to, '，应发布日为', due_on, '，', then_by, '，不作未见发布认定')
        WHEN judgement = 'carried' THEN concat('机构改革：', name, '存续至', valid_to, '，', then_by, '，承接机关已发布该年度报告')
        WHEN judgement = 'gone' THEN concat('机构改革：', name, '存续至', valid_to, '，存续期内未完整查看列表，', then_by, '，不作未见发布认定')
        WHEN judgement = 'by_forebears' THEN concat('机构改革：', name, '当年由', forebears, '组建，', reporters, '已发布该年度报告')
        WHEN judgement = 'begin_unknown' THEN concat('机构改革：', name, '设立日期未登记，承接', forebears, '之前的年度不作未见发布认定')
    END AS lineage_note
FROM told;
COMMENT ON VIEW coverage IS '发布情况：每个应核查机关每年度一行 | Coverage: one row per organ and year that had to report';
COMMENT ON COLUMN coverage.agency_id IS '机关标识 | Organ';
COMMENT ON COLUMN coverage.year IS '报告年度 | Reporting year';
COMMENT ON COLUMN coverage.status IS '状态：published 已发布（按时或日期不明）、late 逾期（仅据所印日期且期限为法定）、late_possible 可能晚于应发布日、published_unread 已发布未读出、in_review 待认定、not_found 截至时点未见发布、refused 网站拒绝、unreachable 无法连接、off_site 站外、not_a_report 所链非年报、not_due 未到期或因机构改革不作认定、not_checked 未核查 | Status; late only on a printed date and a statutory day';
COMMENT ON COLUMN coverage.seen IS '同 status，但不区分是否按时 | As status, without regard to time';
COMMENT ON COLUMN coverage.timeliness IS '已读出者的时限：on_time 按时、late 逾期、late_possible 存疑、undated 无日期、date_too_early 所印日期早于报告年度末、no_deadline 无期限；任一版本按时即为按时 | Timeliness of what was read; one version in time is in time';
COMMENT ON COLUMN coverage.due_on IS '应发布日 | Day due';
COMMENT ON COLUMN coverage.standing IS '期限的效力：statutory、by_reference、not_named | Standing of that day';
COMMENT ON COLUMN coverage.basis_zh IS '期限的依据 | Basis of that day';
COMMENT ON COLUMN coverage.published_on IS '各版本中最早的发布日期 | Earliest day of publication among the versions';
COMMENT ON COLUMN coverage.published_on_evidence IS '该日期的证据：printed_or_text 所印、other 其他 | Evidence of that day';
COMMENT ON COLUMN coverage.first_seen_on IS '首次见到之日；可证按时，不可证逾期 | Day first seen; may prove in time, never late';
COMMENT ON COLUMN coverage.report_id IS '现行报告 | Current report';
COMMENT ON COLUMN coverage.report_status IS '现行报告的读取状况 | How well the current report was read';
COMMENT ON COLUMN coverage.url IS '网址 | Address';
COMMENT ON COLUMN coverage.checked_at IS '最近一次查看时刻（UTC） | Last looked at, UTC';
COMMENT ON COLUMN coverage.name IS '机关名称 | Name';
COMMENT ON COLUMN coverage.region_code IS '地区代码 | Region';
COMMENT ON COLUMN coverage.level IS '层级 | Level';
COMMENT ON COLUMN coverage.kind IS '机关类别 | Kind of organ';
COMMENT ON COLUMN coverage.reports_to IS '汇总其数据的政府 | Government that sums it';
COMMENT ON COLUMN coverage.position IS '名录次序 | Order of the organ list';
COMMENT ON COLUMN coverage.is_read IS '已发布且读出数字；各项占比的分母 | Published and figures read: the denominator of every share';
COMMENT ON COLUMN coverage.too_early_on IS '早于报告年度末（12月1日前）而不作发布日期的日期 | A date before 1 December of the reporting year, which cannot be the day of publication';
COMMENT ON COLUMN coverage.reported_by IS '所列报告的机关；更名的可为另一名称 | Organ whose report it is; of a renamed one perhaps its other name';
COMMENT ON COLUMN coverage.lineage_note IS '机构改革的说明：由谁承接、为何不作未见发布认定；与机构改革无关的为空 | What a reform has to do with it: who took the organ up, and why its report is not missed; NULL where none has';
COMMENT ON COLUMN coverage.looked_on IS '未见发布者：期限届满后各列表均完整应答的最近之日，不晚于截至日期 | For not_found: the last day on which every list had answered whole, never after the day of the build';
