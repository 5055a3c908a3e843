"""The output for people: where, the words underlined, what they do to the reader, what to write, which principle."""

from __future__ import annotations

from ..lexicon import Lexicon
from ..model import SEVERITIES, Excused, Finding, Message, Report, Settings, Span
from ..named import NamedTuple
from ..spans import Spans
from ..weigh import loudest_words
from .terminal import clip, inert, paint, visible, width

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from typing import Any

COLUMNS = 76
_FAR = 8 * COLUMNS
"""Characters of a line to each side of the start of a finding that are looked at: far more than are shown."""
_SHORT = 14
"""Of so many characters of a quote one knows it again."""
WORDS = {
    "zh": {
        "error": "错误", "warning": "提醒", "hint": "建议", "try": "可以这样写：", "principle": "原则：",
        "clean": "没有发现需要改的地方。", "known": "除了基线里已有的 {n} 处，没有发现需要改的地方。",
        "files": "{n} 份消息：{parts}。", "whole": "整封消息",
        "excused": "放过", "dropped": "不报", "sep": "，", "and": "；", "mend": "其中 {n} 处可以用 --fix 改好。",
        "weighed": "凭这些字词", "again": "同样的问题，改法见上面“{words}”那处。",
        "at": "同样的问题，改法见第 {line} 行第 {column} 字那处。",
    },
    "en": {
        "error": "error", "warning": "warning", "hint": "hint", "try": "Try: ", "principle": "Principle: ",
        "clean": "Nothing to change.", "known": "Nothing to change but the {n} in the baseline.",
        "files": "{n} message(s): {parts}.", "whole": "the whole message",
        "excused": "let pass", "dropped": "not reported", "sep": ", ", "and": "; ",
        "mend": "{n} of them can be mended with --fix.", "weighed": "told by words",
        "again": "Same issue as “{words}” above; the same rewrite works.",
        "at": "Same issue as at line {line}, column {column}; the same rewrite works.",
    },
}  # fmt: skip
REASONS = {
    "zh": {
        "quoted": "是引用的话", "negated": "前面有否定", "own-fault": "说的是自己这边", "hypothetical": "是假设的情况",
        "reported": "转述别人的话", "neutral": "在这里是正常的用法", "name": "是单位里通用的名称",
        "weighed": "整句看不是这个意思",
    },
    "en": {
        "quoted": "quoted words", "negated": "negated", "own-fault": "about the author's own side",
        "hypothetical": "hypothetical", "reported": "reported speech", "neutral": "harmless use here",
        "name": "part of a name known in the house",
        "weighed": "the rest of the sentence speaks against it",
    },
}  # fmt: skip
DROPPED = {
    "zh": {
        "comment": "作者写了指令", "header": "邮件头里写了不报", "trailer": "提交说明里写了不报",
        "baseline": "基线里已有",
    },
    "en": {
        "comment": "a directive of the author", "header": "the head of the mail says so",
        "trailer": "the trailer of the commit says so", "baseline": "in the baseline",
    },
}  # fmt: skip


class Tally(NamedTuple):
    """What a summary says of reports, so that they need not be kept for it."""

    messages: int = 0
    findings: tuple[int, ...] = (0,) * len(SEVERITIES)
    """Of each of `SEVERITIES`."""
    known: int = 0
    """Findings that the baseline knows."""
    mendable: int = 0
    """Findings that ``--fix`` would mend."""

    def plus(self, reports: list[Report]) -> Tally:
        """This and what is to be said of ``reports``."""
        found = [finding for report in reports for finding in report.findings]
        return Tally(
            self.messages + len(reports),
            tuple(n + sum(f.severity == s for f in found) for n, s in zip(self.findings, SEVERITIES, strict=True)),
            self.known + sum(dropped.reason == "baseline" for report in reports for dropped in report.suppressed),
            self.mendable + sum(bool(f.edits) and all(edit.safe for edit in f.edits) for f in found),
        )


def render(
    reports: list[Report],
    errors: list[tuple[str, str]],
    lexicon: Lexicon,
    settings: Settings,
    *,
    show_excused: bool = False,
    colour: bool = False,
    summary: bool = True,
    before: Tally | None = None,
) -> str:
    """All findings, message by message, and a summary line unless ``summary`` is off.

    ``before``: what it also sums up, of reports that were printed before.
    """
    parts = []
    for report in reports:
        parts += _findings(report, lexicon, settings, colour)
        if show_excused:
            parts += excused_lines(report, lexicon, settings) + dropped_lines(report, lexicon, settings)
    if summary:
        tally = (before or Tally()).plus(reports)
        if tally.messages:
            parts.append(summary_line(tally, settings) + _mendable(tally, settings))
    return "".join(part + "\n" for part in parts)


def summary_line(tally: Tally, settings: Settings) -> str:
    """How many messages, and how many findings of each severity; where there are none, how many the baseline knows."""
    words = WORDS[settings.lang]
    total = words["sep"].join(f"{words[s]} {n}" for s, n in zip(SEVERITIES, tally.findings, strict=True) if n)
    if total:
        return words["files"].format(n=tally.messages, parts=total)
    return words["known"].format(n=tally.known) if tally.known else words["clean"]


def _mendable(tally: Tally, settings: Settings) -> str:
    """How many findings ``--fix`` would mend; nothing where there are none."""
    count = tally.mendable
    return (" " * (settings.lang == "en") + WORDS[settings.lang]["mend"].format(n=count)) if count else ""


def title_of(rule: dict[str, Any], settings: Settings) -> str:
    """The title of a rule in the user's language, or in Chinese."""
    title: str = rule["title"]
    return str(rule.get("title_en", title)) if settings.lang == "en" else title


def place(message: Message, offset: int) -> str:
    """``path:line:column`` as terminals and editors know it."""
    found = message.place(offset)
    return f"{visible(message.path)}:{found.line}:{found.column}"


def _findings(report: Report, lexicon: Lexicon, settings: Settings, colour: bool) -> list[str]:
    """The findings of a message; what was said of one is not said again word for word of the next."""
    before: dict[tuple[str, str, str], Finding] = {}
    parts = []
    for finding in report.findings:
        said = finding.rule, finding.message.replace(finding.quote or "", ""), finding.advice
        parts.append(_finding(finding, before.get(said), report.message, lexicon, settings, colour))
        before.setdefault(said, finding)
    return parts


def _finding(
    finding: Finding, same: Finding | None, message: Message, lexicon: Lexicon, settings: Settings, colour: bool
) -> str:
    """``same``: one before, of which the same was said."""
    words = WORDS[settings.lang]
    title = title_of(lexicon.rules[finding.rule], settings)
    head = f"{place(message, finding.span.start)} {paint(words[finding.severity], finding.severity, on=colour)} "
    head += f"{paint(title, 'bold', on=colour)} {paint(finding.rule, 'dim', on=colour)}"
    lines = [head]
    if finding.quote is not None:
        lines += _underlined(finding, message, colour)
    if same is not None:
        return "\n".join([*lines, f"  {_said_before(same, message, settings)}", ""])
    lines.append(f"  {visible(finding.message)}")
    if finding.advice:
        lines.append(f"  {words['try']}{visible(finding.advice)}")
    labels = words["and"].join(lexicon.label(principle) for principle in finding.principles[:2])
    lines += [paint(f"  {words['principle']}{labels}", "dim", on=colour), ""]
    return "\n".join(lines)


def _said_before(same: Finding, message: Message, settings: Settings) -> str:
    """Where the same was said before: by its words, or by its place where none are to be shown."""
    words, quote = WORDS[settings.lang], visible((same.quote or "").replace("\n", ""))
    if settings.snippets and quote:
        return words["again"].format(words=quote if len(quote) <= _SHORT else quote[: _SHORT - 1] + "…")
    line, column, _ = message.place(same.span.start)
    return words["at"].format(line=line, column=column)


def _underlined(finding: Finding, message: Message, colour: bool) -> list[str]:
    text = message.text
    start = text.rfind("\n", 0, finding.span.start) + 1
    stop = text.find("\n", finding.span.start)
    stop = stop if stop >= 0 else len(text)
    # Of a line without end, only what is near is looked at: each finding on it would read it all.
    start, stop = max(start, finding.span.start - _FAR), min(stop, finding.span.start + _FAR)
    line = text[start:stop]
    shown, left, right = clip(line, finding.span.start - start, min(finding.span.end - start, len(line)), COLUMNS)
    shown = inert(shown)
    before, marked = visible(shown[:left]), visible(shown[left:right])
    under = " " * width(before) + paint("^" * max(1, width(marked)), finding.severity, on=colour)
    return [f"  {before}{marked}{visible(shown[right:])}", f"  {under}"]


def dropped_lines(report: Report, lexicon: Lexicon, settings: Settings) -> list[str]:
    """What was found in a message and dropped at the user's wish, a line each."""
    lines = []
    for dropped in report.suppressed:
        finding = dropped.finding
        quote = f" “{visible(finding.quote)}”" if settings.snippets and finding.quote is not None else ""
        reason = DROPPED[settings.lang][dropped.reason]
        note = f" ({visible(dropped.note)})" if dropped.note and settings.snippets else ""
        where, title = place(report.message, finding.span.start), title_of(lexicon.rules[finding.rule], settings)
        lines.append(f"{where} {WORDS[settings.lang]['dropped']} {title}{quote}: {reason}{note}")
    return lines


def weighed_lines(report: Report, lexicon: Lexicon, settings: Settings) -> list[str]:
    """The findings that no pattern made, and the words of each that spoke most for it, a line each."""
    lang, lines = settings.lang, []
    for finding in report.findings:
        words = loudest_words(finding, report.message.text, lexicon)
        if words and settings.snippets and finding.quote is not None:
            where, title = place(report.message, finding.span.start), title_of(lexicon.rules[finding.rule], settings)
            named = "".join(f"“{visible(word)}”" for word in words)
            lines.append(f"{where} {WORDS[lang]['weighed']} {title} “{visible(finding.quote)}”: {named}")
    return lines


def excused_lines(report: Report, lexicon: Lexicon, settings: Settings) -> list[str]:
    """What was set aside in a message and why, a line each."""
    lang, lines = settings.lang, []
    for span, reason, titles in let_pass_by_words(report, lexicon, settings):
        words = visible(report.message.text[span.start : span.end])
        quote = f" “{words}”" if settings.snippets else ""
        where = place(report.message, span.start)
        lines.append(f"{where} {WORDS[lang]['excused']} {titles}{quote}: {REASONS[lang][reason]}")
    return lines


def let_pass_by_words(report: Report, lexicon: Lexicon, settings: Settings) -> list[tuple[Span, str, str]]:
    """What was set aside, the same words for the same reason once: their span, the reason, the titles of the rules."""
    titles: dict[tuple[Span, str], dict[str, None]] = {}
    for mark, reason in let_pass(report, lexicon):
        titles.setdefault((mark.span, reason), {})[title_of(lexicon.rules[mark.kind], settings)] = None
    comma = ", " if settings.lang == "en" else "、"
    return [(span, reason, comma.join(named)) for (span, reason), named in titles.items()]


def let_pass(report: Report, lexicon: Lexicon) -> list[Excused]:
    """What was set aside of rules, each once, but for what the same rule tells of the same words all the same."""
    spans_of: dict[str, list[Span]] = {}
    for finding in report.findings:
        spans_of.setdefault(finding.rule, []).append(finding.span)
    spans = {rule: Spans(found) for rule, found in spans_of.items()}
    once = {(mark.kind, mark.span, reason): Excused(mark, reason) for mark, reason in report.excused}
    return [
        excused
        for (kind, span, _), excused in once.items()
        if kind in lexicon.rules and not (kind in spans and spans[kind].overlap(span))
    ]
