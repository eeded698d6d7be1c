"""Figures said in prose: which wordings are claimed, and above all which are not. Sentences are invented in the style of reports."""

import pytest

from tests.unit.prose import COUNTY, brief, read

SAID = [
    ("全年新收政府信息公开申请21件。", "received 21"),
    ("2023年度，我局共收到政府信息公开申请21宗，均按时答复。", "received 21"),
    ("本年度共受理依申请公开事项21起。", "received 21"),
    ("本年新收政府信息公开申请数量：21件。", "received 21"),
    ("全局共收到政府信息公开申请1,021份。", "received 1021"),
    ("示例市水务局收到8份政府信息公开申请，均为书面提出。", "received 8"),
    ("市水务局全年接到公开申请8件。", "received 8"),
    ("共收到公民、法人和其他组织提交的政府信息公开申请十二件。", "received 12"),
    ("受理政府信息公开申请三十一件，比上年增加5件。", "received 31"),
    ("收到政府信息公开申请１５件，同比增长25%，较2022年的12件多3件。", "received 15"),
    ("2022年收到政府信息公开申请12件，2023年收到政府信息公开申请15件。", "received 15"),
    ("2023年1月1日至12月31日，共收到政府信息公开申请8件，办结8件。", "received 8, concluded 8"),
    ("（二）依申请公开情况。全年收到申请12件，上年结转3件；办结14件，结转下年度1件。",
     "received 12, carried_in 3, concluded 14, carried_out 1"),
    ("收到申请公开政府信息的来件：收到信息公开申请12件，加上结转的3件，共办结14件，尚有1件在法定期限内继续办理。",
     "received 12, carried_in 3, concluded 14, carried_out 1"),
    ("2022年结转政府信息公开申请2件，结转至2024年1件。", "carried_in 2, carried_out 1"),
    ("无上年结转申请，也无结转下年度继续办理的申请。", "carried_in 0"),
    ("没有上年结转的申请，没有结转下年度继续办理的申请。", "carried_in 0, carried_out 0"),
    ("收到政府信息公开申请15件（含上年结转2件），予以公开9件。", "received+carried_in 15, carried_in 2, granted 9"),
    ("收到政府信息公开申请15件，其中本年新收13件，上年结转2件。", "received+carried_in 15, received 13, carried_in 2"),
    ("收到政府信息公开申请12件，其中自然人10件，商业企业2件。", "received 12, received.natural_person 10, received.company 2"),
    ("收到政府信息公开申请12件，其中11件予以公开，1件结转下年度继续办理。", "received 12, granted 11, carried_out 1"),
    ("收到政府信息公开申请9件，其中予以公开4件、部分公开2件、不予公开3件。", "received 9, granted 4, partly_granted 2, refused 3"),
    ("依申请公开办理结果：予以公开3件，不予公开2件，其中属于国家秘密1件，属于行政执法案卷1件。",
     "granted 3, refused 2, refused.state_secret 1, refused.enforcement_case_files 1"),
    ("在依申请公开答复中，4件予以公开，2件部分公开，1件不予公开。", "granted 4, partly_granted 2, refused 1"),
    ("依申请公开结果：予以公开和部分公开共10件，无法提供3件，不予处理2件，其他处理1件。",
     "granted+partly_granted 10, unavailable 3, not_processed 2, other 1"),
    ("对政府信息公开申请，本机关不掌握相关政府信息的4件，没有现成信息需要另行制作的1件，补正后申请内容仍不明确的2件。",
     "unavailable.not_held 4, unavailable.must_be_created 1, unavailable.still_unclear 2"),
    ("在信息公开申请中，信访举报投诉类申请3件，重复申请2件，要求提供公开出版物1件。",
     "not_processed.petition_or_complaint 3, not_processed.repeated 2, not_processed.publication 1"),
    ("依申请公开中，（一）予以公开2件；（二）部分公开1件。", "granted 2, partly_granted 1"),
    ("答复政府信息公开申请14件。", "concluded 14"),
    ("2023年，我局未收到政府信息公开申请。", "received 0"),
    ("本年度没有收到公民、法人或其他组织的政府信息公开申请，未发生行政复议、行政诉讼。", "received 0, reconsideration 0, litigation 0"),
    ("无依申请公开事项。", "received 0"),
    ("依申请公开0件。", "received 0"),
    ("未发生因政府信息公开引发的行政复议和行政诉讼。", "reconsideration 0, litigation 0"),
    ("全年没有因政府信息公开工作被申请行政复议、提起行政诉讼的情况。", "reconsideration 0, litigation 0"),
    ("政府信息公开行政复议、行政诉讼均为0件。", "proceedings 0"),
    ("因政府信息公开被申请行政复议11件，其中维持10件，纠正1件；被提起行政诉讼5件。",
     "reconsideration 11, reconsideration.upheld 10, reconsideration.corrected 1, litigation 5"),
    ("因信息公开引发行政复议案件3起（维持2件、尚未审结1件），行政诉讼案件2起（结果维持2件）。",
     "reconsideration 3, reconsideration.upheld 2, reconsideration.pending 1, litigation 2, litigation.upheld 2"),
    ("因政府信息公开被提起行政诉讼5件，其中未经复议直接起诉3件，复议后起诉2件。",
     "litigation 5, litigation_direct 3, litigation_after_reconsideration 2"),
    ("全年制发行政规范性文件5件，废止3件，现行有效20件。",
     "normative_documents.issued 5, normative_documents.repealed 3, normative_documents.in_force 20"),
    ("印发规章2件，现行有效规章30件，废止规章1件。", "rules.issued 2, rules.in_force 30, rules.repealed 1"),
    ("依法作出行政处罚决定120件，作出行政许可决定550件。", "penalties.decisions 120, licenses.decisions 550"),
    ("全年收取行政事业性收费1234.56万元。", "administrative_charges.amount 1234.56万元"),
    ("行政事业性收费金额为35000.5元。", "administrative_charges.amount 3.50005万元"),
    ("行政事业性收费7,215.6万元。", "administrative_charges.amount 7215.6万元"),
    # the request before the verb, and verbs in pairs
    ("依申请公开新收31件，较2022年的27件增长14.8%；结转下年度3件，较上年的2件增加1件。", "received 31, carried_out 3"),
    ("我局全年政府信息公开申请受理量为6件。", "received 6"),
    ("共收到并办结政府信息公开申请6件。", "received 6"),
    ("全年共收到并按时办结16件政府信息公开申请。", "received 16"),
    ("本年度共接到依申请公开8个，均为个人申请，结转上年度办理3件。", "received 8, carried_in 3"),
    ("共收到公民、法人提交的政府信息公开申请26件。", "received 26"),
    ("通过网络、来信等渠道收到依申请公开信息16件。", "received 16"),
    ("我局受理依申请政府信息公开事项14例。", "received 14"),
    ("共接收通过信函、邮箱、当面等方式提交的政府信息公开申请9件，共办结7件，结转2024年继续办理2件。",
     "received 9, concluded 7, carried_out 2"),
    ("2023全年未收到公众关于政府信息公开的申请.", "received 0"),
    ("本年度未收到和处理政府信息公开申请事件。", "received 0"),
    ("未发生政府信息公开行政复议、诉讼问题。", "reconsideration 0, litigation 0"),
    # what was carried over, said before and behind the number
    ("收到政府信息公开申请31件，结转上年度4件，共35件，办结32件，结转3件至2024年。",
     "received 31, carried_in 4, received+carried_in 35, concluded 32, carried_out 3"),
    ("上年结转4件，本年新收政府信息公开申请31件。", "carried_in 4, received 31"),
    ("收到政府信息公开申请8件，另有2件申请按照《条例》规定顺延到下年度答复。", "received 8, carried_out 2"),
    ("收到政府信息公开申请8件，除1件结转下年度办理外均已答复。", "received 8, carried_out 1"),
    # a way counted by itself leaves what follows alone, and so do times in brackets and the years of documents
    ("收到政府信息公开申请11件，其中网上申请11件，办结9件，结转下年度2件。", "received 11, concluded 9, carried_out 2"),
    ("收到政府信息公开申请11件，其中通过网站申请9件、当面提交2件，办结11件，结转下年度0件。",
     "received 11, concluded 11, carried_out 0"),
    ("收到政府信息公开申请11件（2022年为9件），办结11件（2022年为8件）。", "received 11, concluded 11"),
    ("按照《2022年政务公开工作要点》要求，收到政府信息公开申请11件。", "received 11"),
    # reasons
    ("依申请公开方面，因本机关不掌握等原因无法提供5件。", "unavailable 5"),
    ("依申请公开方面，2件因没有现成信息需要另行制作无法提供，1件因重复申请不予处理。",
     "unavailable.must_be_created 2, not_processed.repeated 1"),
    # without a word of the topic, where only requests have such outcomes
    ("受理申请41件，其中2件部分公开，30件予以公开，6件无法提供，3件不予处理。",
     "received 41, partly_granted 2, granted 30, unavailable 6, not_processed 3"),
    ("收到政府信息公开申请12件。其中，自然人8件，商业企业3件，其他1件。",
     "received 12, received.natural_person 8, received.company 3, received.other_organization 1"),
    # proceedings
    ("信息公开类行政复议7件，诉讼2件。", "reconsideration 7, litigation 2"),
    ("政府信息公开行政复议、行政诉讼案件共5件，其中行政复议3件、行政诉讼2件。", "proceedings 5, reconsideration 3, litigation 2"),
    ("因信息公开引发行政复议9件，维持6件，纠正1件，其他2件。",
     "reconsideration 9, reconsideration.upheld 6, reconsideration.corrected 1, reconsideration.other 2"),
    ("全年行政复议14件，其中涉及政府信息公开3件，维持2件；行政诉讼9件，其中信息公开类1件。",
     "reconsideration 3, reconsideration.upheld 2, litigation 1"),
    ("共受理依申请公开14件。发生行政复议1件，申请人已撤回；发生行政诉讼2件。", "received 14, reconsideration 1, litigation 2"),
    ("依申请公开事项均已办理，进入行政复议程序和行政诉讼程序均为0件。", "proceedings 0"),
    # documents and decisions
    ("全年制发规章1件，规范性文件7件，废止2件，截至年底现行有效40件。",
     "rules.issued 1, normative_documents.issued 7, normative_documents.repealed 2, normative_documents.in_force 40"),
    ("全年办理行政许可2,100件、行政处罚38件、行政强制5件。", "licenses.decisions 2100, penalties.decisions 38, compulsion.decisions 5"),
    ("作出行政许可决定45个，未实施行政强制。", "licenses.decisions 45, compulsion.decisions 0"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SAID)
def test_what_is_said(text: str, expected: str) -> None:
    assert brief(read(text)) == expected


# What is said in words that may mean something else, and is claimed since the form's sums hold with it.
PROVEN = [
    ("受理政府信息公开申请60件，答复57件（含上年结转4件，另有7件顺延至下年度），不予处理3件。",
     "received 60, carried_out 7, not_processed 3, concluded 57, carried_in 4"),
    ("新收政府信息公开申请60件，上年结转4件，延期答复2件，办结57件，结转下年度7件。",
     "received 60, carried_in 4, carried_out 7, concluded 57"),
    ("收到政府信息公开申请60件，加上2022年结转的4件，2023年应办理64件，实际办理57件，结转2024年办理7件。",
     "received 60, carried_in 4, received+carried_in 64, carried_out 7, concluded 57"),
    ("办理依申请公开20件，其中予以公开12件，不予公开8件。", "granted 12, refused 8, concluded 20"),
]  # fmt: skip
UNPROVEN = [
    # one more or less, nothing carried over, nothing certain among the doubtful
    ("受理政府信息公开申请60件，答复57件（含上年结转4件，另有8件顺延至下年度），不予处理3件。",
     "received 60, carried_out 8, not_processed 3"),
    ("收到政府信息公开申请60件，其中已答复57件，其余3件结转下年度。", "received 60, carried_out 3"),
    ("收到政府信息公开申请60件，除7件结转下年度外，其余53件均已答复。", "received 60, carried_out 7"),
    ("办理依申请公开20件，其中予以公开12件，不予公开7件。", "granted 12, refused 7"),
    ("依申请公开12件，上年结转0件，办理依申请公开12件。", "carried_in 0"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [*PROVEN, *UNPROVEN])
def test_what_is_doubtful_is_claimed_where_the_sums_of_the_form_hold(text: str, expected: str) -> None:
    assert brief(read(text)) == expected


def test_organs_named_behind_a_total_leave_the_next_sentence_in_doubt() -> None:
    text = "全县共收到政府信息公开申请60件，其中县级机关收到40件，乡镇收到20件。上年结转4件，办结57件，结转下年度{}件。"
    assert brief(read(text.format(7), agency=COUNTY)) == "received 60, carried_in 4, concluded 57, carried_out 7"
    assert brief(read(text.format(8), agency=COUNTY)) == "received 60"


SILENT = [
    # other times
    "2022年收到政府信息公开申请12件，办结12件。",
    "上年度收到政府信息公开申请12件。",
    "去年我局共受理政府信息公开申请12件，予以公开8件。",
    "上半年收到政府信息公开申请5件。",
    "1至6月收到政府信息公开申请5件。",
    "第三季度受理政府信息公开申请5件。",
    "3月份收到政府信息公开申请1件。",
    "自条例施行以来，累计收到政府信息公开申请500件。",
    "“十四五”期间共受理政府信息公开申请500件。",
    "近三年共收到政府信息公开申请30件。",
    "截至2024年1月15日，已办结政府信息公开申请8件。",
    "截至2023年11月底，共收到政府信息公开申请8件。",
    "截至2023年10月31日，共收到政府信息公开申请8件。",
    "截至9月底，共收到政府信息公开申请8件。",
    "2023年上半年，收到政府信息公开申请12件。其中同意公开或部分公开共8件。",
    "2022年，收到政府信息公开申请12件，全年办结12件。予以公开8件，不予公开4件。",
    "《2022年政府信息公开工作年度报告》显示，共收到政府信息公开申请12件。",
    "2024年计划办结政府信息公开申请8件。",
    # differences, shares, rough numbers
    "政府信息公开申请较上年增加5件。",
    "依申请公开方面，予以公开比上年减少3件。",
    "收到政府信息公开申请近20件。",
    "收到政府信息公开申请20余件。",
    "收到政府信息公开申请20件以上。",
    "收到政府信息公开申请约20件，办结率100%。",
    "收到政府信息公开申请二三件。",
    "收到政府信息公开申请第3件。",
    "收到政府信息公开申请1.2万件。",
    "收到政府信息公开申请12.5件。",
    "收到政府信息公开申请12件次。",
    # other subjects
    "全年收到行政许可申请120件，办结118件。",
    "承办人大代表建议12件、政协提案13件，办结25件。",
    "全年受理群众信访举报投诉12件，答复12件。",
    "收到网站留言40条，答复40条；12345热线工单300件，办结300件。",
    "主动公开政府信息1136条，其中规范性文件3条。",
    "全年制发公文707件，主动公开673件，依申请公开20件，不予公开14件。",
    "依申请公开信息459条，不予公开信息1535条。",
    "全年收取信息处理费300元。",
    "全年办理行政复议案件120件，其中维持80件。",
    "认真做好信息公开工作。全年行政复议案件120件。",
    "全年办理行政许可560件，公示行政处罚信息118条。",
    "主动公开规范性文件5件，解读规范性文件2件。",
    "清理规范性文件20件。",
    "受理政府信息公开咨询30件。",
    "共受理5件政府信息公开申请的咨询。",
    "全年新收劳动仲裁案件120件，上年结转10件，办结125件，结转下年度5件。",
    "依申请公开工作有序。全年新收劳动仲裁案件120件，上年结转10件，办结125件，结转下年度5件。",
    "加强社会救助。全年新收申请1203件，办结1200件，结转下年3件。",
    "公开建议提案复文，部分公开3件，不予处理2件，无法提供1件。",
    "信息公开行政复议10件，维持8件，其中信息公开类4件。",
    "行政许可事项120件、行政处罚事项30件、行政强制事项2件。",
    "公示行政许可信息120件、行政处罚信息30件、行政强制信息2件。",
    "公开行政许可120件、行政处罚30件、行政强制2件。",
    "全年行政许可120件，行政处罚30件。",
    "减免行政事业性收费35万元。",
    "行政事业性收费约1.2亿元。",
    "共制作信息30条，其中主动公开信息数24条；依申请公开信息数6条；不予公开信息数2条。",
    # parts and other organs
    "通过网络受理政府信息公开申请10件，通过信函受理政府信息公开申请5件。",
    "其中，市公安局收到政府信息公开申请120件，予以公开80件。",
    "市公安局收到政府信息公开申请120件。其中予以公开80件。",
    "市规划局受理依申请公开120件，市住建局受理98件。",
    "各县区收到政府信息公开申请300件。",
    "市政府办公室收到政府信息公开申请30件，其中予以公开20件。",
    "全市共收到政府信息公开申请3000件。",
    "水务系统收到政府信息公开申请30件。",
    "重点领域收到政府信息公开申请10件，予以公开5件。",
    "未收到涉及商业秘密的政府信息公开申请。",
    "各科室未收到政府信息公开申请。",
    "我局政策科收到政府信息公开申请12件。",
    "代表县政府答复政府信息公开申请12件。",
    "依申请公开方面，网上受理10件，办结8件，结转下年度2件。",
    "依申请公开方面，通过网站受理政府信息公开申请10件，办结8件。",
    "依申请公开案卷评查20件，其中予以公开12件、不予公开8件。",
    "没有出现被投诉举报、行政复议及行政诉讼纠错的情况。",
    "未发生因政府信息公开引发的行政复议、行政诉讼败诉案件。",
    # what is meant is not certain
    "依申请公开方面，予以公开、部分公开10件。",
    "依申请公开方面，予以公开、部分公开分别为3件、2件。",
    "予以公开5件。",
    "办理政府信息公开申请12件。",
    "依申请公开12件。",
    "全年行政复议、行政诉讼案件共5件，因政府信息公开引起。",
    "政府信息公开申请收到12件，受理11件。",
    "信息公开申请：收到申请12件。收到申请13件。",
    "全年未收取行政事业性收费。",
    "规范性文件本年新制作数量3件。",
    "本年新收政府信息公开申请数量 21 0 0 0 0 0 21",
]


@pytest.mark.parametrize("text", SILENT)
def test_what_is_not_said(text: str) -> None:
    assert brief(read(text)) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收到政府信息公开申请15件，答复14件，1件申请人撤回。", "received 15"),
        ("依申请公开方面：上年结转2件，全年共受理15件。", "carried_in 2"),
        ("因信息公开引发行政复议3件，行政诉讼2件，维持4件。", "reconsideration 3, litigation 2"),
        ("共收到依申请公开15件，其中网上申请10件，信函申请5件。", "received 15"),
        ("收到政府信息公开申请15件，去年为12件，予以公开10件。", "received 15"),
    ],
)
def test_only_the_certain_part(text: str, expected: str) -> None:
    assert brief(read(text)) == expected
