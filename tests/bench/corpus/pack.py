"""Files that hold a report: a web archive, a ZIP attachment."""

import quopri
import zipfile
from email.encoders import encode_base64
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

from tests.bench.corpus import html
from tests.bench.corpus.model import Plan

PIXEL = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")


def mht(plan: Plan) -> bytes:
    """The page as a browser or Word saves it in one file."""
    page = html.page(plan)
    charset = "gb2312" if b"charset=gb2312" in page else "utf-8"
    whole = MIMEMultipart("related", boundary=f"----=_NextPart_{plan.number:06}", type="text/html")
    whole["Subject"], whole["MIME-Version"] = plan.reports[0].title, "1.0"
    part = MIMEText("", "html")
    part.replace_header("Content-Type", f'text/html; charset="{charset}"')
    if plan.number % 2:
        part.set_payload(page)
        del part["Content-Transfer-Encoding"]
        encode_base64(part)
    else:
        part.replace_header("Content-Transfer-Encoding", "quoted-printable")
        part.set_payload(quopri.encodestring(page).decode("ascii"))
    part["Content-Location"] = "http://www.example.gov.cn/zwgk/nb/t20240112.html"
    picture = MIMEImage(PIXEL, "gif")
    picture["Content-Location"] = "http://www.example.gov.cn/images/logo.gif"
    whole.attach(part)
    whole.attach(picture)
    return whole.as_bytes()


def zipped(plan: Plan, inner: Path, target: Path) -> None:
    """A ZIP with the report under its title, beside a note in some."""
    name = f"{plan.reports[0].title}{inner.suffix}"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(zipfile.ZipInfo(name, (2024, 1, 12, 9, 0, 0)), inner.read_bytes())
        if plan.number % 3 == 0:
            package.writestr(zipfile.ZipInfo("说明.txt", (2024, 1, 12, 9, 0, 0)), "附件为年度报告正文。".encode())
