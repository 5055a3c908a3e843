"""``tonecheck eval``: how right the rules are on labelled messages."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..config import Config, ConfigError
from ..model import AUDIENCES, KINDS
from .common import refuse_unknown, told
from .declare import Choice, command
from .output import refuse_to_overwrite, write_whole
from .reasons import reason
from .screen import echo
from .session import open_lexicon, refuse

if TYPE_CHECKING:
    from ..evaluate import Evaluation, Score
    from ..lexicon import Lexicon

WRONG = {
    "not-utf8": "不是 UTF-8 文本，请另存为 UTF-8。",
    "not-json": '这一行不是 JSON 对象；每行应当是一封标注过的消息，如 {{"id": "1", "text": "…", "findings": []}}。',
    "no-key": "这一行少了 {name}，请补上。",
    "not-text": "{name} 应当是一段文字，请加上引号。",
    "not-list": "{name} 应当是一个列表，请用方括号括起来。",
    "misshapen": "这一行有个值写法不对，请对照 docs/accuracy.zh-CN.md 里的例子。",
    "unknown-kind": f"kind 不能是 {{name}}，可以是 {'、'.join(KINDS)}。",
    "unknown-audience": f"audience 不能是 {{name}}，可以是 {'、'.join(AUDIENCES)}。",
    "unknown-rule": "没有叫 {name} 的规则；tonecheck rules 列出所有规则。",
    "unknown-family": "looked_for 里的 {name} 不是规则族；tonecheck rules 列出所有规则。",
    "no-quote": "text 里没有“{name}”这几个字，请照原文写。",
    "no-sentence": "有一句的起止（{name}）不在 text 里，请改正。",
}
"""What is said of a line that is no labelled message."""


@command("eval")
@click.argument("corpora", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--split-by", type=Choice(("source", "kind", "audience")), help="按这一项分开算。")
@click.option("--cases", metavar="RULE", help="列出这条规则、规则族或行为漏掉的和误报的；all 为全部。json 里总有全部。")
@click.option("--write-figures", type=click.Path(path_type=Path), metavar="FILE", help="把各规则的数字写进这个文件。")
@click.option("--format", "form", type=Choice(("text", "json", "markdown")), default="text", help="输出格式。")
def evaluate(
    corpora: tuple[Path, ...], split_by: str | None, cases: str | None, write_figures: Path | None, form: str
) -> None:
    """在标注过的消息（JSONL）上量准确率、召回率和 F1。"""
    from ..evaluate import TAGS, figures
    from ..evaluate import evaluate as run

    try:
        lexicon = open_lexicon(Config())
    except ConfigError as error:
        refuse(error, lang=None)
    known = {*lexicon.names, *TAGS.values()}
    if cases and cases not in known:
        refuse_unknown(cases, known, "zh", "move")
    if write_figures:
        refuse_to_overwrite(str(write_figures), map(str, corpora), "--write-figures", "zh")
    messages = _messages(corpora, lexicon)
    parts: dict[str, list[dict[str, Any]]] = {}
    for message in messages:
        parts.setdefault(str(message.get(split_by, "–")) if split_by else "", []).append(message)
    results: dict[str, Evaluation] = {name: run(part, lexicon) for name, part in sorted(parts.items())}
    if write_figures:
        _write(write_figures, figures(run(messages, lexicon)))
    if form == "json":
        values = {name: result.as_dict() for name, result in results.items()}
        click.echo(json.dumps(values if split_by else values.get(""), ensure_ascii=False, indent=1))
        return
    for name, result in results.items():
        if name:
            click.echo(_title(f"{split_by} = {name}", form))
        click.echo(_text(result, form) + _cases(result, cases), nl=False)


def _write(path: Path, text: str) -> None:
    """Put ``text`` in the file ``path``; where that can't be, it is told and ends the command with 2."""
    from ..formats.terminal import visible

    try:
        write_whole(path, text.encode())
    except OSError as error:
        echo(visible(f"{path}：写不了：{reason(error, 'zh')}。"), err=True)
        sys.exit(2)


def _messages(corpora: tuple[Path, ...], lexicon: Lexicon) -> list[dict[str, Any]]:
    """The labelled messages; where there is none, or a line is wrong, that is told and ends the command with 2."""
    from ..evaluate import CorpusError, read_corpus
    from ..formats.terminal import visible

    try:
        messages = read_corpus(corpora, lexicon)
    except CorpusError as error:
        wrong = f"{error.where}：{WRONG[error.problem].format(name=error.name)}"
    except OSError as error:
        wrong = f"{error.filename}：{told(error, 'zh')}"
    else:
        if messages:
            return messages
        wrong = f"{'、'.join(map(str, corpora))}：里面一封标注过的消息也没有，请检查路径。"
    echo(visible(wrong), err=True)
    sys.exit(2)


def _title(text: str, form: str) -> str:
    return f"\n### {text}\n" if form == "markdown" else f"\n{text}"


def _cases(result: Evaluation, wanted: str | None) -> str:
    """The misses and false alarms of a rule, family or move; all of them; or none."""
    return "".join(
        f"{case['what']:11} {case['rule']:24} {case['id']}  [{case['quote']}]  …{case['context']}…".replace("\n", "⏎")
        + "\n"
        for case in result.cases
        if wanted in ("all", case["rule"], case["rule"].partition(".")[0])
    )


def _text(result: Evaluation, form: str) -> str:
    parts = [("family", result.families), ("rule", result.rules), ("move", result.moves)]
    tables = [_table(head, rows, form) for head, rows in parts if rows]
    return "\n".join([*tables, _summary(result, form)])


def _table(head: str, scores: dict[str, Score], form: str) -> str:
    from ..formats.catalogue import table

    heads = (head, "precision", "95 %", "recall", "95 %", "F1", "labels", "findings")
    rows = [_row(name, score) for name, score in sorted(scores.items())]
    if form == "markdown":
        return "".join("| " + " | ".join(cells) + " |\n" for cells in (heads, ("---",) * len(heads), *rows))
    return table([heads, *rows])


def _summary(result: Evaluation, form: str) -> str:
    from ..evaluate import wilson

    flagged = len(result.clean_flagged)
    lines = [
        f"{result.messages} messages, core F1 {result.core_f1:.3f}, macro F1 over rules {result.macro_f1:.3f}; "
        f"{flagged} of {result.clean} clean messages ({_interval(wilson(flagged, result.clean))}) "
        "with an error or a warning"
    ]
    if form == "text" and flagged:
        lines.append("clean, yet flagged: " + ", ".join(result.clean_flagged))
    if result.doubtful:
        lines.append("precision under 0.7, to be marked preview: " + ", ".join(result.doubtful))
    return "\n".join(lines) + "\n"


def _row(name: str, score: Score) -> tuple[str, ...]:
    figures = score.as_dict()

    def number(value: float | None) -> str:
        return "–" if value is None else f"{value:.2f}"

    return (
        name, number(figures["precision"]), _interval(figures["precision_95"]), number(figures["recall"]),
        _interval(figures["recall_95"]), number(figures["f1"]), str(figures["labels"]), str(figures["findings"]),
    )  # fmt: skip


def _interval(pair: tuple[float, float] | None) -> str:
    return "–" if pair is None else f"{pair[0]:.2f}–{pair[1]:.2f}"
