-- What the reference files say: regions, organs, duties to report, portals, decisions of people, and the form.
-- Comments are "Chinese | English"; the dictionary is generated from them.

CREATE TABLE regions (
    region_code VARCHAR NOT NULL, name VARCHAR NOT NULL, name_en VARCHAR, former_names VARCHAR[], level VARCHAR, kind VARCHAR,
    parent_code VARCHAR, host_region_code VARCHAR, valid_from DATE, valid_to DATE
);
COMMENT ON TABLE regions IS '地区：GB/T 2260 行政区划与功能区 | Regions: divisions of GB/T 2260 and functional zones';
COMMENT ON COLUMN regions.region_code IS '地区代码；功能区为本库自编代码 | Code; zones carry a code of this project';
COMMENT ON COLUMN regions.name IS '地区名称 | Name';
COMMENT ON COLUMN regions.name_en IS '英文名称 | Name in English';
COMMENT ON COLUMN regions.former_names IS '2008年以来同一代码下的曾用名 | Names it had under the same code since 2008';
COMMENT ON COLUMN regions.level IS '层级：province 省、prefecture 市、county 县、township 乡 | Level';
COMMENT ON COLUMN regions.kind IS '类别：division 行政区划、zone 功能区 | Kind: division or zone';
COMMENT ON COLUMN regions.parent_code IS '上级地区代码 | Code of the region above';
COMMENT ON COLUMN regions.host_region_code IS '功能区所在行政区代码 | For a zone, the division it lies in';
COMMENT ON COLUMN regions.valid_from IS '起始日期 | Valid from';
COMMENT ON COLUMN regions.valid_to IS '截止日期（含） | Valid to, inclusive';

CREATE TABLE agencies (
    agency_id VARCHAR NOT NULL, name VARCHAR, region_code VARCHAR, level VARCHAR, kind VARCHAR, scope VARCHAR,
    reports_to VARCHAR, valid_from DATE, valid_to DATE, portal VARCHAR, in_roster BOOLEAN NOT NULL, position INTEGER,
    successors VARCHAR[], credit_code VARCHAR
);
COMMENT ON TABLE agencies IS '机关：名录所列机关，以及报告中出现而名录未列的机关 | Organs: those of the roster, and those seen in reports that the roster lacks';
COMMENT ON COLUMN agencies.agency_id IS '机关标识；名录外为 x- 或 d- 开头 | Identifier; outside the roster it begins with x- or d-';
COMMENT ON COLUMN agencies.name IS '机关全称 | Full name';
COMMENT ON COLUMN agencies.region_code IS '所属地区代码 | Region';
COMMENT ON COLUMN agencies.level IS '层级 | Level: province, prefecture, county, township';
COMMENT ON COLUMN agencies.kind IS '类别：government 政府、government_office 政府办公室、department 部门、township 乡镇、street 街道、zone 功能区、vertical 垂直管理 | Kind of organ';
COMMENT ON COLUMN agencies.scope IS '其报告的口径：organ 本机关、government_office 政府机关、consolidated 汇总、system 系统 | Scope of its report; sums never mix scopes';
COMMENT ON COLUMN agencies.reports_to IS '汇总其数据的政府（机关标识） | The government whose consolidated report sums this organ';
COMMENT ON COLUMN agencies.valid_from IS '机关存续起始日 | Existed from';
COMMENT ON COLUMN agencies.valid_to IS '机关存续截止日（含） | Existed to, inclusive';
COMMENT ON COLUMN agencies.portal IS '发布其报告的网站主机名 | Host of the portal that carries its reports';
COMMENT ON COLUMN agencies.in_roster IS '是否在名录中 | Whether the roster lists it';
COMMENT ON COLUMN agencies.position IS '名录中的次序（自 1 起） | Order of the organ list, from 1';
COMMENT ON COLUMN agencies.successors IS '承接机关（机关标识）；已撤销而为空的，无承接机关 | Organs that took it up after valid_to; an organ that ended and has none was abolished';
COMMENT ON COLUMN agencies.credit_code IS '统一社会信用代码（GB 32100） | Unified social credit code';

CREATE TABLE agency_lineage (agency_id VARCHAR NOT NULL, successor_id VARCHAR NOT NULL, changed_on DATE NOT NULL, kind VARCHAR NOT NULL);
COMMENT ON TABLE agency_lineage IS '机关沿革：前身与承接机关，每对一行；撤销而无承接的不在其中 | Lineage: one row per organ and successor; an organ abolished without one has no row';
COMMENT ON COLUMN agency_lineage.agency_id IS '前身（机关标识） | The earlier organ';
COMMENT ON COLUMN agency_lineage.successor_id IS '承接机关（机关标识） | The organ that took it up';
COMMENT ON COLUMN agency_lineage.changed_on IS '前身存续的最后一日；只知年份的为上年末日 | Last day of the earlier organ; where only the year is known, the last day of the year before';
COMMENT ON COLUMN agency_lineage.kind IS '种类：renamed 更名、merged 并入或合并、split 分设、reorganised 分设且合并 | Kind of change';

CREATE TABLE agency_names (agency_id VARCHAR NOT NULL, name VARCHAR NOT NULL, kind VARCHAR NOT NULL);
COMMENT ON TABLE agency_names IS '机关的各种名称 | The names of an organ';
COMMENT ON COLUMN agency_names.agency_id IS '机关标识 | Organ';
COMMENT ON COLUMN agency_names.name IS '名称 | Name';
COMMENT ON COLUMN agency_names.kind IS '种类：official 全称、short 简称、former 曾用名、printed 报告所印 | Kind of name';

CREATE TABLE deadlines (
    year_from INTEGER, year_to INTEGER, kind VARCHAR NOT NULL, region_code VARCHAR, month_day VARCHAR NOT NULL, standing VARCHAR NOT NULL,
    basis_zh VARCHAR, basis_en VARCHAR
);
COMMENT ON TABLE deadlines IS '发布期限 | Dates by which reports are due';
COMMENT ON COLUMN deadlines.year_from IS '起始报告年度（含），空为不限 | First reporting year, NULL is open';
COMMENT ON COLUMN deadlines.year_to IS '截止报告年度（含），空为不限 | Last reporting year, NULL is open';
COMMENT ON COLUMN deadlines.kind IS '机关类别，* 为各类 | Kind of organ, * for every kind';
COMMENT ON COLUMN deadlines.region_code IS '适用地区（含其下级），空为各地 | Region it holds for, with those below it; NULL is everywhere';
COMMENT ON COLUMN deadlines.month_day IS '报告年度次年的应发布日（MM-DD，当日发布为按时） | Last day in time, MM-DD of the year after the reporting year';
COMMENT ON COLUMN deadlines.standing IS '效力：statutory 法定、by_reference 参照、not_named 条例未列明 | Standing; only statutory days make a report late';
COMMENT ON COLUMN deadlines.basis_zh IS '依据（中文） | Legal basis, Chinese';
COMMENT ON COLUMN deadlines.basis_en IS '依据（英文） | Legal basis, English';

CREATE TABLE obligations (
    agency_id VARCHAR NOT NULL, year INTEGER NOT NULL, due_on DATE, standing VARCHAR, basis_zh VARCHAR, basis_en VARCHAR
);
COMMENT ON TABLE obligations IS '应核查：报告年度末存续的名录内机关与年度，及其应发布日 | Who has to report for which year: roster organs that existed at the end of that year, with the day due';
COMMENT ON COLUMN obligations.agency_id IS '机关标识 | Organ';
COMMENT ON COLUMN obligations.year IS '报告年度 | Reporting year';
COMMENT ON COLUMN obligations.due_on IS '应发布日；空为无适用期限 | Day due; NULL where no deadline applies';
COMMENT ON COLUMN obligations.standing IS '期限的效力：statutory 法定、by_reference 参照、not_named 条例未列明 | Standing of that day';
COMMENT ON COLUMN obligations.basis_zh IS '依据（中文） | Legal basis, Chinese';
COMMENT ON COLUMN obligations.basis_en IS '依据（英文） | Legal basis, English';

CREATE TABLE portals (host VARCHAR NOT NULL, name VARCHAR, kind VARCHAR, verified_on DATE, tls_exceptions VARCHAR);
COMMENT ON TABLE portals IS '网站 | Portals';
COMMENT ON COLUMN portals.host IS '主机名 | Host';
COMMENT ON COLUMN portals.name IS '网站名称 | Name';
COMMENT ON COLUMN portals.kind IS '列表种类 | Kind of its lists';
COMMENT ON COLUMN portals.verified_on IS '核对配置之日；空则不采集 | Day its file was verified; NULL is never asked';
COMMENT ON COLUMN portals.tls_exceptions IS '其文件声明的 TLS 例外 | TLS exceptions that its file declares';

CREATE TABLE portal_lists (portal VARCHAR NOT NULL, list_url VARCHAR NOT NULL, agency_id VARCHAR, expect_min INTEGER NOT NULL, is_asked BOOLEAN,
    is_closed BOOLEAN);
COMMENT ON TABLE portal_lists IS '网站上的年报列表 | Lists of reports on the portals';
COMMENT ON COLUMN portal_lists.portal IS '网站主机名 | Host of the portal';
COMMENT ON COLUMN portal_lists.list_url IS '列表网址 | Address of the list';
COMMENT ON COLUMN portal_lists.agency_id IS '只载一个机关的列表，其机关 | Organ, for a list that carries only one organ''s reports';
COMMENT ON COLUMN portal_lists.expect_min IS '应有的最少链接数 | Fewest links it should have';
COMMENT ON COLUMN portal_lists.is_closed IS '是否为以往年度的栏目，不再有新年报 | Whether it is the column of past years, to which no new report need come';
COMMENT ON COLUMN portal_lists.is_asked IS '是否向网站取列表；否则其链接由配置文件给出 | Whether the portal is asked for it; the links of any other are said by the portal''s file';

CREATE TABLE corrections (
    document_id VARCHAR NOT NULL, item VARCHAR NOT NULL, measure VARCHAR NOT NULL, value DECIMAL(18, 6), unit VARCHAR,
    expect VARCHAR, reason VARCHAR, status VARCHAR, applied INTEGER NOT NULL
);
COMMENT ON TABLE corrections IS '人工更正：只有读得的原文或数值仍与 expect 相同时才适用 | Corrections by people; each applies only where the printed text or value still equals expect';
COMMENT ON COLUMN corrections.document_id IS '文件标识 | Document';
COMMENT ON COLUMN corrections.item IS '事项 | Item';
COMMENT ON COLUMN corrections.measure IS '指标 | Measure';
COMMENT ON COLUMN corrections.value IS '更正后的数值 | Corrected value';
COMMENT ON COLUMN corrections.unit IS '数值的单位 | Unit of the value';
COMMENT ON COLUMN corrections.expect IS '更正所针对的原文或数值 | The text or value the correction was made for';
COMMENT ON COLUMN corrections.reason IS '理由 | Reason';
COMMENT ON COLUMN corrections.status IS '状态；withdrawn 不适用 | Status; withdrawn ones are not applied';
COMMENT ON COLUMN corrections.applied IS '已适用的数字个数 | Number of figures it was applied to';

CREATE TABLE decisions (
    kind VARCHAR NOT NULL, subject VARCHAR NOT NULL, decision VARCHAR NOT NULL, value VARCHAR, decided_by VARCHAR, decided_on DATE, note VARCHAR
);
COMMENT ON TABLE decisions IS '人工决定：对疑点的核实、对文件的认定 | Decisions of people on findings and documents';
COMMENT ON COLUMN decisions.kind IS '对象种类：finding 疑点、document 文件 | What it is about';
COMMENT ON COLUMN decisions.subject IS '对象标识；文件中某一份报告为“文件标识#序号” | finding_id, document_id, or document_id#part for one report of several';
COMMENT ON COLUMN decisions.decision IS '决定：疑点 confirmed 属实、rejected 不属实等；文件 rejected 剔除、accepted 认可、outside 名录外单位、agency 指定机关、year 指定年度 | Decision';
COMMENT ON COLUMN decisions.value IS '决定的取值（机关标识或年度） | Its value, where it has one';
COMMENT ON COLUMN decisions.decided_by IS '决定人 | By whom';
COMMENT ON COLUMN decisions.decided_on IS '决定日期 | When';
COMMENT ON COLUMN decisions.note IS '说明 | Note';

CREATE TABLE form_items (
    item VARCHAR NOT NULL, measure VARCHAR NOT NULL, edition VARCHAR NOT NULL, position INTEGER NOT NULL, label_zh VARCHAR, label_en VARCHAR,
    is_total BOOLEAN NOT NULL, kind VARCHAR NOT NULL, comparable_as VARCHAR
);
COMMENT ON TABLE form_items IS '法定表格的每个数字，按版本 | Every figure of the statutory form, by edition';
COMMENT ON COLUMN form_items.item IS '事项（行） | Item, the row';
COMMENT ON COLUMN form_items.measure IS '指标（列） | Measure, the column';
COMMENT ON COLUMN form_items.edition IS '表格版本：2019（国办公开办函〔2019〕60号）、2021（国办公开办函〔2021〕30号） | Edition of the form';
COMMENT ON COLUMN form_items.position IS '表中次序 | Order in the form';
COMMENT ON COLUMN form_items.label_zh IS '官方名称 | Official label';
COMMENT ON COLUMN form_items.label_en IS '英文名称 | Label in English';
COMMENT ON COLUMN form_items.is_total IS '是否合计 | Whether the figure is a total of others';
COMMENT ON COLUMN form_items.kind IS '种类：count 件数、change 增减（可为负）、money 金额 | Count, change (may be negative) or money';
COMMENT ON COLUMN form_items.comparable_as IS '跨版本可比的名称；相同者可比，空为不可比 | Name under which editions compare; NULL compares with nothing';

CREATE TABLE form_relations (
    relation_id VARCHAR NOT NULL, edition VARCHAR NOT NULL, item VARCHAR NOT NULL, measure VARCHAR NOT NULL,
    coefficient DECIMAL(18, 6) NOT NULL, is_reported_at BOOLEAN NOT NULL
);
COMMENT ON TABLE form_relations IS '勾稽关系：各项乘以系数之和为零 | Relations of the form: the sum of coefficient times value is zero';
COMMENT ON COLUMN form_relations.relation_id IS '关系标识 | Relation';
COMMENT ON COLUMN form_relations.edition IS '表格版本 | Edition';
COMMENT ON COLUMN form_relations.item IS '事项 | Item';
COMMENT ON COLUMN form_relations.measure IS '指标 | Measure';
COMMENT ON COLUMN form_relations.coefficient IS '系数：正为分项，负为所印合计 | Coefficient: parts positive, the printed total negative';
COMMENT ON COLUMN form_relations.is_reported_at IS '不一致时所指的单元格 | The cell at which a mismatch is reported';
