"""What pages of an OFD file share: units of several objects, parameters of drawing, files of pictures."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

from ofdkit import OFDError
from ofdkit.package import Package

from extractors.readers.ofd_xml import child_of, children_of, text_of

AGAIN = "fetch it again or ask the agency for the whole file."
Parse = Callable[[str], Element]
"""Gives the tree of a file in the package by its name."""


class Resources:
    """Resources by identifier: units of several objects, parameters of drawing, files of pictures."""

    def __init__(self, package: Package, files: list[str], xml: Parse, above: "Resources | None" = None) -> None:
        self._package, self._xml = package, xml
        self.units: dict[str, Element] = dict(above.units) if above else {}
        self.parameters: dict[str, Element] = dict(above.parameters) if above else {}
        self.media: dict[str, str] = dict(above.media) if above else {}
        for name in files:
            self._load(name, xml(name))

    def _load(self, name: str, root: Element) -> None:
        base = (root.get("BaseLoc") or "").strip()
        for container, kind, found in (
            ("CompositeGraphicUnits", "CompositeGraphicUnit", self.units),
            ("DrawParams", "DrawParam", self.parameters),
        ):
            found.update({(e.get("ID") or "").strip(): e for e in children_of(child_of(root, container), kind)})
        for media in children_of(child_of(root, "MultiMedias"), "MultiMedia"):
            file = (text_of(child_of(media, "MediaFile")) or "").strip()
            path = self._package.resolve(name, f"{base}/{file}") if base else None
            path = path or self._package.resolve(name, file)
            if path:
                self.media[(media.get("ID") or "").strip()] = path

    def and_of(self, files: list[str]) -> "Resources":
        """These and those of some more files."""
        return Resources(self._package, files, self._xml, self) if files else self

    def picture(self, identity: str) -> bytes | None:
        """The file of a picture."""
        path = self.media.get(identity.strip())
        try:
            content: bytes | None = self._package.read(path) if path else None
        except OFDError:
            return None
        return content
