"""One self-contained page: each message with its marks, the findings beside it, and the principles they touch.

It has no script and asks for nothing from elsewhere; a policy in its head forbids both.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections import Counter
from html import escape
from pathlib import Path

from .. import __version__
from ..lexicon import Lexicon
from ..lexicon.choice import is_on
from ..model import SEVERITIES, Finding, Message, Report, Settings
from .marked import marked_text
from .terminal import visible
from .text import REASONS, WORDS, Tally, let_pass_by_words, summary_line, title_of

SIGNS = {"error": "✖", "warning": "▲", "hint": "●"}
COVERAGE = {"flagged": "▲", "kept": "✓", "yours": "○"}
TEXTS = {
    "zh": {
        "page": "语气检查", "findings": "要看的地方", "none": "没有发现需要改的地方。",
        "hidden": "没有带上消息的原文。",
        "place": "第 {line} 行第 {column} 列", "excused": "放过的地方", "unread": "没能读的文件", "contents": "消息",
        "coverage": "对照文章的 {n} 条原则", "flagged": "有提醒", "kept": "有规则在看，没有发现",
        "yours": "没有规则能判断，请自己对照",
        "count": "{n} 处", "foot": "由 tonecheck {version} 在本机生成。", "colon": "：", "of": "{title}：{path}",
        "mail": "邮件", "chat": "聊天", "notice": "通知", "issue": "工单", "commit": "提交说明",
        "leader": "写给其他部门领导", "peer": "写给同事", "customer": "写给客户", "community": "写给社区",
    },
    "en": {
        "page": "Tone check", "findings": "What to look at", "none": "Nothing to change.",
        "hidden": "The words of the message are left out.", "place": "line {line}, column {column}",
        "excused": "Let pass", "unread": "Files that could not be read", "contents": "Messages",
        "coverage": "The {n} principles of the article", "flagged": "found", "kept": "watched, nothing found",
        "yours": "no rule can tell: look for yourself", "count": "{n}×",
        "foot": "Made by tonecheck {version} on this computer.", "colon": ": ", "of": "{title}: {path}",
        "mail": "mail", "chat": "chat", "notice": "notice", "issue": "issue", "commit": "commit message",
        "leader": "to a leader of another department", "peer": "to a colleague", "customer": "to a customer",
        "community": "to a community",
    },
}  # fmt: skip


def render(
    reports: list[Report],
    errors: list[tuple[str, str]],
    lexicon: Lexicon,
    settings: Settings,
    *,
    show_excused: bool = False,
) -> str:
    """The whole page, in the language of ``settings``."""
    texts = TEXTS[settings.lang]
    style = Path(__file__).with_name("page.css").read_text("utf-8")
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    title = texts["page"]
    if len(reports) == 1:
        title = texts["of"].format(title=title, path=reports[0].message.path)
    parts = [
        f'<!DOCTYPE html>\n<html lang="{"en" if settings.lang == "en" else "zh-CN"}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_safe(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n<header>\n<h1>{texts['page']}</h1>",
        f"<p>{_safe(summary_line(Tally().plus(reports), settings))}</p>" if reports else "",
        _contents(reports, settings) if len(reports) > 1 else "",
        "</header>\n<main>",
        *(_message(n, report, lexicon, settings, show_excused) for n, report in enumerate(reports, 1)),
        _unread(errors, settings) if errors else "",
        _coverage(reports, lexicon, settings) if reports else "",
        f"</main>\n<footer><p>{texts['foot'].format(version=__version__)}</p></footer>\n</body>\n</html>",
    ]
    return "".join(part + "\n" for part in parts if part)


def _safe(text: str) -> str:
    """``text`` on one line with nothing that acts in a page or on a terminal."""
    return escape(visible(text))


def _severity(severity: str, settings: Settings, count: str = "") -> str:
    return (
        f'<span class="severity {severity}"><span aria-hidden="true">{SIGNS[severity]}</span> '
        f"{WORDS[settings.lang][severity]}{count}</span>"
    )


def _counts(report: Report, settings: Settings) -> str:
    counts = Counter(finding.severity for finding in report.findings)
    found = [_severity(severity, settings, f" {counts[severity]}") for severity in SEVERITIES if counts[severity]]
    return " ".join(found) or f'<span class="soft">{WORDS[settings.lang]["clean"]}</span>'


def _contents(reports: list[Report], settings: Settings) -> str:
    lines = [
        f'<li><a href="#m{n}">{_safe(report.message.path)}</a> {_counts(report, settings)}</li>'
        for n, report in enumerate(reports, 1)
    ]
    label = TEXTS[settings.lang]["contents"]
    return f'<nav class="contents" aria-label="{label}"><ul>\n' + "\n".join(lines) + "\n</ul></nav>"


def _message(n: int, report: Report, lexicon: Lexicon, settings: Settings, show_excused: bool) -> str:
    texts, message = TEXTS[settings.lang], report.message
    counts = _counts(report, settings) if report.findings else ""
    parts = [
        f'<section class="message" id="m{n}" aria-labelledby="t{n}">\n<h2 id="t{n}">{_safe(message.path)}</h2>',
        f'<p><span class="soft">{texts[message.kind]} · {texts[message.audience]}</span> {counts}</p>',
    ]
    findings = [_finding(n, i, finding, message, lexicon, settings) for i, finding in enumerate(report.findings, 1)]
    listed = "\n".join(findings) or f'<li class="none">{texts["none"]}</li>'
    if settings.snippets:
        parts.append(f'<div class="pair">\n<div class="letter" lang="zh">{marked_text(n, report)}</div>')
    else:
        parts.append(f'<p class="small">{texts["hidden"]}</p>\n<div class="pair alone">')
    parts.append(f'<ol class="findings" aria-label="{texts["findings"]}">\n{listed}\n</ol>\n</div>')
    excused = let_pass_by_words(report, lexicon, settings) if show_excused else []
    if excused:
        parts.append(f'<h3 class="excused">{texts["excused"]}</h3>\n<ul>')
        for span, reason, titles in excused:
            quote = f" “{_safe(message.text[slice(*span)])}”" if settings.snippets else ""
            where = texts["place"].format(**message.place(span.start)._asdict())
            parts.append(
                f"<li>{_safe(titles)}{quote}{texts['colon']}{REASONS[settings.lang][reason]} "
                f'<span class="soft">{where}</span></li>'
            )
        parts.append("</ul>")
    return "\n".join([*parts, "</section>"])


def _finding(n: int, i: int, finding: Finding, message: Message, lexicon: Lexicon, settings: Settings) -> str:
    words, texts, severity = WORDS[settings.lang], TEXTS[settings.lang], finding.severity
    where = texts["place"].format(**message.place(finding.span.start)._asdict())
    look = severity if finding.quote is not None or not settings.snippets else f"{severity} whole"
    number = f'<span class="number {look}">{i}</span>'
    if settings.snippets:
        where = f'<a href="#k{n}-{i}">{where}</a>'
    words_at_fault = ""
    if finding.quote is None and settings.snippets:
        words_at_fault = f" {words['whole']}"
    elif finding.quote is not None and finding.quote not in finding.message:
        words_at_fault = f' <q lang="zh">{_safe(finding.quote)}</q>'
    advice = f'<p class="try"><b>{words["try"]}</b>{_safe(finding.advice)}</p>\n' if finding.advice else ""
    labels = _safe(words["and"].join(lexicon.label(principle) for principle in finding.principles))
    return (
        f'<li class="finding {severity}" id="f{n}-{i}">\n'
        f"<h3>{number} {_severity(severity, settings)} {_safe(title_of(lexicon.rules[finding.rule], settings))} "
        f"<code>{_safe(finding.rule)}</code></h3>\n"
        f'<p class="small">{where}{words_at_fault}</p>\n<p>{_safe(finding.message)}</p>\n{advice}'
        f'<p class="small">{words["principle"]}{labels}</p>\n</li>'
    )


def _unread(errors: list[tuple[str, str]], settings: Settings) -> str:
    texts = TEXTS[settings.lang]
    lines = "\n".join(f"<li><b>{_safe(path)}</b>{texts['colon']}{_safe(text)}</li>" for path, text in errors)
    return f'<section class="unread">\n<h2>{texts["unread"]}</h2>\n<ul>\n{lines}\n</ul>\n</section>'


def _coverage(reports: list[Report], lexicon: Lexicon, settings: Settings) -> str:
    """All principles: which findings touch, which a rule watches, and which are left to the reader."""
    texts, english = TEXTS[settings.lang], settings.lang == "en"
    counts = Counter(p for report in reports for finding in report.findings for p in finding.principles)
    watched = {p for rule, body in lexicon.rules.items() if is_on(rule, body, settings) for p in body["principles"]}
    parts = [
        f'<section class="coverage">\n<h2>{texts["coverage"].format(n=len(lexicon.principles))}</h2>',
        '<p class="small">'
        + " · ".join(f'<span aria-hidden="true">{sign}</span> {texts[state]}' for state, sign in COVERAGE.items())
        + "</p>",
    ]
    for section in lexicon.sections:
        heading = section.get("title_en", section["title"]) if english else section["title"]
        parts.append(f'<h3>{section["numeral"]}{texts["colon"]}{_safe(heading)}</h3>\n<ul class="principles">')
        for principle in lexicon.principles:
            key = principle["id"]
            if key.partition(".")[0] != section["id"]:
                continue
            # A note says that the rules which serve the principle can't tell whether it was kept.
            kept = key in watched and "note" not in principle
            state = "flagged" if counts[key] else "kept" if kept else "yours"
            label = f"{section['numeral']}.{key.partition('.')[2]} {principle['title']}"
            if english:
                label = f"{section['numeral']}.{key.partition('.')[2]} {principle.get('title_en', principle['title'])}"
            count = f'<span class="count">{texts["count"].format(n=counts[key])}</span>' if counts[key] else ""
            parts.append(
                f'<li class="{state}"><span class="sign" aria-hidden="true">{COVERAGE[state]}</span>'
                f'<span>{_safe(label)}<span class="hidden"> {texts[state]}</span></span>{count}</li>'
            )
        parts.append("</ul>")
    return "\n".join([*parts, "</section>"])
