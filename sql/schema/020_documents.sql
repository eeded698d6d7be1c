-- What was received: one row per document, one per attempt.

CREATE TABLE documents (
    document_id VARCHAR NOT NULL, name VARCHAR, format VARCHAR, bytes BIGINT, url VARCHAR, portal VARCHAR,
    first_seen_at TIMESTAMP, read_at TIMESTAMP, reading_fingerprint VARCHAR, decision VARCHAR
);
COMMENT ON TABLE documents IS '收到并存档的文件 | Documents received and archived';
COMMENT ON COLUMN documents.document_id IS '文件内容的 SHA-256 | SHA-256 of the bytes';
COMMENT ON COLUMN documents.name IS '文件名 | File name';
COMMENT ON COLUMN documents.format IS '实际格式（按内容判断） | Format, judged by content';
COMMENT ON COLUMN documents.bytes IS '字节数 | Size in bytes';
COMMENT ON COLUMN documents.url IS '首次取得的网址；本地交来的为空 | Address it first came from; NULL for a file handed in';
COMMENT ON COLUMN documents.portal IS '网站主机名 | Host of the portal';
COMMENT ON COLUMN documents.first_seen_at IS '首次取得时刻（UTC） | First retrieved, UTC';
COMMENT ON COLUMN documents.read_at IS '读取时刻（UTC） | Read, UTC';
COMMENT ON COLUMN documents.reading_fingerprint IS '读取程序的指纹 | Fingerprint of the readers';
COMMENT ON COLUMN documents.decision IS '对文件的人工决定：rejected 剔除、accepted 认可、outside 名录外单位 | Decision of a person on the document';

CREATE TABLE retrievals (
    document_id VARCHAR, url VARCHAR, "at" TIMESTAMP NOT NULL, outcome VARCHAR, kind VARCHAR NOT NULL, run_id VARCHAR NOT NULL, portal VARCHAR,
    final_url VARCHAR, http_status INTEGER, sha256 VARCHAR, bytes BIGINT, etag VARCHAR, last_modified VARCHAR, link_text VARCHAR,
    listing_url VARCHAR, agency_id VARCHAR, year INTEGER, role VARCHAR, note VARCHAR, tls VARCHAR
);
COMMENT ON TABLE retrievals IS '每一次采集尝试 | Every attempt';
COMMENT ON COLUMN retrievals.document_id IS '取得的文件；列表和失败的尝试为空 | Document it brought; NULL for lists and failures';
COMMENT ON COLUMN retrievals.url IS '请求的网址 | Address asked';
COMMENT ON COLUMN retrievals."at" IS '时刻（UTC） | Instant, UTC';
COMMENT ON COLUMN retrievals.outcome IS '结果：new 新、unchanged 未变、refused 拒绝、unreachable 无法连接、off_site 站外、not_a_report 不是年报、too_large 过大；空为当晚额度用尽而未请求 | Outcome; NULL where it was found and not asked for, since the budget of the night was used up';
COMMENT ON COLUMN retrievals.kind IS '种类：listing 列表、document 文件、ingest 本地交来 | Kind: listing, document, ingest';
COMMENT ON COLUMN retrievals.run_id IS '运行标识 | Run';
COMMENT ON COLUMN retrievals.portal IS '网站主机名 | Host of the portal';
COMMENT ON COLUMN retrievals.final_url IS '跳转后的网址 | Address after redirects';
COMMENT ON COLUMN retrievals.http_status IS 'HTTP 状态码 | HTTP status';
COMMENT ON COLUMN retrievals.sha256 IS '收到内容的 SHA-256 | SHA-256 of what came';
COMMENT ON COLUMN retrievals.bytes IS '字节数 | Size in bytes';
COMMENT ON COLUMN retrievals.etag IS 'ETag | ETag';
COMMENT ON COLUMN retrievals.last_modified IS 'Last-Modified | Last-Modified';
COMMENT ON COLUMN retrievals.link_text IS '列表中的链接文字 | Text of the link';
COMMENT ON COLUMN retrievals.listing_url IS '所在列表 | List it was found in';
COMMENT ON COLUMN retrievals.agency_id IS '列表或链接文字所示机关（线索，非认定） | Organ the list or link text hints at';
COMMENT ON COLUMN retrievals.year IS '链接文字所示年度（线索，非认定） | Year the link text hints at';
COMMENT ON COLUMN retrievals.role IS '文件的作用：report 年报、place 年报应在之处（无人预示，可能空缺）、attachment 页面所附文件、picture 页面所示图片 | Role of the document: a report, the place where one would stand, promised by nobody, a file that a page carries, a picture that it shows';
COMMENT ON COLUMN retrievals.note IS '说明 | Note';
COMMENT ON COLUMN retrievals.tls IS '连接时未予坚持的 TLS 要求（网站文件所声明的例外） | What was not insisted on in TLS, an exception that the portal''s file declares';

CREATE TABLE alarms (
    run_id VARCHAR NOT NULL, "at" TIMESTAMP NOT NULL, portal VARCHAR NOT NULL, severity VARCHAR NOT NULL, message VARCHAR NOT NULL, url VARCHAR,
    before_sha256 VARCHAR, sha256 VARCHAR, list_url VARCHAR
);
COMMENT ON TABLE alarms IS '采集时须由人查看的情况 | What a person must look at, as each run saw it';
COMMENT ON COLUMN alarms.run_id IS '运行标识 | Run';
COMMENT ON COLUMN alarms."at" IS '时刻（UTC） | Instant, UTC';
COMMENT ON COLUMN alarms.portal IS '网站主机名 | Host of the portal';
COMMENT ON COLUMN alarms.severity IS '严重程度：error 其年报不能视为收齐、warning 提示 | Severity; with an error the reports of the portal cannot be taken for complete';
COMMENT ON COLUMN alarms.message IS '说明 | What happened';
COMMENT ON COLUMN alarms.url IS '网址 | Address';
COMMENT ON COLUMN alarms.before_sha256 IS '上次所见内容的 SHA-256（存于 archive/objects） | What was seen the last time, in archive/objects';
COMMENT ON COLUMN alarms.sha256 IS '本次所见内容的 SHA-256 | What is seen now';
COMMENT ON COLUMN alarms.list_url IS '该次未能完整、如常应答的列表 | The list that did not answer whole and in its usual shape then';
