"""Commit messages and patches sent by mail: what is the author's prose, and what is git's."""

from __future__ import annotations

import pytest
from read_samples import mail, outline, part, words

from tonecheck.model import Message
from tonecheck.read import read_bytes

SAID = "修复登录\n\n数据还没有收到。\n\n"


def commit(text: str) -> Message:
    return read_bytes(text.encode(), "COMMIT_EDITMSG")


@pytest.mark.parametrize(
    ("rest", "dropped"),
    [
        pytest.param("# 你们\n", "# 你们", id="a comment"),
        pytest.param("#\n# 你们\n#\n", "# ⏎ # 你们 ⏎ #", id="comments"),
        pytest.param("; 你们\n;\n", "; 你们 ⏎ ;", id="comments begin with another sign"),
        pytest.param(";\n;\t你们\n", "; ⏎ ;\t你们", id="a tab after the sign"),
        pytest.param("# ---- >8 ----\n你们\n", "# ---- >8 ---- ⏎ 你们", id="below the scissors"),
        pytest.param("% ------ >8 ------\n你们\n", "% ------ >8 ------ ⏎ 你们", id="scissors with another sign"),
        pytest.param("// ------ >8 ------\n你们\n", "// ------ >8 ------ ⏎ 你们", id="scissors with two signs"),
    ],
)
def test_what_git_takes_out_is_nobody_s_words(rest: str, dropped: str) -> None:
    *said, last = outline(commit(SAID + rest))
    assert said == ["heading: 修复登录", "paragraph: 数据还没有收到。"]
    assert last == f"code: {dropped}"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("修复登录\n\n- 你们\n- 我们", id="a list"),
        pytest.param("#12 修复登录\n\n你们\n#13 我们", id="issues at the start of lines"),
        pytest.param("修复登录\n\n@王敏 你们\n@李强 我们", id="people addressed"),
        pytest.param("修复登录\n\n! 你们", id="one line with a sign"),
        pytest.param("修复登录\n\n你们 >8 我们", id="scissors within words"),
        pytest.param("! 你们", id="a line alone"),
    ],
)
def test_other_lines_are_the_author_s(text: str) -> None:
    assert words(commit(text), "code") == ""
    assert "你们" in words(commit(text), "own")


@pytest.mark.parametrize(
    "trailers",
    [
        pytest.param("Signed-off-by: 你们 <a@example.com>", id="one"),
        pytest.param("Reported-by: 你们\nFixes: #12", id="two of any name"),
        pytest.param("Reported-by: 你们\n  和我们", id="a value on two lines"),
        pytest.param("(cherry picked from commit 0123)\nReported-by: 你们", id="picked"),
        pytest.param("Reported-by: 你们\n\n# 注释\n# 注释", id="before the comments"),
    ],
)
def test_trailers_are_no_prose(trailers: str) -> None:
    message = commit(SAID + trailers)
    assert "你们" in words(message, "signature")
    assert words(message, "own") == "修复登录\n数据还没有收到。"


def test_in_a_mixed_paragraph_with_a_trailer_by_git_the_trailers_are_no_prose() -> None:
    message = commit(SAID + "多谢王敏。\nReported-by: 你们\nSigned-off-by: A <a@example.com>")
    assert words(message, "own").endswith("多谢王敏。")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("fix: 你们没改", id="a title with a kind"),
        pytest.param("修复\n\n说明: 你们没改", id="a name that is not ASCII"),
        pytest.param("修复\n\nNote: 你们没改\n\n就这些。", id="a paragraph before the last"),
        pytest.param("修复\n\n因为\nNote: 你们没改", id="a paragraph of other words too"),
    ],
)
def test_what_only_looks_like_a_trailer_is_prose(text: str) -> None:
    assert "你们没改" in words(commit(text), "own")


# Patches

PATCH = """数据还没有收到。

Reported-by: 你们
---
这一版改了空值。

 a.py         | 4 +++-
 图/logo.png  | Bin 0 -> 12 bytes
 2 files changed, 3 insertions(+), 1 deletion(-)
 create mode 100644 b.py

diff --git a/a.py b/a.py
index 7898192..b4c95e5 100644
--- a/a.py
+++ b/a.py
@@ -1 +1,3 @@
-a
+# 你们又没按时提交

 你们
--\x20
2.39.5

"""


def patch(body: str, transfer: str = "8bit", kind: None = None) -> Message:
    return read_bytes(mail(part(body, transfer=transfer), subject="[PATCH] 修复登录"), "0001.patch", kind=kind)


@pytest.mark.parametrize("transfer", ["8bit", "base64", "quoted-printable"])
def test_of_a_patch_what_stands_above_the_diff_is_the_author_s(transfer: str) -> None:
    message = patch(PATCH, transfer)
    assert message.kind == "commit"
    assert words(message, "own").split("\n") == ["[PATCH] 修复登录", "数据还没有收到。", "这一版改了空值。"]
    assert words(message, "signature").split("\n") == ["Reported-by: 你们", "-- ", "2.39.5"]


def test_the_first_line_of_a_patch_is_no_second_title() -> None:
    assert outline(patch(PATCH))[:2] == ["heading: [PATCH] 修复登录", "paragraph: 数据还没有收到。"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("王总：\n\n数据还没有收到。\n\n---\n你们", id="a rule in a letter"),
        pytest.param("王总：\n\n请看 diff --git 的输出。\n\n你们", id="words about a diff"),
        pytest.param("王总：\n\n附上改动：\n\ndiff --git a/x b/x\n\n你们", id="a diff in a letter"),
    ],
)
def test_other_mails_stay_letters(body: str) -> None:
    message = patch(body)
    assert message.kind == "mail"
    assert "你们" in words(message, "own", "signature")


def test_the_kind_that_was_asked_for_stays() -> None:
    data = mail(part(PATCH), subject="[PATCH] 修复登录")
    assert read_bytes(data, "0001.patch", kind="mail").kind == "mail"


@pytest.mark.parametrize(
    "piece",
    [
        "-",
        "# -",
        "- >8 -\n",
        "Reported-by: A\n",
        " a\n",
        "# a\n",
        "; a\n",
        "---\n",
        "---\ndiff --git a/a b/a\n",
        " a | 1 +",
    ],
)
@pytest.mark.parametrize("name", ["COMMIT_EDITMSG", "a.eml"])
def test_time_is_linear(piece: str, name: str) -> None:
    said = "# - " if name == "COMMIT_EDITMSG" else "Subject: a\n\n---\ndiff --git a/a b/a\n# - "
    for around in (said, SAID):
        read_bytes((around + piece * 50_000).encode(), name)
