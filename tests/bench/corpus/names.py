"""Names of organs, titles and dates as they are printed."""

import random

PREFIXES = "安平永丰清河东阳临江南泉新城宁远长乐云溪石桥金沙青山白水松林高明广德怀仁武定西川北湖兴隆太和龙潭凤台"
KINDS = ("县", "区", "市", "自治县")
OFFICES = (
    "财政局",
    "教育局",
    "自然资源和规划局",
    "住房和城乡建设局",
    "市场监督管理局",
    "卫生健康委员会",
    "发展和改革局",
    "公安局",
    "交通运输局",
    "水利局",
    "农业农村局",
    "应急管理局",
    "人力资源和社会保障局",
    "生态环境局",
    "民政局",
    "司法局",
    "审计局",
    "统计局",
    "医疗保障局",
    "文化广电旅游体育局",
    "行政审批局",
    "城市管理综合执法局",
    "退役军人事务局",
    "招商局",
    "信访局",
    "气象局",
    "商务局",
    "科学技术局",
    "工业和信息化局",
    "国有资产监督管理委员会",
)
TOWNS = ("镇人民政府", "乡人民政府", "街道办事处")
ZONES = ("经济技术开发区管理委员会", "高新技术产业开发区管理委员会", "旅游度假区管理委员会")
TITLES = (
    "{agency}{year}年政府信息公开工作年度报告",
    "{agency}{year}年政府信息公开工作年度报告",
    "{agency}{year}年度政府信息公开工作年度报告",
    "{agency}{year}年政府信息公开年度报告",
    "{agency}{year}年度政府信息公开工作报告",
    "{agency}{year}年政府信息公开工作年报",
    "{agency}关于{year}年政府信息公开情况的报告",
    "{year}年{agency}政府信息公开工作年度报告",
)


def place(rng: random.Random) -> str:
    """A county, district or city that does not exist, or exists by chance."""
    start = 2 * rng.randrange(len(PREFIXES) // 2)
    return PREFIXES[start : start + 2] + rng.choice(KINDS)


def agency(rng: random.Random) -> tuple[str, str]:
    """An organ's name and its level: town, office or government."""
    level = rng.choices(("town", "office", "government"), (3, 5, 2))[0]
    if level == "town":
        return place(rng) + PREFIXES[2 * rng.randrange(20) :][:2] + rng.choice(TOWNS), level
    if level == "office":
        return place(rng) + (rng.choice(ZONES) if rng.random() < 0.1 else rng.choice(OFFICES)), level
    return place(rng) + rng.choice(("人民政府", "人民政府", "人民政府办公室")), level


def title(rng: random.Random, name: str, year: int) -> str:
    """A title in one of the wordings in use."""
    return rng.choice(TITLES).format(agency=name, year=year)


def printed_date(rng: random.Random, day: tuple[int, int, int]) -> str:
    """A date as portals print it."""
    y, m, d = day
    time = f" {rng.randrange(8, 18):02}:{rng.randrange(60):02}"
    dashed = f"{y}-{m:02}-{d:02}"
    return rng.choice((dashed, dashed, f"{dashed}{time}:27", f"{y}年{m:02}月{d:02}日{time}", f"{y}-{m}-{d}", f"{y}/{m:02}/{d:02}"))
