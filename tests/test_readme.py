"""What the pages for users show is what they will see."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent
PAGES = [*TOP.glob("docs/*.zh-CN.md"), TOP / "README.zh-CN.md"]
SHOWN = re.compile(r"<!-- output -->\n```console\n\$ tonecheck (.*)\n([^`]*)```\n<!-- /output -->")


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_output_on_the_page_is_the_tool_s(page: str) -> None:
    shown = SHOWN.findall((TOP / page).read_text(encoding="utf-8"))
    assert shown, "it shows some"
    for arguments, output in shown:
        call = [sys.executable, "-m", "tonecheck", *arguments.split()]
        told = subprocess.run(call, capture_output=True, text=True, encoding="utf-8", cwd=TOP, check=False).stdout
        first, _, last = output.partition("\n…\n")
        assert told.startswith(first)
        assert told.endswith(last.lstrip("\n"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_chinese_page_leads_to_chinese_pages(page: Path) -> None:
    links = re.findall(r"\[([^\]]*)\]\(([\w./-]+\.md)", page.read_text(encoding="utf-8"))
    assert links
    for words, link in links:
        assert (page.parent / link).is_file()
        assert link.endswith(".zh-CN.md") or words in ("English", "英文版")
