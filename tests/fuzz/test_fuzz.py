"""Each fuzzing target on its seeds, on what once broke it, and on what hypothesis makes of both."""

from __future__ import annotations

import pytest
from fuzz_targets import TARGETS, TOKENS, seeds, warm_up
from hypothesis import given, settings
from hypothesis import strategies as st

BROKE = {
    "regex": [
        b"(8+(?:a|b){0,3}){0},",
        b"(?:a{0,9}+){0}",
        b"(?<=a?)b",
        b"(?<=\x9f\xd6\x9d\xe1?!c)",
        b"[[a]",
        b"(?L)a",
        b"(?P<a>b)",
        b"a?" * 30 + b"b",
        b"(?i)a",
    ],
    "pattern": [b"[" * 5000, b"{x}" * 2000, b"~3 " * 9, b"[{x} ~~ {x}|{x} ~~ {x}]" * 20, b"/(?i)a/ [/(?i)b/|x]"],
    "lexicon": [
        b"\x07" + "們4们".encode(),
        b"\x07\t",
        b"\x04family = [{ name = 'a', title = 'b' }]",
        b"\x04family = 3",
        b"\x04core = 'a'",
        b"\x05section = [1]",
        b"\x01a = " + b"[" * 5000,
        b"\x02a = " + b"9" * 5000,
        b"\x00\xff",
    ],
    "config": [b'\0extend = "a\\u0000b"', b'\0baseline = "a\\u0000b"', b'\0extend-lexicons = ["a\\u0000b"]'],
    "table": [b"\x00\x00\x0d\x00", b"\\d\x01@", b"`ba@"],
    "segment": [b"s\xed\xa0\x80", b"s\xe5\x90\xb4\xe7\xbbq"],
}
"""What fuzzing found, each mended."""

pieces = st.one_of(st.binary(max_size=8), st.sampled_from([token.encode() for token in TOKENS]))
inputs = st.lists(pieces, max_size=30).map(b"".join)


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_and_what_once_broke_it(name: str) -> None:
    for data in (*seeds(name), *BROKE.get(name, ())):
        TARGETS[name](data)


@pytest.mark.parametrize("name", TARGETS)
def test_anything(name: str) -> None:
    warm_up(name)

    @settings(max_examples=60 if name == "lexicon" else 200, deadline=None)
    @given(inputs)
    def fed(data: bytes) -> None:
        TARGETS[name](data)

    fed()


@pytest.mark.parametrize("name", ["read", "mail", "lexicon"])
def test_seeds_with_something_in_their_middle(name: str) -> None:
    warm_up(name)
    whole = sorted(seeds(name))

    @settings(max_examples=60, deadline=None)
    @given(st.sampled_from(whole), st.floats(0, 1), st.integers(0, 40), inputs)
    def fed(seed: bytes, where: float, gone: int, data: bytes) -> None:
        at = int(where * len(seed))
        TARGETS[name](seed[:at] + data + seed[at + gone :])

    fed()
