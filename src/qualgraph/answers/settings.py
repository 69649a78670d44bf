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
    codings; ``earlier_releases``: releases before this one that are asked what was there once.

    ``result_bytes``: size of a result; ``query_memory``: bytes of memory of one process that
    evaluates; ``waiting_seconds``: how long a query may wait for one; ``client_queries``: queries
    of one client at a time, evaluated or waiting; ``client_header``: the header in
    which a proxy that is trusted says who the client is (the last address of it counts), none by
    default; ``sending_bytes``: results that are being sent, in all; ``request_seconds``: time for
    a request to come in whole; ``sending_seconds``: time in which a client must take something of
    an answer.
    """

    query_seconds: float = 10.0
    query_characters: int = 50_000
    query_nesting: int = 40
    query_workers: int = 4
    query_waiting: int = 64
    result_rows: int = 100_000
    address_characters: int = 32_000
    cached_pages: int = 2_000
    cached_bytes: int = 96_000_000
    earlier_releases: int = 2
    result_bytes: int = 16_000_000
    query_memory: int = 512_000_000
    waiting_seconds: float = 5.0
    client_queries: int = 32
    client_header: str = ""
    sending_bytes: int = 128_000_000
    request_seconds: float = 20.0
    sending_seconds: float = 20.0
