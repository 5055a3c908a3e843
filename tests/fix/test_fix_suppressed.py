"""A place that the user told tonecheck to leave alone is never mended, whatever way it was told."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tonecheck.cli import main


@pytest.mark.parametrize(
    ("name", "text", "after"),
    [
        pytest.param(
            "a.md",
            "王总：\n\n<!-- tonecheck: ignore[professional.typo] 系统里就叫这个 -->\n请登陆系统。\n\n请登陆系统。\n",
            "王总：\n\n<!-- tonecheck: ignore[professional.typo] 系统里就叫这个 -->\n请登陆系统。\n\n请登录系统。\n",
            id="the next line",
        ),
        pytest.param(
            "a.md",
            "<!-- tonecheck: file-ignore[professional.typo] 引文 -->\n王总：\n请登陆系统。\n",
            "<!-- tonecheck: file-ignore[professional.typo] 引文 -->\n王总：\n请登陆系统。\n",
            id="the whole file",
        ),
        pytest.param(
            "a.eml",
            "Subject: test\nX-Tonecheck-Ignore: professional.typo\nMIME-Version: 1.0\n"
            "Content-Type: text/plain; charset=utf-8\n\n王总：\n请登陆系统。\n",
            "Subject: test\nX-Tonecheck-Ignore: professional.typo\nMIME-Version: 1.0\n"
            "Content-Type: text/plain; charset=utf-8\n\n王总：\n请登陆系统。\n",
            id="a mail",
        ),
    ],
)
def test_a_place_told_to_be_left_alone_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, after: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(text, encoding="utf-8")
    CliRunner().invoke(main, ["check", "--fix", "--isolated", name])
    assert Path(name).read_text("utf-8") == after


def test_what_the_baseline_knows_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = Path("a.txt")
    file.write_text("王总：\n请登陆系统。\n", encoding="utf-8")
    CliRunner().invoke(main, ["check", "--isolated", "--baseline", "known.json", "--write-baseline", "a.txt"])
    file.write_text("王总：\n请登陆系统。\n帐号已开。\n", encoding="utf-8")
    CliRunner().invoke(main, ["check", "--fix", "--isolated", "--baseline", "known.json", "a.txt"])
    assert file.read_text("utf-8") == "王总：\n请登陆系统。\n账号已开。\n"
