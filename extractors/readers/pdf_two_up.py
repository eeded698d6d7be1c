"""Sheets that hold two pages of a report side by side, as printers set them to save paper: taken apart before anything is read."""

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from extractors.readers.pdf_file import load_page

_NEAR = 1.0


def taken_apart(pdf: pdfium.PdfDocument) -> pdfium.PdfDocument | None:
    """The same pages one by one, in order; None where the file's sheets are not two pages each.

    Such a sheet is nothing but two forms, each a page made smaller and each in its half; the last sheet may have one only.
    """
    if pdfium_c.FPDFPage_CountObjects(load_page(pdf, 0)) != 2:
        return None
    counts = [_count_pages(load_page(pdf, index)) for index in range(len(pdf))]
    if min(counts) == 0:
        return None
    apart = pdfium.PdfDocument.new()
    for index, count in enumerate(counts):
        for half in range(count):
            apart.import_pages(pdf, [index])
            _keep(apart[len(apart) - 1], half)
    return apart


def _keep(sheet: pdfium.PdfPage, half: int) -> None:
    """Make a sheet one of its pages, which begins where the sheet began: parsers below camelot place text from there."""
    width, height = sheet.get_size()
    for place, item in enumerate(list(sheet.get_objects(max_depth=1))):
        if place != half:
            sheet.remove_obj(item)
        elif half:
            item.transform(pdfium.PdfMatrix().translate(-width / 2, 0))
    sheet.gen_content()
    sheet.set_mediabox(0, 0, width / 2, height)
    sheet.set_cropbox(0, 0, width / 2, height)


def _count_pages(page: pdfium.PdfPage) -> int:
    """How many pages stand side by side on a sheet, 0 where it is no such sheet."""
    width, height = page.get_size()
    objects = list(page.get_objects(max_depth=1))
    straight = page.get_rotation() == 0 and page.get_bbox() == (0, 0, width, height)
    if not straight or width < height or len(objects) > 2 or any(item.type != pdfium_c.FPDF_PAGEOBJ_FORM for item in objects):
        return 0
    bounds = [item.get_bounds() for item in objects]
    scales = {round(item.get_matrix().a, 2) for item in objects}
    in_halves = all(
        half * width / 2 - _NEAR <= left and right <= (half + 1) * width / 2 + _NEAR for half, (left, _, right, _) in enumerate(bounds)
    )
    return len(objects) if in_halves and len(scales) == 1 and max(scales) < 1 else 0
