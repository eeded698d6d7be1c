-- What was read: one row per version of a report, its figures, sections, figures said in prose, doubts and evidence.

CREATE TABLE reports (
    report_id VARCHAR NOT NULL, agency_id VARCHAR NOT NULL, agency_name VARCHAR, region_code VARCHAR, scope VARCHAR, year INTEGER, title VARCHAR,
    published_on DATE, published_on_basis VARCHAR, first_seen_at TIMESTAMP, version INTEGER NOT NULL, is_current BOOLEAN NOT NULL, status VARCHAR NOT NULL,
    edition_disclosure VARCHAR, edition_requests VARCHAR, edition_proceedings VARCHAR,
    document_id VARCHAR NOT NULL, part INTEGER NOT NULL, format VARCHAR, url VARCHAR, agency_basis VARCHAR, in_review BOOLEAN NOT NULL, is_rejected BOOLEAN NOT NULL,
    withdrawn_on DATE
);
COMMENT ON TABLE reports IS '年度报告，每个版本一行，由其读得最好的文件代表，同一版本的其他文件见 report_documents；统计只用 is_current 的版本 | Annual reports, one row per version, that of the document read best; the version''s other documents stand in report_documents; count only those that are current';
COMMENT ON COLUMN reports.report_id IS '报告标识 | Report';
COMMENT ON COLUMN reports.agency_id IS '机关标识 | Organ';
COMMENT ON COLUMN reports.agency_name IS '报告所印机关名称，未印则为名录名称 | Name as printed, else as in the roster';
COMMENT ON COLUMN reports.region_code IS '地区代码 | Region';
COMMENT ON COLUMN reports.scope IS '口径：organ、government_office、consolidated、system；各口径不得相加 | Scope; never add different scopes';
COMMENT ON COLUMN reports.year IS '报告年度；空为未能认定 | Reporting year; NULL where not recognised';
COMMENT ON COLUMN reports.title IS '标题 | Title';
COMMENT ON COLUMN reports.published_on IS '发布日期，为该版本各文件中最早者 | Day of publication, the earliest that any document of the version gives';
COMMENT ON COLUMN reports.published_on_basis IS '发布日期的证据：printed 页面所印、text 正文、meta 页面信息、address 网址、header 报头、first_seen 首次见到 | Evidence of that day';
COMMENT ON COLUMN reports.first_seen_at IS '该版本首次取得时刻（UTC），不作逾期的证据 | First retrieved, UTC; never evidence of lateness';
COMMENT ON COLUMN reports.version IS '版本，按首次取得的先后，自 1 起 | Version, by first retrieval, from 1';
COMMENT ON COLUMN reports.is_current IS '是否现行版本；每机关每年度至多一个 | Whether it is the current version; at most one per organ and year';
COMMENT ON COLUMN reports.status IS '读取状况：ok、partial、failed | How well it was read';
COMMENT ON COLUMN reports.edition_disclosure IS '表二版本 | Edition of table 2';
COMMENT ON COLUMN reports.edition_requests IS '表三版本 | Edition of table 3';
COMMENT ON COLUMN reports.edition_proceedings IS '表四版本 | Edition of table 4';
COMMENT ON COLUMN reports.document_id IS '代表该版本的文件 | Document that stands for the version';
COMMENT ON COLUMN reports.part IS '文件中的第几份报告 | Which report of the document, from 1';
COMMENT ON COLUMN reports.format IS '文件格式 | Format';
COMMENT ON COLUMN reports.url IS '网址，仍在者优先；本地交来的为空 | Address, one that still stands before others; NULL for a file handed in';
COMMENT ON COLUMN reports.agency_basis IS '机关认定依据：decision 人工、printed 所印名称、listing 列表线索、meta 页面信息、page 载有它的页面、name 名录外名称、none 无 | How the organ was identified';
COMMENT ON COLUMN reports.in_review IS '是否待人工认定 | Whether a person has yet to say that it is a report';
COMMENT ON COLUMN reports.is_rejected IS '是否经人工剔除 | Whether a person rejected it';
COMMENT ON COLUMN reports.withdrawn_on IS '在原网址均不再可见之日；仍在某处的为空 | Day on which it had gone from all its addresses; NULL while it stands at one';

CREATE TABLE report_documents (
    report_id VARCHAR NOT NULL, document_id VARCHAR NOT NULL, role VARCHAR NOT NULL, part INTEGER NOT NULL, url VARCHAR, status VARCHAR NOT NULL,
    published_on DATE, published_on_basis VARCHAR, first_seen_at TIMESTAMP, last_seen_at TIMESTAMP, is_standing BOOLEAN NOT NULL, agrees BOOLEAN
);
COMMENT ON TABLE report_documents IS '每份报告的全部文件及其网址，每文件每网址一行；不用于计数 | All documents of a report with their addresses, one row per document and address; never count reports by it';
COMMENT ON COLUMN report_documents.report_id IS '报告标识 | Report';
COMMENT ON COLUMN report_documents.document_id IS '文件标识 | Document';
COMMENT ON COLUMN report_documents.role IS '作用：report 代表该版本、page 载有附件的页面、attachment 页面所载文件、copy 其他网址的副本、same 内容相同而文件不同 | Role: report, the one that stands for the version; page that carries a file; attachment, the file carried; copy at another address; same, other bytes of which the same was read';
COMMENT ON COLUMN report_documents.part IS '文件中的第几份报告 | Which report of the document, from 1';
COMMENT ON COLUMN report_documents.url IS '网址；本地交来的为空 | Address; NULL for a file handed in';
COMMENT ON COLUMN report_documents.status IS '读取状况：ok、partial、failed | How well it was read';
COMMENT ON COLUMN report_documents.published_on IS '该文件所示发布日期 | Day of publication that this document gives';
COMMENT ON COLUMN report_documents.published_on_basis IS '该日期的证据 | Evidence of that day';
COMMENT ON COLUMN report_documents.first_seen_at IS '在该网址首次见到的时刻（UTC） | First seen at this address, UTC';
COMMENT ON COLUMN report_documents.last_seen_at IS '在该网址最近见到的时刻（UTC） | Last seen at this address, UTC';
COMMENT ON COLUMN report_documents.is_standing IS '是否仍在该网址 | Whether it still stands at this address';
COMMENT ON COLUMN report_documents.agrees IS '数字与代表该版本的文件是否一致；无可比数字的为空 | Whether its figures are those of the document that stands for the version; NULL where none can be compared';

CREATE TABLE copy_differences (
    report_id VARCHAR NOT NULL, other_document_id VARCHAR NOT NULL, other_part INTEGER NOT NULL, item VARCHAR NOT NULL, measure VARCHAR NOT NULL,
    value DECIMAL(18, 6) NOT NULL, other_value DECIMAL(18, 6) NOT NULL, unit VARCHAR, url VARCHAR, other_url VARCHAR, other_role VARCHAR NOT NULL
);
COMMENT ON TABLE copy_differences IS '同时在网的同一报告两个文件所印不同的数字，只比较两处均读准的数字；不说明哪一处有误 | Figures that differ between two documents of one report that stand at the same time; only figures read without doubt in both are compared; says nothing of which is wrong';
COMMENT ON COLUMN copy_differences.report_id IS '报告标识 | Report';
COMMENT ON COLUMN copy_differences.other_document_id IS '另一文件 | The other document';
COMMENT ON COLUMN copy_differences.other_part IS '另一文件中的第几份报告 | Which report of the other document, from 1';
COMMENT ON COLUMN copy_differences.item IS '事项（行） | Item, the row';
COMMENT ON COLUMN copy_differences.measure IS '指标（列） | Measure, the column';
COMMENT ON COLUMN copy_differences.value IS '代表该版本的文件所印数值 | Value in the document that stands for the version';
COMMENT ON COLUMN copy_differences.other_value IS '另一文件所印数值 | Value in the other document';
COMMENT ON COLUMN copy_differences.unit IS '数值的单位；件数为空 | Unit of the values; NULL for counts';
COMMENT ON COLUMN copy_differences.url IS '代表该版本的文件的网址 | Address of the document that stands for the version';
COMMENT ON COLUMN copy_differences.other_url IS '另一文件的网址 | Address of the other document';
COMMENT ON COLUMN copy_differences.other_role IS '另一文件的作用 | Role of the other document';

CREATE TABLE withdrawals (report_id VARCHAR NOT NULL, url VARCHAR NOT NULL, withdrawn_on DATE NOT NULL, returned_on DATE);
COMMENT ON TABLE withdrawals IS '曾在某网址的报告不再可见的情况 | When a report was no longer at an address where it had stood';
COMMENT ON COLUMN withdrawals.report_id IS '报告标识 | Report';
COMMENT ON COLUMN withdrawals.url IS '网址 | Address';
COMMENT ON COLUMN withdrawals.withdrawn_on IS '首次发现不再可见之日 | First day on which it was found gone';
COMMENT ON COLUMN withdrawals.returned_on IS '该网址重新载有报告之日；空为尚未 | Day on which the address had a report again; NULL where it has none yet';

CREATE TABLE successions (report_id VARCHAR NOT NULL, earlier_report_id VARCHAR NOT NULL, seen_at TIMESTAMP NOT NULL);
COMMENT ON TABLE successions IS '版本的更替：何时见到哪一版取代哪一版 | Which version took the place of which, and when that was seen';
COMMENT ON COLUMN successions.report_id IS '后一版 | The later version';
COMMENT ON COLUMN successions.earlier_report_id IS '前一版 | The earlier version';
COMMENT ON COLUMN successions.seen_at IS '首次见到的时刻（UTC） | First seen, UTC';

CREATE TABLE figures (
    report_id VARCHAR NOT NULL, item VARCHAR NOT NULL, measure VARCHAR NOT NULL, value DECIMAL(18, 6), unit VARCHAR, state VARCHAR NOT NULL, raw VARCHAR,
    how VARCHAR NOT NULL, engines VARCHAR[], agreement VARCHAR, source_page INTEGER, source_table INTEGER, source_row INTEGER, source_column INTEGER,
    candidates VARCHAR[]
);
COMMENT ON TABLE figures IS '报告中的每个数字及其出处 | Every figure with its place in the source';
COMMENT ON COLUMN figures.report_id IS '报告标识 | Report';
COMMENT ON COLUMN figures.item IS '事项（行） | Item, the row';
COMMENT ON COLUMN figures.measure IS '指标（列） | Measure, the column';
COMMENT ON COLUMN figures.value IS '数值；只有 reported 时非空，空白不作 0 | Value, NULL in every state but reported; a blank is never 0';
COMMENT ON COLUMN figures.unit IS '数值的单位；件数为空 | Unit of the value; NULL for counts';
COMMENT ON COLUMN figures.state IS '状态：reported 有数、blank 空白、marked_empty 横线或“无”、unreadable 未能读准、absent 表中缺此格 | State';
COMMENT ON COLUMN figures.raw IS '所印原文 | Text as printed';
COMMENT ON COLUMN figures.how IS '取得方式：read 直读、split 拆分、repaired 修复、corrected 人工更正 | How the value came about';
COMMENT ON COLUMN figures.engines IS '读取程序 | Engines that read it';
COMMENT ON COLUMN figures.agreement IS '各程序是否一致：agreed、disagreed、single | Whether the engines agreed';
COMMENT ON COLUMN figures.source_page IS '页，自 1 起 | Page, from 1';
COMMENT ON COLUMN figures.source_table IS '文件中第几张表，自 1 起 | Number of the table in the document, from 1';
COMMENT ON COLUMN figures.source_row IS '表内行，自 1 起 | Row of the table, from 1';
COMMENT ON COLUMN figures.source_column IS '表内列，自 1 起 | Column of the table, from 1';
COMMENT ON COLUMN figures.candidates IS '未能读准时的各种读法 | Readings that disagree, where nothing settles it';

CREATE TABLE sections (report_id VARCHAR NOT NULL, number INTEGER, heading VARCHAR, text VARCHAR);
COMMENT ON TABLE sections IS '报告的各部分文字 | The sections of a report';
COMMENT ON COLUMN sections.report_id IS '报告标识 | Report';
COMMENT ON COLUMN sections.number IS '法定六部分中的序号；其他为空 | Number among the six sections; NULL for others';
COMMENT ON COLUMN sections.heading IS '标题 | Heading';
COMMENT ON COLUMN sections.text IS '文字 | Text';

CREATE TABLE claims (
    report_id VARCHAR NOT NULL, ordinal INTEGER NOT NULL, items VARCHAR[] NOT NULL, measure VARCHAR NOT NULL, value DECIMAL(18, 6) NOT NULL, unit VARCHAR,
    section INTEGER, text VARCHAR NOT NULL, sentence VARCHAR NOT NULL
);
COMMENT ON TABLE claims IS '文字中说到的表内数字，供图文核对；含义不明的不收 | Figures of the form that the prose names, for checking prose against tables; what is ambiguous is left out';
COMMENT ON COLUMN claims.report_id IS '报告标识 | Report';
COMMENT ON COLUMN claims.ordinal IS '次序，自 1 起 | Order, from 1';
COMMENT ON COLUMN claims.items IS '所指事项；多于一个的，所说为其合计 | Items; the figure named is their sum';
COMMENT ON COLUMN claims.measure IS '指标（列） | Measure, the column';
COMMENT ON COLUMN claims.value IS '文字所说的数值 | Value as the prose has it';
COMMENT ON COLUMN claims.unit IS '单位：件、宗等，金额为数值的单位；以文字表示没有的为空 | What is counted with, or the unit of money; NULL where words say there was none';
COMMENT ON COLUMN claims.section IS '所在部分的序号；六部分之外为空 | Number of the section; NULL outside the six';
COMMENT ON COLUMN claims.text IS '文字中的数字或说法 | The number, or the words that say there was none';
COMMENT ON COLUMN claims.sentence IS '原句 | The whole sentence';

CREATE TABLE issues (
    report_id VARCHAR NOT NULL, ordinal INTEGER NOT NULL, code VARCHAR NOT NULL, severity VARCHAR NOT NULL, message VARCHAR NOT NULL, item VARCHAR, measure VARCHAR,
    relation VARCHAR, printed DECIMAL(18, 6), computed DECIMAL(18, 6), blame VARCHAR
);
COMMENT ON TABLE issues IS '读取中的疑点（对读取的说明，不是对机关的认定） | Doubts of reading; they judge our reading, not the organ';
COMMENT ON COLUMN issues.report_id IS '报告标识 | Report';
COMMENT ON COLUMN issues.ordinal IS '次序 | Order, from 1';
COMMENT ON COLUMN issues.code IS '代码 | Code';
COMMENT ON COLUMN issues.severity IS '程度：error、warning、info | Severity';
COMMENT ON COLUMN issues.message IS '说明 | Message';
COMMENT ON COLUMN issues.item IS '事项或表名 | Item, or the name of a table';
COMMENT ON COLUMN issues.measure IS '指标 | Measure';
COMMENT ON COLUMN issues.relation IS '勾稽关系 | Relation';
COMMENT ON COLUMN issues.printed IS '所印数值 | Printed value';
COMMENT ON COLUMN issues.computed IS '按分项计算的数值 | Value computed from the parts';
COMMENT ON COLUMN issues.blame IS '归因：printed 原文、reading 读取、unclear 不明 | Whose doing';

CREATE TABLE evidence (report_id VARCHAR NOT NULL, field VARCHAR NOT NULL, value VARCHAR, basis VARCHAR, text VARCHAR);
COMMENT ON TABLE evidence IS '机关、年度、标题、日期的证据 | Evidence for organ, year, title and date';
COMMENT ON COLUMN evidence.report_id IS '报告标识 | Report';
COMMENT ON COLUMN evidence.field IS '字段 | Field';
COMMENT ON COLUMN evidence.value IS '取值 | Value';
COMMENT ON COLUMN evidence.basis IS '证据种类 | Kind of place it stood in';
COMMENT ON COLUMN evidence.text IS '证据原文 | The text itself';
