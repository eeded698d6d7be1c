"""OFD packages (GB/T 33190): the documents in one, their pages, and what is drawn on each, templates with it."""

from collections.abc import Iterator
from functools import cached_property
from xml.etree.ElementTree import Element

from ofdkit import OFDError
from ofdkit.package import Package

from extractors.document import UnreadableDocument
from extractors.readers.ofd_objects import Page, Painter, Style, style_of
from extractors.readers.ofd_resources import AGAIN, Parse, Resources
from extractors.readers.ofd_xml import Affine, box_of, child_of, children_of, text_of

MAX_PAGES = 200
_A4 = (0.0, 0.0, 210.0, 297.0)


class Ofd:
    """An opened file. Raises :class:`UnreadableDocument` (``broken``, ``too_large``) where it is none."""

    def __init__(self, package: Package) -> None:
        self._package = package
        entry = package.find("OFD.xml")
        if entry is None:
            raise UnreadableDocument("broken", f"The OFD file has no OFD.xml; {AGAIN}")
        root = self._xml(entry)
        self.title = (text_of(child_of(child_of(child_of(root, "DocBody"), "DocInfo"), "Title")) or "").strip()
        self._documents = [
            found for body in children_of(root, "DocBody") if (found := package.resolve(entry, text_of(child_of(body, "DocRoot"))))
        ]
        if not self._documents:
            raise UnreadableDocument("broken", f"The OFD file names no document; {AGAIN}")

    def _xml(self, name: str) -> Element:
        try:
            root: Element = self._package.read_xml(name)
        except OFDError as error:
            raise UnreadableDocument("broken", f"The OFD file is damaged ({error}); {AGAIN}") from error
        return root

    def pages(self) -> Iterator[Page]:
        """The pages in order."""
        number = 0
        for path in self._documents:
            document = _Body(self._package, path, self._xml)
            for page in children_of(child_of(document.root, "Pages"), "Page"):
                number += 1
                if number > MAX_PAGES:
                    raise UnreadableDocument("too_large", f"The OFD file has more than {MAX_PAGES} pages; give the report alone.")
                location = self._package.resolve(path, page.get("BaseLoc"))
                if location is None:
                    raise UnreadableDocument("truncated", f"Page {number} of the OFD file is not in it; {AGAIN}")
                yield document.page(location)


class _Body:
    """One document of a file: its resources and templates."""

    def __init__(self, package: Package, path: str, xml: Parse) -> None:
        self._package, self._path, self._xml = package, path, xml
        self.root: Element = xml(path)
        self._common = child_of(self.root, "CommonData")

    @cached_property
    def _templates(self) -> dict[str, str | None]:
        found = children_of(self._common, "TemplatePage")
        return {(t.get("ID") or "").strip(): self._package.resolve(self._path, t.get("BaseLoc")) for t in found}

    @cached_property
    def _resources(self) -> Resources:
        files = [
            self._package.resolve(self._path, text_of(e)) for kind in ("PublicRes", "DocumentRes") for e in children_of(self._common, kind)
        ]
        return Resources(self._package, [f for f in files if f], self._xml)

    def page(self, location: str) -> Page:
        """A page with its templates below it, or above where they say so."""
        root = self._xml(location)
        own = [self._package.resolve(location, text_of(e)) for e in children_of(root, "PageRes")]
        resources = self._resources.and_of([f for f in own if f])
        box = box_of(text_of(child_of(child_of(root, "Area"), "PhysicalBox")))
        box = box or box_of(text_of(child_of(child_of(self._common, "PageArea"), "PhysicalBox"))) or _A4
        page = Page(box)
        painter = Painter(page, resources)
        layers = [(_order(layer.get("Type")), layer) for layer in children_of(child_of(root, "Content"), "Layer")]
        for template in children_of(root, "Template"):
            path = self._templates.get((template.get("TemplateID") or "").strip())
            if path is None:
                page.problems.append("a template of the page is not in the file")
                continue
            order = _order(template.get("ZOrder") or "Background")
            layers += [(order, layer) for layer in children_of(child_of(self._xml(path), "Content"), "Layer")]
        for _, layer in sorted(layers, key=lambda pair: pair[0]):
            painter.walk(layer, Affine(), style_of(layer, Style(), resources), 0)
        return page


def _order(kind: str | None) -> int:
    return {"Background": 0, "Foreground": 2}.get(kind or "", 1)
