"""Which representation a request gets: a table, properties of any header, and the wire."""

import gzip
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from qualgraph.answers.http.conditional import not_modified
from qualgraph.answers.http.negotiate import (
    CODINGS,
    Negotiation,
    Offer,
    Wishes,
    choose,
    choose_coding,
    choose_language,
    parse,
)
from qualgraph.answers.http.variants import Variant, Variants

THING = "/doc/qualification/nl-25132"
HTML, TTL, JSONLD = "text/html", "text/turtle", "application/ld+json"
JSON, NT, RDF = "application/json", "application/n-triples", "application/rdf+xml"
OFFERS = (HTML, TTL, JSONLD, JSON, NT, RDF)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"

MEDIA = [
    # Accept, what is sent
    (None, HTML),
    ("", HTML),
    (" ", HTML),
    (",", HTML),
    (", ,", HTML),
    ("*/*", HTML),
    ("*", HTML),
    ("text/*", HTML),
    ("application/*", JSONLD),
    ("image/*", None),
    ("text/turtle", TTL),
    ("TEXT/Turtle", TTL),
    ("text/turtle ; q=1", TTL),
    ("text/turtle;charset=utf-8", TTL),
    ("text/turtle;charset=UTF-8", TTL),
    ('text/turtle; charset="utf-8"', TTL),
    ("text/turtle;charset=iso-8859-1", None),
    ("text/turtle;charset=iso-8859-1, application/rdf+xml;q=0.1", RDF),
    ("text/html;level=1", None),
    ("text/html;level=1;q=1, text/turtle;q=0.1", TTL),
    ("application/rdf+xml", RDF),
    ("application/ld+json", JSONLD),
    ("application/json", JSON),
    ("application/n-triples", NT),
    ("application/ld+json, application/json", JSONLD),
    ("application/json, application/ld+json;q=0.9", JSON),
    ("image/png", None),
    ("text/plain", None),
    ("application/x-turtle", None),
    ("application/turtle", None),
    ("*/*;q=0", None),
    ("text/html;q=0", None),
    ("text/html;q=0, */*", TTL),
    ("text/html;q=0.0, */*;q=0.001", TTL),
    ("text/*;q=0, */*", JSONLD),
    ("text/*;q=0, text/turtle", TTL),
    ("text/turtle;q=0, text/*", HTML),
    ("text/turtle;q=0.9, text/html;q=0.8", TTL),
    ("text/turtle;q=0.5, text/html;q=0.5", HTML),
    ("text/turtle;q=.9, text/html;q=.8", TTL),
    ("text/html;q=0.3, application/rdf+xml;q=0.7, */*;q=0.5", RDF),
    ("text/*;q=0.2, */*;q=0.9", JSONLD),
    ("*/*;q=0.1, text/*;q=0.5, text/turtle;q=0.9", TTL),
    ("text/turtle;q=0.1, text/turtle;charset=utf-8;q=0.9, text/html;q=0.5", TTL),
    ("text/turtle;q=broken, application/rdf+xml;q=0.1", RDF),
    ("text/turtle;q=2, application/rdf+xml;q=0.1", RDF),
    ("text/turtle;q=-1, application/rdf+xml;q=0.1", RDF),
    ("text/turtle;q=nan, application/rdf+xml;q=0.1", RDF),
    ("text/turtle;q=1e-1, application/rdf+xml;q=0.1", RDF),
    ("text/turtle;q=, application/rdf+xml;q=0.1", RDF),
    ("text/turtle;q=0.5;ext=1, application/rdf+xml;q=0.6", RDF),
    ("no media type at all", HTML),
    ("/", HTML),
    (";q=1", HTML),
    (";;;", HTML),
    ('"', HTML),
    ("/, text/turtle", TTL),
    ('text/x;a="b, text/turtle;q=1", application/rdf+xml;q=0.5', RDF),
    ('text/x;a="\\", text/turtle"', None),
    ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', JSONLD),
    ('application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded";q=0.5', JSONLD),
    (BROWSER, HTML),
    ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", HTML),
    ("application/rdf+xml, text/turtle;q=0.9, */*;q=0.1", RDF),
    ("text/turtle" + ", image/png" * 500, TTL),
]


@pytest.mark.parametrize(("accept", "expected"), MEDIA, ids=lambda value: str(value)[:60])
def test_accept(accept: str | None, expected: str | None) -> None:
    assert choose(accept, OFFERS) == expected


LANGUAGE = [
    (None, "nl"),
    ("", "nl"),
    ("en", "en"),
    ("EN", "en"),
    ("en-GB", "en"),
    ("en-GB, nl;q=0.5", "en"),
    ("nl-BE, en", "nl"),
    ("nl;q=0.5, en;q=0.5", "nl"),
    ("en;q=0.5, nl;q=0.4", "en"),
    ("nl;q=0, *", "en"),
    ("nl;q=0", "nl"),
    ("fr", "nl"),
    ("fr, en;q=0.1", "en"),
    ("*", "nl"),
    ("en;q=x", "nl"),
    ("en-GB;q=0.2, nl;q=0.1, en;q=0", "nl"),
]


@pytest.mark.parametrize(("header", "expected"), LANGUAGE)
def test_accept_language(header: str | None, expected: str) -> None:
    assert choose_language(header, ("nl", "en")) == expected


CODING = [
    (None, "identity"),
    ("", "identity"),
    ("gzip", "gzip"),
    ("GZIP", "gzip"),
    ("x-gzip", "gzip"),
    ("gzip, deflate, br", "br"),
    ("gzip, deflate, br, zstd", "zstd"),
    ("br;q=0.5, gzip", "gzip"),
    ("gzip;q=0", "identity"),
    ("gzip;q=0, br", "br"),
    ("identity", "identity"),
    ("identity, gzip;q=0.5", "identity"),
    ("identity;q=0.5, gzip;q=0.4", "identity"),
    ("*", "zstd"),
    ("*;q=0, gzip", "gzip"),
    ("identity;q=0", None),
    ("*;q=0", None),
    ("identity;q=0, gzip;q=0.1", "gzip"),
    ("*;q=0, identity", "identity"),
    ("deflate", "identity"),
    ("compress, gzip;q=broken", "identity"),
]


@pytest.mark.parametrize(("header", "expected"), CODING)
def test_accept_encoding(header: str | None, expected: str | None) -> None:
    assert choose_coding(header) == expected


PROFILES = {"own": "https://example.org/own", "schema": "https://schema.org/"}
BOTH = Negotiation(
    (
        Offer(HTML, "own", "nl"),
        Offer(HTML, "own", "en"),
        Offer(TTL, "own"),
        Offer(JSONLD, "schema"),
        Offer(TTL, "schema"),
    ),
    PROFILES,
)
PROFILE = [
    (Wishes(), Offer(HTML, "own", "nl")),
    (Wishes(languages="en"), Offer(HTML, "own", "en")),
    (Wishes(TTL, languages="en"), Offer(TTL, "own")),
    (Wishes(profiles="<https://schema.org/>"), Offer(JSONLD, "schema")),
    (Wishes(profiles='"https://schema.org/"'), Offer(JSONLD, "schema")),
    (Wishes(profiles="schema"), Offer(JSONLD, "schema")),
    (Wishes(TTL, profiles="<https://schema.org/>"), Offer(TTL, "schema")),
    (Wishes(HTML, profiles="<https://schema.org/>"), None),
    (Wishes(profiles="<https://nothing.org/>"), None),
    (Wishes(profiles="<https://nothing.org/>, *;q=0.1"), Offer(HTML, "own", "nl")),
    (Wishes(profiles="<https://schema.org/>;q=0.5, <https://example.org/own>;q=0.4"), "schema"),
    (Wishes(profiles="<https://schema.org/>;q=0, *"), Offer(HTML, "own", "nl")),
    (Wishes(profiles="<"), Offer(HTML, "own", "nl")),
    (Wishes(profiles="q=1"), Offer(HTML, "own", "nl")),
    (Wishes(profile="schema"), Offer(JSONLD, "schema")),
    (Wishes(profile="https://schema.org/"), Offer(JSONLD, "schema")),
    (Wishes(profile="schema", profiles="own"), Offer(JSONLD, "schema")),
    (Wishes(profile="nothing"), None),
    (Wishes(BROWSER, profile="schema"), Offer(JSONLD, "schema")),
]


@pytest.mark.parametrize(("wishes", "expected"), PROFILE, ids=str)
def test_profile(wishes: Wishes, expected: Offer | str | None) -> None:
    found = BOTH.choose(wishes)
    assert (found.profile if isinstance(expected, str) and found else found) == expected


HEADERS = st.one_of(
    st.text(max_size=200),
    st.text('text/urlenhzip*;q=0.159," \\<>-', max_size=120),
)


@given(HEADERS, HEADERS, HEADERS, st.text(max_size=20))
def test_no_header_raises(accept: str, languages: str, profiles: str, profile: str) -> None:
    offer = BOTH.choose(Wishes(accept, languages, profiles, profile))
    assert offer is None or offer in BOTH.offers
    assert choose_coding(accept) in {None, *CODINGS}
    assert choose_language(languages, ("nl", "en")) in {"nl", "en"}
    not_modified(accept, languages, '"x"', datetime(2026, 1, 1, tzinfo=UTC))


@given(HEADERS)
def test_weights_stay_between_0_and_1(header: str) -> None:
    assert all(0 <= each.weight <= 1 for each in parse(header))


@given(st.lists(st.sampled_from(OFFERS), min_size=1, unique=True), st.randoms())
def test_order_in_the_header_says_nothing(names: list[str], chance: object) -> None:
    shuffled = sorted(names, key=lambda _: chance.random())  # type: ignore[attr-defined]
    assert choose(",".join(names), OFFERS) == choose(",".join(shuffled), OFFERS)


NOW = datetime(2026, 11, 1, 12, 0, 0, 700, tzinfo=UTC)


@pytest.mark.parametrize(
    ("if_none_match", "if_modified_since", "expected"),
    [
        (None, None, False),
        ('"a"', None, True),
        ('W/"a"', None, True),
        ('"x", W/"a"', None, True),
        ('"x","a" , "y"', None, True),
        ("*", None, True),
        (" * ", None, True),
        ('"b"', None, False),
        ("a", None, False),
        ('"a', None, False),
        ('"b,"a"', None, False),
        ("", None, False),
        ('"b"', format_datetime(NOW + timedelta(days=1), usegmt=True), False),
        (None, format_datetime(NOW, usegmt=True), True),
        (None, format_datetime(NOW + timedelta(days=1), usegmt=True), True),
        (None, format_datetime(NOW - timedelta(seconds=1), usegmt=True), False),
        (None, "yesterday", False),
        (None, "Sun, 99 Nov 99999 99:99:99 GMT", False),
    ],
)
def test_conditional(
    if_none_match: str | None, if_modified_since: str | None, expected: bool
) -> None:
    assert not_modified(if_none_match, if_modified_since, '"a"', NOW) is expected


def test_variants_are_made_once_and_kept_within_the_bound() -> None:
    made = list[str]()

    def make(key: str) -> Variant:
        made.append(key)
        return Variant("text/plain", "", b"x" * 400)

    variants = Variants(1000)
    for key in ("a", "b", "a", "c", "a", "b"):
        variants.get(key, partial(make, key))
        assert variants.size <= 1000
    assert made == ["a", "b", "c", "b"]


def test_a_variant_that_cannot_be_made_is_not_kept() -> None:
    variants = Variants(1000)
    with pytest.raises(ZeroDivisionError):
        variants.get("a", lambda: Variant("text/plain", "", bytes(1 // 0)))
    assert variants.get("a", lambda: Variant("text/plain", "", b"b")).body == b"b"


@pytest.mark.parametrize(
    ("suffix", "accept", "media_type", "profile"),
    [
        ("", BROWSER, HTML, "https://w3id.org/qualgraph/def/"),
        (".ttl", BROWSER, TTL, "https://w3id.org/qualgraph/def/"),
        (".json", BROWSER, JSON, "https://w3id.org/qualgraph/def/"),
        ("?profile=schema", BROWSER, JSONLD, "https://schema.org/"),
        ("?_profile=schema&_mediatype=text/turtle", BROWSER, TTL, "https://schema.org/"),
        ("?_mediatype=application/rdf%2Bxml", BROWSER, RDF, "https://w3id.org/qualgraph/def/"),
        (".ttl?profile=schema", BROWSER, TTL, "https://schema.org/"),
        ("?profile=alt", BROWSER, HTML, "http://www.w3.org/ns/dx/connegp/altr"),
        ("?_profile=alt", TTL, TTL, "http://www.w3.org/ns/dx/connegp/altr"),
    ],
)
def test_profile_and_form_by_address(
    client: TestClient, suffix: str, accept: str, media_type: str, profile: str
) -> None:
    answer = client.get(THING + suffix, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == media_type
    assert f'<{profile}>; rel="profile"' in answer.headers["link"]


def test_accept_profile_on_the_wire(client: TestClient) -> None:
    headers = {"Accept": "*/*", "Accept-Profile": "<https://schema.org/>"}
    answer = client.get(THING, headers=headers)
    assert answer.json()["@graph"][0]["@type"] == "EducationalOccupationalCredential"
    assert "Accept-Profile" in answer.headers["vary"]
    unknown = client.get(THING, headers={"Accept-Profile": "<https://nothing.org/>"})
    assert unknown.status_code == 406
    assert f"{THING}.ttl" in unknown.json()["available"]


def test_every_alternate_is_there_and_says_where_it_is(client: TestClient) -> None:
    told = client.get(THING, headers={"Accept": TTL}).headers["link"].split(", <")
    alternates = [each for each in told if 'rel="alternate"' in each]
    tags = set()
    for alternate in alternates:
        place = alternate.split(">")[0].lstrip("<")
        answer = client.get(place)
        assert answer.status_code == 200, place
        assert answer.headers["content-location"] == place
        assert f'type="{answer.headers["content-type"].split(";")[0]}"' in alternate
        tags.add(answer.headers["etag"])
    assert len(alternates) == len(tags) >= 14


@pytest.mark.parametrize("coding", ["identity", "gzip", "br", "zstd"])
def test_codings_say_the_same_under_tags_of_their_own(client: TestClient, coding: str) -> None:
    decode = {
        "identity": bytes,
        "gzip": gzip.decompress,
        "br": brotli.decompress,
        "zstd": zstandard.decompress,
    }
    headers = {"Accept-Encoding": coding, "Accept": TTL}
    plain = client.get(THING, headers=headers | {"Accept-Encoding": "identity"})
    with client.stream("GET", THING, headers=headers) as answer:
        raw = b"".join(answer.iter_raw())
    assert decode[coding](raw) == plain.content
    assert answer.headers.get("content-encoding", "identity") == coding
    assert (answer.headers["etag"] == plain.headers["etag"]) == (coding == "identity")
    tagged = headers | {"If-None-Match": answer.headers["etag"]}
    assert client.get(THING, headers=tagged).status_code == 304
    other = "gzip" if coding != "gzip" else "br"
    assert client.get(THING, headers=tagged | {"Accept-Encoding": other}).status_code == 200


def test_no_coding_left_is_406(client: TestClient) -> None:
    answer = client.get(THING, headers={"Accept-Encoding": "identity;q=0"})
    assert answer.status_code == 406
    assert answer.json()["available"] == list(CODINGS)


def test_304_carries_what_a_cache_needs_and_no_body(client: TestClient) -> None:
    full = client.get(THING)
    empty = client.get(THING, headers={"If-None-Match": full.headers["etag"]})
    assert (empty.status_code, empty.content) == (304, b"")
    for name in ("etag", "vary", "cache-control", "content-location", "last-modified"):
        assert empty.headers[name] == full.headers[name]
    assert "content-type" not in empty.headers


def test_a_date_counts_only_without_a_tag(client: TestClient) -> None:
    since = client.get(THING).headers["last-modified"]
    assert client.get(THING, headers={"If-Modified-Since": since}).status_code == 304
    both = {"If-Modified-Since": since, "If-None-Match": '"other"'}
    assert client.get(THING, headers=both).status_code == 200


@pytest.mark.parametrize("path", [THING, f"{THING}.ttl", "/queries", "/contexts/own-1.jsonld"])
def test_head_has_the_headers_of_get(client: TestClient, path: str) -> None:
    get, head = client.get(path), client.head(path)
    assert not head.content
    lasting = [{**each.headers, "server-timing": ""} for each in (get, head)]
    assert lasting[0] == lasting[1]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (THING, {"Accept", "Accept-Encoding", "Accept-Language", "Accept-Profile"}),
        (f"{THING}?profile=schema", {"Accept", "Accept-Encoding", "Accept-Language"}),
        (f"{THING}.ttl", {"Accept-Encoding", "Accept-Profile"}),
        (f"{THING}.ttl?profile=schema", {"Accept-Encoding"}),
        (f"{THING}.html", {"Accept-Encoding", "Accept-Language", "Accept-Profile"}),
        ("/contexts/own-1.jsonld", {"Accept-Encoding"}),
        ("/queries/tasks.csv?qualification=25132", {"Accept-Encoding"}),
    ],
)
def test_vary_is_complete(client: TestClient, path: str, expected: set[str]) -> None:
    assert set(client.get(path).headers["vary"].split(", ")) == expected


def test_contexts_are_open_and_kept_long(client: TestClient) -> None:
    answer = client.get("/contexts/schema-1.jsonld", headers={"Origin": "https://example.org"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["content-type"] == JSONLD
    seconds = int(answer.headers["cache-control"].split("max-age=")[1].split(",")[0])
    assert seconds >= 7 * 24 * 3600


def test_a_browser_may_ask_first(client: TestClient) -> None:
    headers = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    answer = client.options(THING, headers=headers)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers


@given(value=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60))
def test_no_header_on_the_wire_is_a_500(client: TestClient, value: str) -> None:
    names = ("Accept", "Accept-Language", "Accept-Encoding", "Accept-Profile", "If-None-Match")
    answer = client.get(f"{THING}.ttl", headers=dict.fromkeys(names, value))
    assert answer.status_code in {200, 304, 406}
