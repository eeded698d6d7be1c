"""Saved listings of every kind and make, with what they hold, and data folders to which their portals are added."""

import csv
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from flows.roster import Agency
from flows.settings import shipped
from tests.flows.portal_server import Answer, Site, page

HERE = Path(__file__).parent
REGIONS = """region_code,name,former_names,name_en,level,kind,parent_code,host_region_code,valid_from,valid_to
000000,全国,,China,country,division,,,,
990000,示例省,,Shili,province,division,000000,,,
990100,示例市,,Shili,prefecture,division,990000,,,
990121,示例县,,Shili,county,division,990100,,,
990102,示例区,,Shili,county,division,990100,,,
"""
ORGANS = (
    ("990121-government", "示例县人民政府", "990121", "county", "government", "consolidated", ""),
    ("990121-finance", "示例县财政局", "990121", "county", "department", "organ", "990121-government"),
    ("990100-finance", "示例市财政局", "990100", "prefecture", "department", "organ", ""),
)
Row = tuple[str, str | None, int | None]
"""What a listing's link is: its path, the organ's name that its title prints, and its year."""


@dataclass(frozen=True)
class Case:
    """A saved listing: its address, its kind, what it holds, and the paths of further pages that a run asks for."""

    url: str
    file: str
    kind: str
    rows: tuple[Row, ...]
    why: str
    further: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    listed_at: str = ""
    service: str = ""
    fields: dict[str, object] = field(default_factory=dict)

    @property
    def answer(self) -> Answer:
        """The saved listing as a server answers with it."""
        return saved(self.file)


def saved(name: str) -> Answer:
    """A saved file as a server answers with it."""
    kinds = {".json": "application/json", ".xml": "text/xml"}
    path = HERE / name
    return page(path.read_bytes(), kinds.get(path.suffix, "text/html"))


def _nb(name: str, year: int | None, path: str) -> Row:
    return path, name, year


CASES = {
    "boda": Case(
        "http://www.shili.example/zwgk/zfxxgknb.htm", "numbered_pages/listing.html", "numbered_pages",
        (("/info/1648/47211.htm", "示例县人民政府办公室", 2022), ("/info/1648/47198.htm", "示例县财政局", 2022),
         ("/info/1648/40022.htm", "示例县人民政府", 2021)),
        "6 pages (条 1/6)", tuple(f"/zwgk/zfxxgknb/{number}.htm" for number in (5, 4, 3, 2, 1)),
        fields={"counting": "down", "page_url": "http://www.shili.example/zwgk/zfxxgknb/{page}.htm"},
    ),
    "guangdong": Case(
        "http://www.slq.example/zwgk/zfxxgknb/bm/index.html", "numbered_pages/guangdong.html", "numbered_pages",
        (("/zwgk/zfxxgknb/bm/content/post_8040242.html", "示例区统计局", 2021),
         ("/zwgk/zfxxgknb/bm/content/post_8039917.html", "示例区财政局", 2021),
         ("/zwgk/zfxxgknb/bm/content/post_7026411.html", "示例区统计局", 2020)),
        "the Guangdong platform", ("/zwgk/zfxxgknb/bm/index_2.html", "/zwgk/zfxxgknb/bm/index_3.html"),
    ),
    "channel": Case(
        "http://www.slxz.example/slx/c107031/list.shtml", "numbered_pages/channel.html", "numbered_pages",
        (("/slx/c107031/202401/46aba5e181454bc798b5443c493da056.shtml", "示例县尼河镇人民政府", 2023),
         ("/slx/c107031/202401/157a95c3e64f41039bb3beb14dbc7638.shtml", "示例县水利局", 2023)),
        "counts from 1", ("/slx/c107031/list_2.shtml", "/slx/c107031/list_3.shtml"),
    ),
    "xxgk_show": Case(
        "http://www.slqx.example/xxgk-list-xxgknb.html", "numbered_pages/xxgk_show.html", "numbered_pages",
        (("/xxgk-show-31659.html", "示例区莲湖风景区管理委员会", 2022), ("/xxgk-show-31602.html", "示例区安仁乡人民政府", 2022),
         ("/xxgk-show-22478.html", "示例区人民政府办公室", 2021)),
        "xxgk-show", tuple(f"/xxgk-list-xxgknb-p{number}.html" for number in (2, 3, 4)),
    ),
    "anhui": Case(
        "http://tjj.slah.example/public/column/6981?type=4&action=list&nav=3&catId=6717461", "numbered_pages/anhui.html", "numbered_pages",
        (("/public/6981/146422691.html", "示例市统计局", 2021), ("/public/6981/145000012.html", "示例市统计局", 2020)),
        "Anhui public/column",
        tuple(f"/public/column/6981?type=4&action=list&nav=3&catId=6717461&pageIndex={number}" for number in (2, 3, 4)),
    ),
    "openness": Case(
        "http://www.slgc.example/OpennessAnnualReport/", "static_list/openness.html", "static_list",
        (("/OpennessAnnualReport/show/4012.html", "示例区公安局", 2023), ("/OpennessAnnualReport/show/3965.html", "示例区公安局", 2022)),
        "2 links that speak of a report",
    ),
    "static": Case(
        "http://www.shili.example/zwgk/zfxxgk/zfxxgknb/", "static_list/listing.html", "static_list",
        (("/zwgk/zfxxgk/zfxxgknb/202601/t20260128_1503210.html", "示例市财政局", 2025),
         ("/zwgk/zfxxgk/zfxxgknb/202601/t20260126_1503188.html", "示例市民政局", 2025),
         ("/zwgk/zfxxgk/zfxxgknb/202501/t20250123_1422077.html", "示例市教育局", 2024),
         ("/zwgk/zfxxgk/zfxxgknb/202501/P020250121306014953899.pdf", "示例市水利局", 2024)),
        "links to further pages", ("/zwgk/zfxxgk/zfxxgknb/index_1.html", "/zwgk/zfxxgk/zfxxgknb/index_2.html"),
        ("--also-host", "jyj.shili.example"),
    ),
    "trs": Case(
        "http://www.slqz.example/qz/xxgk/ndbg/", "trs_pager/listing.html", "trs_pager",
        (("/qz/xxgk/ndbg/202301/t20230112_77916480.html", "清水镇人民政府", 2022),
         ("/qz/xxgk/ndbg/202201/t20220110_70016480.html", None, 2021),
         ("/qz/xxgk/ndbg/202101/W020210126360012345678.doc", "清水镇", 2020),
         ("/qz/xxgk/ndbg/201001/t20100119_5016480.html", "清水镇", None)),
        "createPageHTML(3, 0", ("/qz/xxgk/ndbg/index_1.html", "/qz/xxgk/ndbg/index_2.html"), ("--region", "990121"),
    ),
    "postback": Case(
        "http://www.shili.example/xxgk/List.aspx?lm=nb", "postback/listing.html", "postback",
        (("/xxgk/Pages_183_59307.aspx", "示例县农业农村局", 2024), ("/xxgk/Pages_183_59301.aspx", "示例县林业局", 2024),
         ("/xxgk/Pages_183_51220.aspx", "示例县农业农村局", 2023)),
        "__doPostBack('AspNetPager1', '2')", ("/xxgk/List.aspx?lm=nb#2", "/xxgk/List.aspx?lm=nb#3"),
    ),
    "gkmlpt": Case(
        "http://rsj.slgd.example/gkmlpt/index#152", "json_search/gkmlpt.html", "json_search",
        (("/gkmlpt/content/8/8200/post_8200258.html", "示例市人力资源和社会保障局", 2023),
         ("/gkmlpt/content/7/7200/post_7200258.html", "示例市人力资源和社会保障局", 2022),
         ("/gkmlpt/content/6/6200/post_6200258.html", "示例市人力资源和社会保障局", 2021)),
        "SID 200025", listed_at="/gkmlpt/api/all/152?page=1&sid=200025", service="json_search/gkmlpt.json",
    ),
    "channel_service": Case(
        "http://www.slxz.example/slxz/c116872/list.shtml", "json_search/channel.html", "json_search",
        (("/slxz/c116872/202601/245c17e71cfc419d9324b6598382367f.shtml", "示例县水利局", 2025),
         ("/slxz/c116872/202503/345c17e71cfc419d9324b6598382367a.shtml", "示例县人民政府", 2024)),
        "_isAgg and _pageSize", service="json_search/channel.json",
        listed_at="/common/search/a1a078ee0bc54721ab6b148884c784a8?_isAgg=true&_isJson=true&_pageSize=10&_template=index&_rangeTimeGte="
        "&_channelName=&page=1",
    ),
    "json": Case(
        "http://rsj.slgd.example/gkmlpt/api/all/152?page=1&sid=200025", "json_search/gkmlpt.json", "json_search",
        (("/gkmlpt/content/8/8200/post_8200258.html", "示例市人力资源和社会保障局", 2023),
         ("/gkmlpt/content/7/7200/post_7200258.html", "示例市人力资源和社会保障局", 2022),
         ("/gkmlpt/content/6/6200/post_6200258.html", "示例市人力资源和社会保障局", 2021)),
        "JSON with 3 entries at articles",
    ),
    "jcms": Case(
        "http://www.slxj.example/col/col1229325036/index.html", "jcms_records/column.html", "jcms_records",
        (("/art/2024/1/16/art_1229325036_3913369.html", "示例县下河镇人民政府", 2023),
         ("/art/2024/1/15/art_1229325036_3913001.html", "示例县人民政府办公室", 2023),
         ("/art/2023/1/17/art_1229325036_3713002.html", "示例县下河镇人民政府", 2022)),
        "dataproxy.jsp",
        listed_at="/module/web/jpage/dataproxy.jsp?startrecord=1&endrecord=45&perpage=15&appid=1&webid=2744&path=%2F&columnid=1229325036"
        "&unitid=5573283&webname=%E7%A4%BA%E4%BE%8B%E5%8E%BF%E4%BA%BA%E6%B0%91%E6%94%BF%E5%BA%9C&permissiontype=0",
    ),
    "jcms_annual": Case(
        "http://www.slxs.example/zwgk/xxgknb.html", "jcms_annual/organs.html", "jcms_annual",
        (("/module/xxgk/xxgkAnnualReport.jsp?area=11990828004431350G&fbtime=2024", None, 2024),
         ("/module/xxgk/xxgkAnnualReport.jsp?area=11990828004431369A&fbtime=2024", None, 2024),
         ("/module/xxgk/xxgkAnnualReport.jsp?area=11990828004431350G&fbtime=2023", None, 2023),
         ("/module/xxgk/xxgkAnnualReport.jsp?area=11990828004431369A&fbtime=2023", None, 2023)),
        "the code of an organ and a year",
    ),
    "sitemap": Case(
        "http://www.shili.example/sitemap.xml", "sitemap/listing.xml", "sitemap",
        (("/info/1648/47211.htm", None, None), ("/info/1648/40022.htm", None, None)), "urlset", options=("--reports", "/info/1648/*.htm"),
    ),
    "site_search": Case(
        "http://www.shili.example/jsearch/search.do?q=示例市财政局%20政府信息公开年度报告&pos=title&p=1",
        "site_search/listing.html", "site_search",
        (("/art/2025/1/16/art_1229233089_4327349.html", "示例市财政局", 2024),
         ("/art/2024/1/12/art_1229233089_4227349.html", "示例市财政局", 2023)),
        "a search for 示例市财政局", options=("--agency", "990100-finance"),
    ),
}  # fmt: skip


def folder(data: Path, organs: Iterable[tuple[str, ...]] = ORGANS) -> Path:
    """A data folder of the invented region with a few organs and no portal of its own."""
    data.mkdir(parents=True, exist_ok=True)
    (data / "regions.csv").write_text(REGIONS, encoding="utf-8")
    (data / "portals").mkdir(exist_ok=True)
    shutil.copyfile(shipped("data", "portals", "README.md"), data / "portals" / "README.md")
    keys = ("agency_id", "name", "region_code", "level", "kind", "scope", "reports_to")
    with (data / "agencies.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(Agency.model_fields), restval="")
        writer.writeheader()
        writer.writerows(dict(zip(keys, organ, strict=True)) for organ in organs)
    return data


SECTIONS = "一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况"


def report(organ: str, year: int) -> str:
    """A report's page, as short as one can be."""
    title = f"{organ}{year}年政府信息公开工作年度报告"
    sections = "".join(f"<h2>{heading}</h2><p>{organ}认真贯彻落实条例，做好政府信息公开工作。</p>" for heading in SECTIONS)
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{sections}</body></html>"


def path_of(url: str) -> str:
    """Path and query as a server sees them."""
    return httpx.URL(url).raw_path.decode()


def site_of(case: Case) -> Site:
    """A portal that answers with the saved listing, and where a service fills it with the service's answer."""
    pages = {path_of(case.url): case.answer}
    if case.service:
        pages[case.listed_at] = saved(case.service)
    if case.kind == "jcms_records":
        records = re.search(r"<datastore>.*</datastore>", (HERE / case.file).read_text(encoding="utf-8"), re.DOTALL)
        pages[case.listed_at] = page(records[0] if records else "", "text/xml")
    return Site(pages)
