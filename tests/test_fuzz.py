"""Broken documents of every form: nothing but the reader's own errors comes out, and quickly."""

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qualgraph.documents.cleaning import clean
from qualgraph.documents.encoding import BinaryContentError, decode
from qualgraph.documents.pdf_layout import page_blocks
from qualgraph.documents.pdf_rows import Segment
from qualgraph.documents.running_text import read_lines
from qualgraph.documents.source import Source
from tests.made_documents import CONTENT
from tests.mutations import LIMITS, mutated, read_or_refuse, repacked, seeds

SEEDS = seeds()
QUICK = settings(
    max_examples=40,
    deadline=2_000,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
WORDS = [
    *(b"<", b">", b"&", b"<w:p>", b"</w:p>", b"<w:tbl>", b"<text:list>", b"&#0;", b"&x;", b"]]>"),
    *(b"<table><tr><td>", b"</table>", b"<li>", b"<br>", b"endobj", b"stream", b"/Kids", b"R"),
    *(b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\x0c", b"\t", b"999999999", b"-1", b'"'),
]
CHANGES = st.lists(
    st.tuples(
        st.integers(0, 65_535),
        st.integers(0, 60),
        st.one_of(st.sampled_from(WORDS), st.binary(max_size=12)),
    ),
    min_size=1,
    max_size=6,
)


@pytest.mark.parametrize("name", SEEDS)
@given(changes=CHANGES)
@QUICK
def test_a_broken_document_is_read_or_refused(
    name: str, changes: list[tuple[int, int, bytes]]
) -> None:
    read_or_refuse(name, mutated(SEEDS[name], changes))


@pytest.mark.parametrize("name", ["word.docx", "open.odt"])
def test_the_packages_to_break_are_whole(name: str) -> None:
    lines = read_lines(Source.of(name, repacked(SEEDS[name], bytes), LIMITS))
    assert [line.text for line in lines] == CONTENT.texts


@pytest.mark.parametrize("name", ["word.docx", "open.odt"])
@given(changes=CHANGES)
@QUICK
def test_a_package_of_broken_parts_is_read_or_refused(
    name: str, changes: list[tuple[int, int, bytes]]
) -> None:
    read_or_refuse(name, repacked(SEEDS[name], lambda part: mutated(part, changes)))


@given(content=st.binary(max_size=400), head=st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.7\n"]))
@QUICK
def test_random_bytes_are_read_or_refused(content: bytes, head: bytes) -> None:
    read_or_refuse("a.txt", head + content)


@given(
    text=st.text(st.characters(exclude_characters="\0"), max_size=200),
    encoding=st.sampled_from(["utf-8-sig", "utf-16", "utf-32"]),
)
@QUICK
def test_marked_text_is_decoded_exactly(text: str, encoding: str) -> None:
    try:
        content = text.encode(encoding)
    except UnicodeEncodeError:
        return
    assert decode(content) == text


@given(content=st.binary(max_size=300))
@QUICK
def test_any_bytes_are_text_or_refused(content: bytes) -> None:
    with contextlib.suppress(BinaryContentError, UnicodeDecodeError):
        assert isinstance(decode(content), str)


@given(text=st.text(alphabet=st.characters(categories=("L", "N", "P", "Zs")), max_size=80))
@QUICK
def test_cleaning_is_settled_after_once_and_loses_no_letter(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert sum(map(str.isdigit, once)) == sum(map(str.isdigit, text))


POINTS = st.floats(-2_000, 2_000, allow_nan=False)
SEGMENTS = st.lists(
    st.builds(
        lambda word, left, top, width, height: Segment(word, left, left + width, top, top + height),
        st.text(alphabet="ab1•.", min_size=1, max_size=9),
        POINTS,
        POINTS,
        st.floats(0, 300),
        st.floats(0, 30),
    ),
    max_size=30,
)


@given(segments=SEGMENTS, is_first=st.booleans())
@QUICK
def test_no_layout_loses_or_doubles_a_word(segments: list[Segment], is_first: bool) -> None:
    found = "".join(line for block in page_blocks(segments, list, is_first) for line in block)
    expected = "".join(segment.text for segment in segments)
    assert sorted(found.replace("\t", "").replace(" ", "")) == sorted(expected)
