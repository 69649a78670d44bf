"""The limits of the published site, each with a name and a default."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """How much one request may take.

    ``query_seconds``: time for one query; ``query_characters``: its length;
    ``query_nesting``: depth of its brackets; ``query_workers``: processes that evaluate;
    ``query_waiting``: queries that may wait for one; ``result_rows``: rows of a result;
    ``address_characters``: length of an address with its query; ``cached_pages``: rows of queries
    of pages kept in memory, by query; ``cached_bytes``: representations kept in memory, in all
    codings; ``earlier_releases``: releases before this one that are asked what was there once;
    ``remote_kept``: seconds for which an answer of a store elsewhere is kept, since nobody tells
    when it changes; ``remote_bytes``, ``remote_together``, ``remote_attempts``: how long such an
    answer may be, how many questions may be on their way at once, how often each is asked.
    """

    query_seconds: float = 10.0
    query_characters: int = 50_000
    query_nesting: int = 40
    query_workers: int = 2
    query_waiting: int = 20
    result_rows: int = 100_000
    address_characters: int = 32_000
    cached_pages: int = 2_000
    cached_bytes: int = 96_000_000
    earlier_releases: int = 2
    remote_kept: float = 60.0
    remote_bytes: int = 64_000_000
    remote_together: int = 8
    remote_attempts: int = 3
