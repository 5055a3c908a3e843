"""The user's cache: private, checked, made anew when it is damaged, pruned, and shared without harm."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers import rule, write

from tonecheck.lexicon import Lexicon, bundle, cache
from tonecheck.lexicon.cache import DAYS, MOST, keep, prune

FILES = {"rules/t/late.toml": rule(cue=[{"find": ["拖延"], "boundary": False}])}
DAY = 86_400


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that stands for the built-in lexicon; the cache is beside it."""
    folder = write(tmp_path / "lexicons", FILES)
    monkeypatch.setattr(bundle, "builtin_folder", lambda: folder)
    monkeypatch.setattr(bundle, "BUILT", folder / "none")
    monkeypatch.setenv("TONECHECK_CACHE", str(tmp_path / "cache"))
    return folder


def cached(shelf: Path, sort: str = "lexicon") -> list[Path]:
    return sorted((shelf.parent / "cache").glob(f"{sort}-*"))


def rules_of(lexicon: Lexicon) -> list[str]:
    return list(lexicon.rules)


# Private


@pytest.mark.skipif(os.name != "posix", reason="rights of files are told so on POSIX only")
def test_the_folder_and_what_is_in_it_are_for_the_user_alone(shelf: Path) -> None:
    before = os.umask(0)
    try:
        bundle.load_lexicon()
    finally:
        os.umask(before)
    (file,) = cached(shelf)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


# Checked


def harm(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def harmed(path: Path) -> None:
        path.write_bytes(change(path.read_bytes()))

    return harmed


def a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGE = [
    pytest.param(harm(lambda _data: b""), id="empty"),
    pytest.param(harm(lambda data: data[: len(data) // 2]), id="cut short"),
    pytest.param(harm(lambda data: data[:-1] + bytes([data[-1] ^ 1])), id="last bit"),
    pytest.param(harm(lambda data: data[:14] + bytes([data[14] ^ 4]) + data[15:]), id="length of the header"),
    pytest.param(harm(lambda data: data[:40] + b"}" + data[41:]), id="header"),
    pytest.param(harm(lambda _data: b"\x80\x04\x95" + bytes(40)), id="a pickle"),
    pytest.param(lambda path: path.chmod(0o666), id="others may write to it"),
    pytest.param(a_pipe, id="a pipe"),
]


@pytest.mark.skipif(os.name != "posix", reason="pipes and rights as POSIX has them")
@pytest.mark.parametrize("damage", DAMAGE)
def test_a_lexicon_in_the_cache_that_is_not_as_it_was_written_is_made_anew(
    shelf: Path, damage: Callable[[Path], None]
) -> None:
    rules = rules_of(bundle.load_lexicon())
    (file,) = cached(shelf)
    good = file.read_bytes()
    damage(file)
    assert rules_of(bundle.load_lexicon()) == rules
    if file.is_file():
        assert file.read_bytes() == good


@pytest.mark.skipif(os.name != "posix", reason="pipes and rights as POSIX has them")
@pytest.mark.parametrize("damage", [*DAMAGE, pytest.param(a_folder, id="a folder")])
def test_a_word_table_in_the_cache_that_is_not_as_it_was_written_is_made_anew(
    shelf: Path, damage: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    dictionary = shelf / "dict.txt"
    dictionary.write_text("拖延 9 v\n我们 5 n\n", encoding="utf-8")
    monkeypatch.setattr("tonecheck.words.jieba_dictionary", lambda: dictionary)
    assert bundle.load_lexicon().words.cut("我们拖延") == ["我们", "拖延"]
    (file,) = cached(shelf, "words")
    damage(file)
    assert bundle.load_lexicon().words.cut("我们拖延") == ["我们", "拖延"]


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="no users here")
def test_what_another_user_wrote_is_not_read(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle.load_lexicon()
    (file,) = cached(shelf)
    monkeypatch.setattr(os, "getuid", lambda: file.stat().st_uid + 1)
    assert bundle._read(file) is None


@pytest.mark.parametrize("place", ["a file", "nowhere"])
def test_where_no_cache_can_be_kept_the_check_goes_on(shelf: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    if place == "a file":
        (shelf.parent / "cache").write_text("")
    else:
        monkeypatch.setenv("TONECHECK_CACHE", "/dev/null/none")
    assert rules_of(bundle.load_lexicon()) == ["t.late"]


@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
def test_a_full_disk_leaves_nothing_half_written_in_the_cache(
    shelf: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    if step == "write":
        monkeypatch.setattr(os, "fdopen", full)
    else:
        monkeypatch.setattr(os, step, full)
    assert rules_of(bundle.load_lexicon()) == ["t.late"]
    assert list((shelf.parent / "cache").iterdir()) == []


# Pruned


def put(folder: Path, name: str, days: float) -> Path:
    path = folder / name
    path.write_bytes(b"old")
    os.utime(path, (time.time() - days * DAY,) * 2)
    return path


def name_of(number: int, sort: str = "lexicon") -> str:
    return f"{sort}-{number:032x}.bin"


def test_what_nobody_has_used_for_long_goes_when_something_is_kept(tmp_path: Path) -> None:
    old, recent = put(tmp_path, name_of(1), DAYS + 1), put(tmp_path, name_of(2), DAYS - 1)
    draft, young = put(tmp_path, name_of(3) + ".0123abcd.part", 2), put(tmp_path, name_of(3) + ".4567abcd.part", 0.5)
    keep(tmp_path / name_of(4), b"new")
    assert [path.exists() for path in (old, recent, draft, young)] == [False, True, False, True]
    assert (tmp_path / name_of(4)).read_bytes() == b"new"


def test_of_one_sort_only_so_many_stay_the_latest_used(tmp_path: Path) -> None:
    files = [put(tmp_path, name_of(number), number / 10) for number in range(1, MOST + 4)]
    words = put(tmp_path, name_of(1, "words"), 9)
    keep(tmp_path / name_of(0), b"new")
    assert [path.exists() for path in files] == [True] * (MOST - 1) + [False] * 4
    assert words.exists()


def test_of_a_lexicon_that_changes_only_the_latest_stays(shelf: Path) -> None:
    house, other = shelf.parent / "house", shelf.parent / "other"
    for folder in (house, other):
        write(folder, {"rules/t/soon.toml": rule("尽快")})
        bundle.load_lexicon((folder,))
    of_other = set(cached(shelf))
    for word in ("马上", "立刻", "赶紧"):
        write(house, {"rules/t/soon.toml": rule(word)})
        mapped = bundle.load_lexicon((house,))
        assert (len(cached(shelf)), len(of_other - set(cached(shelf)))) == (2, 1)
    write(house, {"rules/t/soon.toml": rule("抓紧时间")})
    bundle.load_lexicon((house,))
    assert mapped.principles  # who has the old one open keeps it


@pytest.mark.parametrize("name", ["notes.txt", "lexicon-1.bin", name_of(1) + ".bak", "words-" + "g" * 32 + ".bin"])
def test_what_is_not_ours_stays(tmp_path: Path, name: str) -> None:
    other = put(tmp_path, name, 999)
    prune(tmp_path / name_of(1))
    assert other.exists()


def test_what_is_used_counts_as_new_again(shelf: Path) -> None:
    bundle.load_lexicon()
    (file,) = cached(shelf)
    put(file.parent, name_of(7), 0)
    os.utime(file, (time.time() - 20 * DAY,) * 2)
    bundle.load_lexicon()
    assert time.time() - file.stat().st_mtime < DAY


def test_a_link_in_the_cache_is_removed_and_not_what_it_leads_to(tmp_path: Path) -> None:
    folder, letter = tmp_path / "cache", tmp_path / "letter.txt"
    folder.mkdir()
    letter.write_text("稿")
    link = folder / name_of(1)
    link.symlink_to(letter)
    os.utime(link, (0, 0), follow_symlinks=False)
    prune(folder / name_of(2))
    assert not link.is_symlink()
    assert letter.read_text() == "稿"


# Shared

PROGRAM = """
import sys; from pathlib import Path; from tonecheck.lexicon import bundle
shelf = Path(sys.argv.pop(1)); bundle.builtin_folder, bundle.BUILT = lambda: shelf, shelf / "none"
dictionary = Path(sys.argv.pop(1)); import tonecheck.words; tonecheck.words.jieba_dictionary = lambda: dictionary
from tonecheck.cli import run; run()
"""


def test_twenty_processes_at_once_share_the_cache(shelf: Path) -> None:
    write(shelf, {"rules/t/soon.toml": rule("{x} 尽快"), "classes/x.toml": '[x]\nwords = "请 您"\n'})
    dictionary, draft = shelf.parent / "dict.txt", shelf.parent / "a.txt"
    dictionary.write_text("拖延 9 v\n尽快 5 n\n请 4 v\n", encoding="utf-8")
    draft.write_text("又拖延了，请尽快。", encoding="utf-8")
    command = [sys.executable, "-c", PROGRAM, str(shelf), str(dictionary), "check", "--format", "concise", str(draft)]
    processes = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONUTF8": "1"})
        for _ in range(20)
    ]
    ended = [(*process.communicate(timeout=300), process.returncode) for process in processes]
    assert {(error, code) for _, error, code in ended} == {(b"", 1)}
    assert len({output for output, _, _ in ended}) == 1
    assert ended[0][0].count(b"t.late") == ended[0][0].count(b"t.soon") == 1
    assert [len(cached(shelf, sort)) for sort in ("lexicon", "words")] == [1, 1]
    assert bundle._read(cached(shelf)[0]) is not None


def test_the_cache_is_where_the_system_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TONECHECK_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "/x")
    monkeypatch.setattr(sys, "platform", "linux")
    assert cache.cache_folder() == Path("/x/tonecheck")
