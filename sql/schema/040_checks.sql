-- What the checks found, and what they could assess.

CREATE TABLE checks (
    check_id VARCHAR NOT NULL, title_zh VARCHAR NOT NULL, title_en VARCHAR NOT NULL, severity VARCHAR NOT NULL, basis VARCHAR NOT NULL, editions VARCHAR NOT NULL,
    check_group VARCHAR NOT NULL
);
COMMENT ON TABLE checks IS '检查项目 | Checks';
COMMENT ON COLUMN checks.check_id IS '检查标识 | Check';
COMMENT ON COLUMN checks.title_zh IS '名称（中文） | Title, Chinese';
COMMENT ON COLUMN checks.title_en IS '名称（英文） | Title, English';
COMMENT ON COLUMN checks.severity IS '程度：error、warning、info | Severity';
COMMENT ON COLUMN checks.basis IS '依据 | Legal basis';
COMMENT ON COLUMN checks.editions IS '适用的表格版本 | Editions it applies to';
COMMENT ON COLUMN checks.check_group IS '类别：arithmetic 勾稽、continuity 年度衔接、completeness 格式要素、timeliness 时限、coverage 发布、consistency 多处刊载 | Group';

CREATE TABLE findings (
    finding_id VARCHAR NOT NULL, check_id VARCHAR NOT NULL, severity VARCHAR NOT NULL, agency_id VARCHAR NOT NULL, region_code VARCHAR, year INTEGER NOT NULL,
    report_id VARCHAR, other_report_id VARCHAR, item VARCHAR, measure VARCHAR, printed DECIMAL(18, 6), computed DECIMAL(18, 6), blame VARCHAR,
    verified BOOLEAN NOT NULL, message_zh VARCHAR NOT NULL, message_en VARCHAR NOT NULL,
    relation_id VARCHAR, decision VARCHAR, decided_by VARCHAR, decided_on DATE, decision_note VARCHAR
);
COMMENT ON TABLE findings IS '检查发现的疑点；verified 之前一律为待核实，不得点名 | Findings; until verified each is pending and no organ is named';
COMMENT ON COLUMN findings.finding_id IS '疑点标识，由检查、机关、年度、事项、指标得出，逐夜不变 | Hash of check, organ, year, item and measure, so that verdicts last';
COMMENT ON COLUMN findings.check_id IS '检查标识 | Check';
COMMENT ON COLUMN findings.severity IS '程度 | Severity';
COMMENT ON COLUMN findings.agency_id IS '机关标识 | Organ';
COMMENT ON COLUMN findings.region_code IS '地区代码 | Region';
COMMENT ON COLUMN findings.year IS '报告年度 | Reporting year';
COMMENT ON COLUMN findings.report_id IS '所涉报告（现行版本）；未见发布的为空 | Report it rests on; NULL where none was seen';
COMMENT ON COLUMN findings.other_report_id IS '对照的另一份报告（如上年） | The other report it was compared with';
COMMENT ON COLUMN findings.item IS '事项 | Item';
COMMENT ON COLUMN findings.measure IS '指标 | Measure';
COMMENT ON COLUMN findings.printed IS '所印数值 | Printed value';
COMMENT ON COLUMN findings.computed IS '按分项或上年计算的数值 | Computed value';
COMMENT ON COLUMN findings.blame IS '归因：printed 各程序读数一致、unclear 不明；不说明哪个数字有误。读数有分歧或经修复的不成为疑点，按未核查计 | printed or unclear; says nothing of which figure is wrong. What rests on a reading in doubt is no finding and counts as not assessed';
COMMENT ON COLUMN findings.verified IS '是否经人核实 | Whether a person confirmed it';
COMMENT ON COLUMN findings.message_zh IS '说明（中文） | Message, Chinese';
COMMENT ON COLUMN findings.message_en IS '说明（英文） | Message, English';
COMMENT ON COLUMN findings.relation_id IS '勾稽关系 | Relation, for arithmetic';
COMMENT ON COLUMN findings.decision IS '人工决定：confirmed 属实、rejected 不属实等；空为待核实 | Decision of a person; NULL is pending';
COMMENT ON COLUMN findings.decided_by IS '决定人 | By whom';
COMMENT ON COLUMN findings.decided_on IS '决定日期 | When';
COMMENT ON COLUMN findings.decision_note IS '决定说明 | Note';

CREATE TABLE check_coverage (
    check_id VARCHAR NOT NULL, region_code VARCHAR, year INTEGER NOT NULL, applicable BIGINT NOT NULL, assessed BIGINT NOT NULL, broken BIGINT NOT NULL,
    organs_applicable BIGINT NOT NULL, organs_assessed BIGINT NOT NULL, organs_broken BIGINT NOT NULL
);
COMMENT ON TABLE check_coverage IS '每项检查在每地区每年度的应查、已查与不一致数 | What each check could assess, by region and year';
COMMENT ON COLUMN check_coverage.check_id IS '检查标识 | Check';
COMMENT ON COLUMN check_coverage.region_code IS '地区代码；名录外机关为空 | Region; NULL for organs outside the roster';
COMMENT ON COLUMN check_coverage.year IS '报告年度 | Reporting year';
COMMENT ON COLUMN check_coverage.applicable IS '应查数，按检查自身的单位（关系、单元格、部分或机关） | Applicable, in the unit of the check: relations, cells, sections or organs';
COMMENT ON COLUMN check_coverage.assessed IS '已查数，同一单位 | Assessed, same unit';
COMMENT ON COLUMN check_coverage.broken IS '不一致数，同一单位 | Broken, same unit';
COMMENT ON COLUMN check_coverage.organs_applicable IS '应查机关数 | Organs to assess';
COMMENT ON COLUMN check_coverage.organs_assessed IS '已核查机关数（至少一处可查） | Organs assessed in at least one place';
COMMENT ON COLUMN check_coverage.organs_broken IS '涉及机关数 | Organs with at least one finding';
