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
    codings; ``finished_bytes``: finished answers kept, as they were sent; ``earlier_releases``: releases before this one that are asked what was there once; ``swap_seconds``: how often a
    newer release is looked for; ``slow_query_seconds``: from when a query is told as slow;
    ``drain_seconds``: how long the end waits for requests that run; ``head_bytes``: of the address
    and the headers of a request; ``head_seconds``: until they are there.
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
    finished_bytes: int = 64_000_000
    swap_seconds: float = 1.0
    slow_query_seconds: float = 1.0
    drain_seconds: float = 30.0
    head_bytes: int = 65_536
    head_seconds: float = 20.0
