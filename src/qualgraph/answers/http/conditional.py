"""Conditional requests as pure functions (RFC 9110, section 13)."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')
KEPT_IN_304 = frozenset({"cache-control", "content-location", "etag", "last-modified", "vary"})


def not_modified(
    if_none_match: str | None, if_modified_since: str | None, etag: str, changed: datetime | None
) -> bool:
    """Return whether the client holds the representation with that tag.

    A date counts only where no tag is named (13.2.2) and where it is known when the representation
    changed; one that is no date does not count.
    """
    if if_none_match is not None:
        return if_none_match.strip() == "*" or etag in _TAG.findall(if_none_match)
    since = _date(if_modified_since)
    if since is None or changed is None:
        return False
    return changed.replace(microsecond=0) <= since


def _date(header: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(header or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
