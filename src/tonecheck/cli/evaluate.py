"""``tonecheck eval``: how right the rules are on labelled messages."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click


@click.command("eval")
@click.argument("corpora", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--split-by", type=click.Choice(("source", "kind", "audience")), help="按这一项分开算。")
@click.option("--cases", metavar="RULE", help="列出这条规则或规则族漏掉的和误报的；all 为全部。")
@click.option("--write-figures", type=click.Path(path_type=Path), metavar="FILE", help="把各规则的数字写进这个文件。")
@click.option("--format", "form", type=click.Choice(("text", "json", "markdown")), default="text", help="输出格式。")
def evaluate(
    corpora: tuple[Path, ...], split_by: str | None, cases: str | None, write_figures: Path | None, form: str
) -> None:
    """在标注过的消息（JSONL）上量准确率、召回率和 F1。"""
    from ..evaluate import CorpusError, Evaluation, figures, read_corpus
    from ..evaluate import evaluate as run
    from ..lexicon.bundle import load_lexicon

    lexicon = load_lexicon()
    try:
        messages = read_corpus(corpora, lexicon)
    except (CorpusError, OSError, UnicodeDecodeError) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    parts: dict[str, list[dict[str, Any]]] = {}
    for message in messages:
        parts.setdefault(str(message.get(split_by)) if split_by else "", []).append(message)
    results: dict[str, Evaluation] = {name: run(part, lexicon) for name, part in sorted(parts.items())}
    if write_figures:
        write_figures.write_text(figures(run(messages, lexicon)), encoding="utf-8")
    if form == "json":
        values = {name: result.as_dict() for name, result in results.items()}
        click.echo(json.dumps(values if split_by else values[""], ensure_ascii=False, indent=1))
        return
    for name, result in results.items():
        if name:
            click.echo(f"\n{split_by} = {name}")
        click.echo(_text(result, form), nl=False)
        if cases:
            for case in result.cases:
                if cases in ("all", case["rule"], case["rule"].partition(".")[0]):
                    context = case["context"].replace("\n", "⏎")
                    click.echo(f"{case['what']:11} {case['rule']:24} {case['id']}  [{case['quote']}]  …{context}…")


def _text(result: Any, form: str) -> str:
    from ..formats.catalogue import table

    heads = ("rule", "precision", "95 %", "recall", "95 %", "F1", "labels", "findings")
    rows = [_row(name, score) for name, score in sorted(result.families.items())]
    rows += [_row(name, score) for name, score in sorted(result.rules.items()) if name not in result.families]
    summary = (
        f"{result.messages} messages, core F1 {result.core_f1:.3f}; "
        f"{len(result.clean_flagged)} of {result.clean} clean messages with an error or a warning\n"
    )
    if form == "markdown":
        lines = ["| " + " | ".join(cells) + " |" for cells in (heads, ("---",) * len(heads), *rows)]
        return "\n".join(lines) + "\n\n" + summary
    return table([heads, *rows]) + summary


def _row(name: str, score: Any) -> tuple[str, ...]:
    figures = score.as_dict()

    def number(value: float | None) -> str:
        return "–" if value is None else f"{value:.2f}"

    def interval(pair: tuple[float, float] | None) -> str:
        return "–" if pair is None else f"{pair[0]:.2f}–{pair[1]:.2f}"

    return (
        name, number(figures["precision"]), interval(figures["precision_95"]), number(figures["recall"]),
        interval(figures["recall_95"]), number(figures["f1"]), str(figures["labels"]), str(figures["findings"]),
    )  # fmt: skip
