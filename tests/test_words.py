"""The word table and its cutter say what jieba says, and refuse what is damaged."""

from __future__ import annotations

import io
import mmap
import os
import random
import subprocess
import sys
import tracemalloc
from array import array
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from helpers import prints_in_any_order
from hypothesis import given, settings
from hypothesis import strategies as st

from tonecheck import jiebalib, words
from tonecheck.words import HEADER, Words, WordTableError, open_table
from tonecheck.wordtable import build_table, jieba_dictionary

VOCABULARY = ("贵部门", "我司", "贵司", "请知悉", "数据口径", "上线方案", "北京", "阿Q精神")
SRC = str(Path(words.__file__).parents[1])

EXAMPLES = [
    "",
    " ",
    "\r\n",
    "\r",
    "a\r\n\r\nb\n\r",
    "你",
    "你们部门又没按时提交季度预算表，导致我们整个项目延期！",
    "请贵部门于本周三17:30前反馈，我司将在6月18日前完成99.95%的数据口径核对。",
    "有人员变动，人有人，有人在吗？",
    "研究生命的起源；结婚的和尚未结婚的；长春市长春药店",
    "附件是v2.31-rc1，详见https://example.com/report?id=47&x=1#top，C++和c#、AT&T、T恤、4S店、IP地址、江南style",
    "ABCabc123 B超B AA制AA IP4S店 江南st1 X射",
    "王芳、欧阳锋、尼古拉·特斯拉和小明去了乌鲁木齐的阿Q店",
    "繁體中文：請貴部門於週三前回覆，謝謝您的支持與配合。",
    "😀👍🏽👨‍👩‍👧收到\u3000谢谢\u200b\u00a0\x85\u2028好的",
    "龘靐齉爩鱻麤龗灪吁龖厵滟爨癵籱饢驫鲡鹂鸾麣纞虋讟钃骊郁鸜麷鞻韽韾",
    "𠀀𠀁㐂鿕鿖γ射线é\ud800\udfff\udfff",
    "杭研大厦的小明硕士毕业于中国科学院计算所，后在日本京都大学深造",
    "不可同日而语不可开交不可思议不可一世不可不可不",
]


@pytest.fixture(scope="session")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("words") / "words.tab"
    path.write_bytes(build_table(jieba_dictionary(), VOCABULARY))
    return path


@pytest.fixture(scope="session")
def ours(table: Path) -> Words:
    return open_table(table)


@pytest.fixture(scope="session")
def jieba() -> Any:
    """jieba itself: its dictionary read by it, our vocabulary added by it."""
    tokenizer = jiebalib.load_jieba().Tokenizer()
    with jieba_dictionary().open("rb") as file:
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(file)
    tokenizer.initialized = True
    for word in sorted(VOCABULARY):
        tokenizer.add_word(word)
    return tokenizer


def same(ours: Words, jieba: Any, text: str) -> None:
    for hmm in (False, True):
        tokens = ours.cut(text, hmm)
        assert tokens == jieba.lcut(text, HMM=hmm)
        marks = bytearray(len(text) + 1)
        at = 0
        marks[0] = 1
        for token in tokens:
            at += len(token)
            marks[at] = 1
        assert ours.boundaries(text, hmm) == marks


@pytest.mark.parametrize("text", EXAMPLES)
def test_tokens_are_those_of_jieba(ours: Words, jieba: Any, text: str) -> None:
    same(ours, jieba, text)


def varied(jieba: Any, seed: int, size: int) -> str:
    """Frequent and rare words of the dictionary, single letters of them, and what stands between words in mails."""
    pick = random.Random(seed)
    known = [word for word, freq in jieba.FREQ.items() if freq]
    often = pick.choices(known, [jieba.FREQ[word] for word in known], k=size)
    breaks = ["", "", "", "", "，", "。", "\n", "\r\n", " ", "a1", "-", "3.5%", "😀", "OK", "\u3000", "鑷", "𠀀", "_"]
    parts: list[str] = []
    for word in often:
        kind = pick.random()
        parts.append(word if kind < 0.6 else word[0] if kind < 0.8 else pick.choice(known))
        parts.append(pick.choice(breaks))
    return "".join(parts)


def test_tokens_are_those_of_jieba_over_a_large_text(ours: Words, jieba: Any) -> None:
    same(ours, jieba, varied(jieba, 1, 30_000))


def test_one_block_longer_than_the_route_that_is_kept(ours: Words, jieba: Any) -> None:
    text = "".join(c for c in varied(jieba, 2, 20_000) if "\u4e00" <= c <= "\u9fd5")
    assert len(text) > 3 * words._PIECE
    assert ours.cut(text) == jieba.lcut(text, HMM=False)


def test_a_long_run_of_rare_letters(ours: Words, jieba: Any) -> None:
    pick = random.Random(3)
    text = "".join(chr(pick.randrange(0x4E00, 0x9FD6)) for _ in range(1500))
    same(ours, jieba, text)
    same(ours, jieba, "龘" * 1500)


letters = st.one_of(
    st.sampled_from(
        "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里"
    ),
    st.sampled_from("贵部门司请知悉数据口径北京市长春药店研究生命起源abcXY019+#&._%- \r\n\t，。！？😀\u3000"),
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    st.characters(),
)


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(st.text(letters, max_size=60), st.text(max_size=20)))
def test_any_text_is_cut_as_jieba_cuts_it(ours: Words, jieba: Any, text: str) -> None:
    same(ours, jieba, text)
    assert "".join(ours.cut(text)) == text


def test_frequencies_are_those_of_jieba(ours: Words, jieba: Any) -> None:
    assert ours.total == jieba.total
    pick = random.Random(4)
    for word in (*pick.sample(sorted(jieba.FREQ), 20_000), *VOCABULARY):
        assert ours.frequency(word) == jieba.FREQ[word]
        longer = word + pick.choice("的人一店门x😀")
        assert ours.frequency(longer) == jieba.FREQ.get(longer)
    assert ours.frequency("") is None
    assert ours.frequency("长" * 300) is None


def test_vocabulary_stays_whole(ours: Words) -> None:
    for word in VOCABULARY:
        assert ours.cut(word) == [word]


def test_jiebas_own_tokenizer_runs_over_the_table(ours: Words, jieba: Any) -> None:
    own = jiebalib.tokenizer(ours)
    for text in EXAMPLES:
        assert own.lcut(text) == jieba.lcut(text)
        assert own.lcut(text, HMM=False) == jieba.lcut(text, HMM=False)
        assert own.lcut(text, cut_all=True) == jieba.lcut(text, cut_all=True)
    assert own.FREQ["我司"] == ours.frequency("我司")
    with pytest.raises(KeyError):
        own.FREQ["龘龘"]


@pytest.mark.parametrize("seed", range(60))
def test_small_dictionaries_full_of_ties_and_of_words_only_begun(seed: int) -> None:
    """Powers of two in frequencies and total make equal routes; jieba takes the longer word there."""
    pick = random.Random(seed)
    known = {"".join(pick.choices("甲乙丙丁", k=pick.randint(1, 5))): 2 ** pick.randint(0, 5) for _ in range(12)}
    known |= {"𠀀乙": 1, "丁丁乙": 0, "填": 1024 - sum(known.values()) - 1}
    dictionary = "\n".join(f"{word} {freq} x" for word, freq in known.items()).encode()
    vocabulary = ["丁戊", "甲丁甲丁甲丁"] if seed % 2 else []
    ours = Words(build_table(dictionary, vocabulary))
    tokenizer = jiebalib.load_jieba().Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(io.BytesIO(dictionary))
    tokenizer.initialized = True
    for word in vocabulary:
        tokenizer.add_word(word)
    assert ours.total == tokenizer.total
    for _ in range(100):
        text = "".join(pick.choices("甲乙丙丁", k=9)) + pick.choice("甲戊己a𠀀")
        same(ours, tokenizer, text)
        for n in range(1, 7):
            # A word of frequency 0 that begins no other one is left out: for the route the two are the same.
            assert (ours.frequency(text[:n]) or 0) == (tokenizer.FREQ.get(text[:n]) or 0)


def test_a_dictionary_of_one_word() -> None:
    assert Words(build_table("甲 1".encode())).cut("甲乙") == ["甲", "乙"]


def test_the_same_input_gives_the_same_bytes(table: Path) -> None:
    code = (
        "import sys, hashlib; from tonecheck.wordtable import *;"
        "print(hashlib.sha256(build_table(jieba_dictionary().read_bytes(), set(sys.argv[1:]))).hexdigest())"
    )
    runs = prints_in_any_order(code, *VOCABULARY)
    assert runs == {sha256(table.read_bytes()).hexdigest()}
    assert len(table.read_bytes()) < 10_000_000


@pytest.mark.parametrize("text", ["坏行", "词 多少", "词 -3"])
def test_a_bad_dictionary_is_refused(text: str) -> None:
    with pytest.raises(WordTableError):
        build_table(text.encode())


@pytest.mark.parametrize("word", ["", "我 司", "我司\n", " "])
def test_a_bad_vocabulary_is_refused(word: str) -> None:
    with pytest.raises(WordTableError):
        build_table("我 1".encode(), [word])


def test_an_empty_dictionary_and_too_long_a_word_are_refused() -> None:
    for dictionary in (b"", "长" * 256 + " 3", "多 4294967296"):
        with pytest.raises(WordTableError):
            build_table(dictionary if isinstance(dictionary, bytes) else dictionary.encode())


def test_a_damaged_file_is_refused(table: Path, tmp_path: Path) -> None:
    good = table.read_bytes()
    bad = tmp_path / "bad.tab"
    for data in (b"", b"x", good[: HEADER.size - 1], good[: HEADER.size], good[:-1], good + b"x", b"\0" * len(good)):
        bad.write_bytes(data)
        with pytest.raises(WordTableError, match=r"bad\.tab"):
            open_table(bad)
    for at in range(HEADER.size):
        data = good[:at] + bytes([good[at] ^ 0x10]) + good[at + 1 :]
        with pytest.raises(WordTableError):
            Words(data)
    with pytest.raises(FileNotFoundError):
        open_table(tmp_path / "none.tab")


def test_damage_inside_is_found_when_asked_and_never_worse_than_a_table_error() -> None:
    known = ["甲乙", "甲乙丙丁", "乙丙", "丁戊", "丙丁戊己", "甲乙己", "己"]
    good = build_table("\n".join(f"{word} {n + 1}" for n, word in enumerate(known)).encode())
    Words(good).verify()
    text = "甲乙丙丁戊己甲乙己甲乙丙甲"
    for at in range(HEADER.size, len(good)):
        for bit in (1, 0x40, 0x80, 0xFF):
            damaged = Words(good[:at] + bytes([good[at] ^ bit]) + good[at + 1 :])
            with pytest.raises(WordTableError):
                damaged.verify()
            try:
                assert "".join(damaged.cut(text)) == text
                damaged.frequency("甲乙丙")
            except WordTableError:
                pass
            with suppress(WordTableError):
                assert len(damaged.boundaries(text)) == len(text) + 1


def test_the_other_byte_order_reads_the_same() -> None:
    values = array("I", [1, 2, 0x01020304])
    if sys.byteorder == "big":
        values.byteswap()
    section = memoryview(values.tobytes())
    assert list(words.numbers(section)) == list(words.numbers(section, "big")) == [1, 2, 0x01020304]


def test_the_store_starts_again_when_it_is_full(table: Path, jieba: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_STORE", 50)
    ours = open_table(table)
    text = varied(jieba, 6, 2000)
    assert ours.cut(text) == jieba.lcut(text, HMM=False)
    assert len(ours._entries) <= 50


def test_threads_share_one_table(table: Path, jieba: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_STORE", 300)
    ours = open_table(table)
    texts = [varied(jieba, seed, 400) for seed in range(16)]
    expected = [jieba.lcut(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: ours.cut(text, True), texts * 2)) == expected * 2


def test_work_and_memory_grow_with_the_text_and_not_faster(ours: Words, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted, not timed: every pair is looked up once, and what is kept is a few bytes a character."""
    looked_up = 0

    class Watched(dict[str, Any]):
        def __getitem__(self, pair: str) -> Any:
            nonlocal looked_up
            looked_up += 1
            return super().__getitem__(pair)

    monkeypatch.setattr(ours, "_entries", Watched())
    monkeypatch.setattr(ours, "cutter", None)
    text = "按时提交" * 25_000
    tracemalloc.start()
    ours.boundaries(text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert looked_up == len(text)
    assert peak < 2_000_000 + 6 * len(text)


def run_python(code: str, table: Path, tmp_path: Path) -> Iterator[str]:
    shared = tmp_path / "shared"
    shared.mkdir()
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, str(table)],
        env={**os.environ, "PYTHONPATH": SRC, "TMPDIR": str(shared), "TMP": str(shared), "TEMP": str(shared)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert list(shared.iterdir()) == []  # jieba's cache is not written
    assert done.stderr == ""  # and jieba says nothing
    return iter(done.stdout.split())


def test_without_the_hmm_nothing_of_jieba_is_imported(table: Path, tmp_path: Path) -> None:
    code = (
        "import sys, tonecheck; before = set(sys.modules); from tonecheck.words import open_table;"
        "open_table(sys.argv[1]).boundaries('你们部门又没按时提交'); print(*set(sys.modules) - before)"
    )
    loaded = set(run_python(code, table, tmp_path))
    heavy = {"jieba", "tonecheck.jiebalib", "tonecheck.wordtable", "pathlib", "typing", "logging", "tempfile"}
    assert "tonecheck.words" in loaded
    assert not loaded & (heavy | {"pkg_resources", "importlib.metadata", "importlib.resources", "pickle", "marshal"})


def test_with_the_hmm_jieba_comes_without_its_dictionary_and_pkg_resources(table: Path, tmp_path: Path) -> None:
    code = (
        "import sys, builtins; from tonecheck.words import open_table; plain = builtins.__import__;"
        "open_table(sys.argv[1]).cut('欧阳锋在杭研大厦', True); assert 'jieba' in sys.modules; import jieba;"
        "print('pkg_resources' in sys.modules, jieba.dt.initialized, builtins.__import__ is plain,"
        " jieba._compat is sys.modules['jieba._compat'], len(jieba.get_dict_file().readline()) > 0)"
    )
    assert list(run_python(code, table, tmp_path)) == ["False", "False", "True", "True", "True"]


@pytest.mark.skipif(not hasattr(mmap, "MADV_DONTNEED"), reason="the system takes no memory back")
def test_what_is_given_back_is_read_anew(table: Path) -> None:
    class Table(mmap.mmap):
        given_back = 0

        def madvise(self, *advice: int) -> None:
            Table.given_back += advice == (mmap.MADV_DONTNEED,)
            super().madvise(*advice)

    with table.open("rb") as file:
        words = Words(Table(file.fileno(), 0, access=mmap.ACCESS_READ))
    before = words.boundaries("你们部门又没按时提交")
    words.release()
    assert Table.given_back == 1
    assert words.boundaries("你们部门又没按时提交") == before


def test_pkg_resources_can_still_be_imported_afterwards(table: Path, tmp_path: Path) -> None:
    (tmp_path / "fake").mkdir()
    (tmp_path / "fake" / "pkg_resources.py").write_text("raise SystemExit('imported')\n", encoding="utf-8")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'fake')!r}); from tonecheck.words import open_table;"
        "open_table(sys.argv[1]).cut('欧阳锋在杭研大厦', True)\n"
        "try:\n    import pkg_resources\nexcept SystemExit as why:\n    print(why)"
    )
    assert list(run_python(code, table, tmp_path)) == ["imported"]
