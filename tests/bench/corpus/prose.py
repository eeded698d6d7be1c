"""The sentences around the tables, some of which repeat figures of the form."""

import random

from tests.bench.corpus.model import Report

INTRO = (
    "根据《中华人民共和国政府信息公开条例》（以下简称《条例》）规定，{agency}编制并发布{year}年政府信息公开工作年度报告。"
    "本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。",
    "本报告由{agency}按照《中华人民共和国政府信息公开条例》第五十条要求编制，统计时间为{year}年1月1日至{year}年12月31日。"
    "如对本报告有疑问，请与{agency}联系（电话：0000-{phone}）。",
    "现向社会公布{agency}{year}年度政府信息公开工作情况。全文包括总体情况、主动公开、依申请公开、复议诉讼、问题改进和其他事项六个部分。",
)
OPENERS = (
    "{year}年，{agency}围绕中心工作，持续提升政务公开的质量和实效。",
    "一年来，我单位坚持以公开为常态、不公开为例外，稳步推进各项公开任务。",
)
ACTIVE = (
    "（一）主动公开。全年通过门户网站发布各类信息{posts}条，通过政务新媒体发布信息{media}条，及时更新机构职能、领导信息和办事指南。",
    "（一）主动公开情况。聚焦重点领域，公开财政预决算、重大项目和民生实事等信息{posts}条，举办政策解读活动{few}场。",
)
REQUESTED = (
    "（二）依申请公开。全年新收政府信息公开申请{received}{unit}，上年结转{carried_in}{unit}，办结{concluded}{unit}，结转下年度{carried_out}{unit}。",
    "（二）依申请公开情况。{year}年共收到政府信息公开申请{received}{unit}，均按规定程序登记、办理和答复。",
    "（二）依申请公开。进一步规范登记、审核、办理、答复、归档各环节，依法保障公众获取信息的权利。",
)
MANAGED = (
    "（三）政府信息管理。严格执行先审后发制度，对公开内容逐条核校，杜绝表述错误和涉密信息上网。",
    "（三）信息管理情况。建立台账，动态调整公开属性，清理失效文件。",
)
PLATFORM = (
    "（四）平台建设。优化网站栏目设置，提高检索和浏览体验，做好适老化改造。",
    "（四）公开平台建设情况。整合栏目，专人维护，全年未发生信息安全事件。",
)
SUPERVISED = (
    "（五）监督保障。将政务公开纳入年度考核，组织业务培训{few}次。",
    "（五）监督保障情况。明确分管领导和专职人员，定期开展自查。未发生责任追究情形。",
)
PROBLEMS = (
    "存在的主要问题：一是公开内容的深度还不够，二是工作人员业务能力有待提高，三是政策解读形式比较单一。",
    "工作中还存在信息更新不够及时、栏目建设不够规范等不足。",
)
PLANS = (
    "下一步，我单位将加强培训，丰富解读形式，完善制度，切实提升公开水平。",
    "改进措施：一是压实责任，二是加强审核，三是拓宽渠道，进一步方便群众查阅。",
)
OTHERS = (
    "按照信息处理费管理办法，本年度未收取信息处理费。",
    "{year}年度收取信息处理费0元。无其他需要报告的事项。",
    "本机关没有其他需要报告的事项。",
    "依据《政府信息公开信息处理费管理办法》，本年度没有产生信息处理费。",
)
HEADINGS = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)
OWN = ("工作概述", "主动公开数据", "依申请公开办理数据", "复议诉讼数据", "不足与打算", "其他")


def words(rng: random.Random, report: Report) -> dict[str, object]:
    """What the sentences are filled with."""
    tops = {name: report.number(f"requests.{name}", "total") for name in ("received", "carried_in", "concluded", "carried_out")}
    few, media = rng.randrange(1, 9), rng.randrange(10, 900)
    return {
        "agency": report.agency,
        "year": report.year,
        "phone": rng.randrange(10**6, 10**7),
        "posts": rng.randrange(20, 3000),
        "media": media,
        "few": few,
        "unit": rng.choice("件件件宗条"),
        **tops,
    }


def sections(rng: random.Random, report: Report, figures: bool) -> tuple[str, list[str], list[str], list[str]]:
    """The introduction and the paragraphs of sections 1, 5 and 6. ``figures``: whether section 1 repeats counts of the form."""
    fill = words(rng, report)
    asked = rng.choice(REQUESTED[:2]) if figures else REQUESTED[2]
    first = [rng.choice(OPENERS), rng.choice(ACTIVE), asked, rng.choice(MANAGED), rng.choice(PLATFORM), rng.choice(SUPERVISED)]
    first = first if rng.random() < 0.7 else first[1:3]
    fifth = [rng.choice(PROBLEMS), rng.choice(PLANS)]
    return (
        rng.choice(INTRO).format(**fill),
        [line.format(**fill) for line in first],
        [line.format(**fill) for line in fifth],
        [rng.choice(OTHERS).format(**fill)],
    )
