"""Zip files whose bytes depend on their content alone."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_EPOCH = (1980, 1, 1, 0, 0, 0)


def timeless(content: bytes, changes: dict[str, bytes] | None = None) -> bytes:
    """Return a zip file with all its times fixed and the members in ``changes`` replaced."""
    target = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(target, "w") as new:
        for name in old.namelist():
            info = ZipInfo(name, _EPOCH)
            info.compress_type = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
            new.writestr(info, (changes or {}).get(name) or old.read(name))
    return target.getvalue()
