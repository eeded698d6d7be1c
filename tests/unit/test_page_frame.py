"""A page whose frame changes around an unaltered report is read the same: title, sections and day of publication."""

from collections.abc import Callable
from pathlib import Path

import pytest

from extractors.document import Document
from extractors.knowledge import load_knowledge
from extractors.pipeline import read_document

KNOWLEDGE = load_knowledge(Path(__file__).parents[2] / "data" / "forms")
TITLE = "示例市教育局2024年政府信息公开工作年度报告"
HEADINGS = [
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
]
OPENING = "<p>根据《中华人民共和国政府信息公开条例》规定，编制本报告。</p>"
SIGNATURE = "<p>示例市教育局</p><p>2025年1月20日</p>"
LAST = "本年度未收取信息处理费。没有其他需要报告的事项。"
HEAD = f"<html><head><title>{TITLE}</title></head><body>"
COUNTS = (12, 4711, 98)


def article(opening: str = OPENING, signature: str = SIGNATURE) -> str:
    """The report itself."""
    texts = [f"<p>第{number}部分，认真贯彻落实条例。</p>" for number in range(1, 6)]
    texts.append("<p>本年度未收取信息处理费。</p><p>没有其他需要报告的事项。</p>")
    return opening + "".join(f"<p><strong>{heading}</strong></p>{text}" for heading, text in zip(HEADINGS, texts, strict=True)) + signature


def menu(night: int) -> str:
    """Navigation."""
    return "".join(f"<li><a href='/{word}'>{word}</a></li>" for word in ("首页", "政务公开", "政务服务", "互动交流")[: 4 - night])


def others(night: int, *, dated: bool = True) -> str:
    """A list of other pages."""
    names = ("召开教育工作会议", "公布义务教育招生方案", "开展春季安全检查")
    day = f"<span>2025-0{night + 2}-11</span>" if dated else ""
    return "".join(f"<li><a href='/{night}/{name}'>示例市{night or ''}{name}</a>{day}</li>" for name in names)


def foot(night: int) -> str:
    """Navigation to other articles, buttons and the imprint."""
    return (
        "<div>分享到：微信 微博</div><p>上一篇：没有了</p><p>主办：示例市人民政府办公室</p><p>示ICP备12345678号-1</p>",
        f"<div>【打印】【关闭】</div><p>上一条：{TITLE.replace('2024', '2023')}</p><div>版权所有：示例市教育局</div>",
        "<p>Copyright © 2026 示例市人民政府</p><p>建议使用1024*768分辨率</p>",
    )[night]


def counter_above(night: int) -> str:
    """Day, source and counter in one line, a heading over the list of other pages."""
    particulars = f"<span>发布时间：2025-01-22 10:00</span> <span>来源：示例市教育局</span> <span>浏览次数：<i>{COUNTS[night]}</i>次</span>"
    above = f"{menu(night)}<p>当前位置：首页</p><h1>{TITLE}</h1><div>{particulars}</div>"
    return f"{HEAD}{above}{article()}<h3>相关链接</h3>{others(night)}{foot(night)}"


def no_opening_no_signature(night: int) -> str:
    """Counters on lines of their own, right above the first section."""
    lines = f"<p>日期：2025-01-22</p><p>点击量：{COUNTS[night]}</p><p>阅读次数：{COUNTS[night]}</p>"
    end = f"<div>责任编辑：张{night}</div><h4>相关文章</h4>{others(night)}{foot(night)}"
    return f"{HEAD}{menu(night)}<h2>{TITLE}</h2>{lines}{article('', '')}{end}"


def in_tables(night: int) -> str:
    """A page laid out in tables, with the day on which it was drawn anew."""
    line = f"【字体：大 中 小】 来源：示例市教育局 点击数：{COUNTS[night]} 更新时间：2025-0{night + 3}-11"
    inner = f"<table><tr><td><b>{TITLE}</b></td></tr><tr><td>{line}</td></tr><tr><td>{article()}</td></tr></table>"
    return f"{HEAD}<table><tr><td>{menu(night)}</td><td>{inner}</td></tr></table><div>热门推荐</div>{others(night)}{foot(night)}"


def today_and_printing(night: int) -> str:
    """Today, the weather and the day of printing, above and below."""
    above = f"<div>今天是2026年1{night}月1日 天气：晴 {night}℃</div><div>索 引 号：99010{night}/2025-0001 发布日期：2025-01-22</div>"
    below = f"<p>打印日期：2026年1{night}月2日</p><p>推荐阅读</p>{others(night)}{foot(night)}<p>本页访问量{COUNTS[night]}</p>"
    return f"{HEAD}{above}{menu(night)}<h1>{TITLE}</h1><p>打印时间：2026-1{night}-02</p>{article(signature='')}{below}"


def votes_and_comments(night: int) -> str:
    """A square code, a vote and comments below."""
    below = f"<p>扫一扫在手机打开当前页</p><p>您对本页面内容是否满意？满意 {COUNTS[night]}</p><div>网友评论（{COUNTS[night]}）</div>"
    return (
        f"{HEAD}<h1>{TITLE}</h1><p>2025-01-22 &nbsp; 访问量：{COUNTS[night]}</p>{article(signature='')}{below}{others(night)}{foot(night)}"
    )


def list_without_a_heading(night: int) -> str:
    """Other pages above and right below, with their days."""
    above = f"{others(night)}<h1>{TITLE}</h1><p>发布日期：2025-01-22 浏览：{COUNTS[night]}</p>"
    return f"{HEAD}{above}{article(signature='')}{others(night)}{foot(night)}"


def list_of_titles_only(night: int) -> str:
    """Other pages right below, without heading and days."""
    return f"{HEAD}<h1>{TITLE}</h1><p>发布日期：2025-01-22</p>{article(signature='')}{others(night, dated=False)}{foot(night)}"


STYLES = [
    counter_above,
    no_opening_no_signature,
    in_tables,
    today_and_printing,
    votes_and_comments,
    list_without_a_heading,
    list_of_titles_only,
]


@pytest.mark.parametrize("style", STYLES)
def test_another_frame_changes_nothing_that_is_read(style: Callable[[int], str]) -> None:
    read = set()
    for night in range(3):
        [report] = read_document(Document(style(night).encode(), "1.html", "http://www.shili.example/nb/1.html"), KNOWLEDGE)
        sections = tuple((section.number, section.text) for section in report.sections)
        assert "".join(dict(sections)[6].split()) == LAST
        assert [number for number, _ in sections if number] == [1, 2, 3, 4, 5, 6]
        day = report.published_on if report.published_on_basis in ("printed", "text") else None
        read.add((report.title, day, sections))
    assert len(read) == 1


@pytest.mark.parametrize(
    "last",
    [
        "<p>下一步做好以下工作。</p><p>1、加强学习</p><p>2、完善制度</p>",
        "<p>下一步做好以下工作。</p><p>一是加强学习</p><p>二是完善制度</p>",
        "<p>无其他需要报告的事项</p><p>示例路1号</p>",
        "<p>本年度未收费。</p><p>联系电话：0990-1234567</p>",
    ],
)
def test_the_last_section_keeps_its_own_lines(last: str) -> None:
    page = HEAD + f"<h1>{TITLE}</h1>" + article(signature=last)
    [report] = read_document(Document(page.encode(), "1.html"), KNOWLEDGE)
    text = next(section.text for section in report.sections if section.number == 6)
    assert all(line in text for line in last.replace("</p>", "").split("<p>") if line)
