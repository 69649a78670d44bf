"""Zip packages of XML parts (DOCX, ODT), opened within bounds and parsed without entities."""

import posixpath
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from lzma import LZMAError
from zipfile import BadZipFile, LargeZipFile, ZipFile

from lxml import etree

from qualgraph.documents.source import Limits, Source
from qualgraph.errors import DataError

_SMALL = 1_000_000
# What `zipfile` raises on damaged content, besides its own errors.
DAMAGE = (
    BadZipFile,
    LargeZipFile,
    LZMAError,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
    RuntimeError,
)


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of a zip: none is larger than the limits allow."""

    name: str
    limits: Limits
    zip: ZipFile

    def __contains__(self, part: str) -> bool:
        return part in self.zip.NameToInfo

    def xml(self, part: str) -> etree._Element:
        """Parse one part.

        Raises ``DataError`` when it is missing, too large or damaged, no XML, nested too deep,
        or has a document type (entities, external references).
        """
        root = self.optional_xml(part)
        if root is None:
            raise DataError("package-damaged", name=self.name, reason=f"{part} is missing")
        return root

    def optional_xml(self, part: str) -> etree._Element | None:
        """Parse one part like ``xml``; None when the package has no such part."""
        info = self.zip.NameToInfo.get(part)
        if info is None:
            return None
        if info.file_size > self.limits.part_bytes:
            limit = self.limits.part_bytes
            raise DataError("package-too-large", name=self.name, limit=limit, setting="part_bytes")
        try:
            content = self.zip.read(info)
        except DAMAGE as error:
            raise DataError("package-damaged", name=self.name, reason=error) from error
        return _parsed(f"{self.name}: {part}", content, self.limits.depth)

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return what ``part`` refers to by id: the kind of reference and its target.

        Targets within the package are names of parts; an address outside is left as it is.
        """
        folder, base = posixpath.split(part)
        root = self.optional_xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        if root is None:
            return {}
        return {
            found.get("Id", ""): (found.get("Type", "").rpartition("/")[2], _target(folder, found))
            for found in root.iter("{*}Relationship")
        }


@contextmanager
def open_package(source: Source) -> Iterator[Package]:
    """Open the zip that ``source`` is.

    Raises ``DataError`` when it is damaged, or would unpack to more than the limits allow.
    """
    try:
        archive = ZipFile(BytesIO(source.content))
    except DAMAGE as error:
        raise DataError("package-damaged", name=source.name, reason=error) from error
    with archive:
        _check(source, archive)
        yield Package(source.name, source.limits, archive)


def _check(source: Source, archive: ZipFile) -> None:
    limits, parts = source.limits, archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    ratio = unpacked / max(len(source.content), 1)
    if any(part.flag_bits & 1 for part in parts):
        raise DataError("document-password", name=source.name)
    for setting, found in {
        "package_parts": len(parts),
        "package_bytes": unpacked,
        "package_ratio": ratio if unpacked > _SMALL else 0,
    }.items():
        limit = getattr(limits, setting)
        if found > limit:
            raise DataError("package-too-large", name=source.name, limit=limit, setting=setting)


def _parsed(where: str, content: bytes, depth: int) -> etree._Element:
    events = etree.iterparse(
        BytesIO(content),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    level = 0
    try:
        for event, element in events:
            level += 1 if event == "start" else -1
            if level == 1 and event == "start":
                _refuse_doctype(where, element)
            if level > depth:
                raise DataError("document-too-deep", name=where, limit=depth, setting="depth")
    except etree.XMLSyntaxError as error:
        raise DataError("package-damaged", name=where, reason=error) from error
    root: etree._Element | None = events.root
    if root is None:
        raise DataError("package-damaged", name=where, reason="no element")
    return root


def _refuse_doctype(where: str, root: etree._Element) -> None:
    if root.getroottree().docinfo.internalDTD is not None:
        raise DataError("xml-doctype", name=where)


def _target(folder: str, relation: etree._Element) -> str:
    target = relation.get("Target", "")
    if relation.get("TargetMode") == "External":
        return target
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
