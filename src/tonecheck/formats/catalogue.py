"""Rules and principles explained: as text for people, and as plain values for JSON."""

from __future__ import annotations

from typing import Any

from ..lexicon import Lexicon
from ..telling import filled
from .terminal import visible, width

NAMES = {
    "zh": {
        "error": "错误", "warning": "提醒", "hint": "建议", "strict": "严格（--strict 才用）",
        "preview": "预览（点名才用）", "why": "为什么", "try": "可以这样写",
        "cases": "有的情况另有说法", "principles": "原则", "bad": "会提醒",
        "good": "不会提醒", "rules": "由这些规则落实", "none": "还没有规则", "scope": "范围", "phrase": "词句",
        "message": "整封消息", "severity": "级别", "figures": "实测",
        "unmeasured": "还没有数字：标注过的消息都还没有量到它",
        "only strict": "只有严格规则", "only preview": "只有预览规则",
        "only distant": "只有间接的规则，见 explain", "distant by default": "默认只有间接的规则，见 explain",
    },
    "en": {
        "error": "error", "warning": "warning", "hint": "hint", "strict": "strict (only with --strict)",
        "preview": "preview (only by name)", "why": "Why", "try": "Try",
        "cases": "In some cases", "principles": "Principles", "bad": "Found",
        "good": "Let pass", "rules": "Served by", "none": "no rule yet", "scope": "Scope", "phrase": "words",
        "message": "whole message", "severity": "Severity", "figures": "Measured",
        "unmeasured": "not yet: no labelled message has tested it",
        "only strict": "strict rules only", "only preview": "rules in preview only",
        "only distant": "distant rules only, see explain",
        "distant by default": "by default distant rules only, see explain",
    },
}  # fmt: skip


def rule_value(name: str, lexicon: Lexicon) -> dict[str, Any]:
    """A rule as JSON has it."""
    body = lexicon.rules[name]
    whole = {**body, **lexicon.wording(body)}
    texts = ("says", "why", "try", "says_en", "why_en", "try_en")
    cases = [{**case, **lexicon.wording(case)} for case in body.get("case", ())]
    return {
        "rule": name,
        **{key: whole.get(key, "") for key in ("title", "title_en", "scope", "severity", *texts)},
        "cases": [{key: case[key] for key in ("when", "severity", *texts) if key in case} for case in cases],
        "strict": body.get("strict", False),
        "preview": body.get("preview", False),
        "principles": body["principles"],
        "figures": lexicon.table.figures.get(name),
        "examples": {key: [_text(e) for e in lexicon.examples[name].get(key, [])] for key in ("bad", "good")},
    }


def family_value(family: dict[str, Any], lexicon: Lexicon) -> dict[str, Any]:
    """A family as JSON has it."""
    keys, whole = ("title", "title_en", "gist", "gist_en"), {**family, **lexicon.wording(family)}
    return {"family": family["name"], **{key: whole.get(key, "") for key in keys}, "rules": family["rules"]}


def principle_value(principle: dict[str, Any], lexicon: Lexicon) -> dict[str, Any]:
    """A principle as JSON has it."""
    section = principle["id"].partition(".")[0]
    value = {
        "id": principle["id"],
        "section": lexicon.numeral_of[section],
        "title": principle["title"],
        "gist": principle["gist"],
        "rules": rules_of(principle["id"], lexicon),
    }
    return value | {
        key: principle[key] for key in ("title_en", "gist_en", "note", "note_en", "slip") if key in principle
    }


def rules_of(principle: str, lexicon: Lexicon) -> list[str]:
    """The rules that serve a principle, in the order of the catalogue."""
    return sorted(
        (r for r, body in lexicon.rules.items() if principle in body["principles"]), key=lexicon.rank.__getitem__
    )


def explain_rule(name: str, lexicon: Lexicon, lang: str) -> str:
    """The whole page of a rule."""
    body, words, end = lexicon.rules[name], NAMES[lang], "_en" if lang == "en" else ""
    kind = [words[key] for key in ("strict", "preview") if body.get(key)]
    colon = ": " if lang == "en" else "："
    severity = f"{words['severity']}{colon}{words[body['severity']]}"
    wording = lexicon.wording(body)
    says, why, advice = (
        filled(wording.get(key + end, wording[key]), lexicon.readers[0]) for key in ("says", "why", "try")
    )
    cases = [(" / ".join(case["when"]), lexicon.wording(case)) for case in body.get("case", ())]
    told = [f"  {when}{colon}{_said(texts, end, lexicon)}" for when, texts in cases if texts]
    lines = [
        f"{name}  {body.get('title' + end, body['title'])}",
        "  ".join([severity, f"{words['scope']}{colon}{words[body['scope']]}", *kind]),
        "",
        says,
        f"{words['why']}{colon}{why}",
        f"{words['try']}{colon}{advice}",
        *([f"{words['cases']}{colon}".rstrip(), *told] if told else []),
        f"{words['principles']}{colon}" + "  ".join(lexicon.label(principle) for principle in body["principles"]),
    ]
    lines.append(f"{words['figures']}{colon}{_measured(name, lexicon, lang)}")
    for key in ("bad", "good"):
        examples = lexicon.examples[name].get(key, [])
        if examples:
            lines += ["", f"{words[key]}{colon}"]
            lines += ["  " + _text(example).replace("\n", "\n    ") for example in examples[:6]]
    return "\n".join(lines) + "\n"


def _said(texts: dict[str, Any], end: str, lexicon: Lexicon) -> str:
    """What is said in one case: what is wrong or, where that is as ever, what to do."""
    keys = [key + ending for key in ("says", "try", "why") for ending in (end, "")]
    return filled(next(texts[key] for key in keys if key in texts), lexicon.readers[0])


def explain_off(name: str, folder: str, lang: str) -> str:
    """What there is to say of a rule that the lexicon ``folder`` turned off."""
    if lang == "en":
        return f"{name} is turned off by the lexicon {visible(folder)} (off = true)\n"
    return f"{name} 由词典 {visible(folder)} 关掉了（off = true）\n"


def _measured(name: str, lexicon: Lexicon, lang: str) -> str:
    """How right a rule is, with the 95 % intervals."""
    figures = lexicon.table.figures.get(name)
    if not figures:
        return NAMES[lang]["unmeasured"]

    def share(key: str) -> str:
        interval = figures.get(f"{key}_95")
        between = f"{interval[0]:.0%}–{interval[1]:.0%}" if interval else ""
        if key not in figures:
            return "–"
        if not between:
            return f"{figures[key]:.0%}"
        return f"{figures[key]:.0%} ({between})" if lang == "en" else f"{figures[key]:.0%}（{between}）"

    messages = figures.get("messages", lexicon.table.figures["messages"])
    if lang == "en":
        return (
            f"precision {share('precision')} of {figures['findings']} findings, recall {share('recall')} of "
            f"{figures['labels']} labels, on {messages} messages of our own that nothing was learnt from"
        )
    return (
        f"在 {messages} 封没有拿来学习的自写消息上，{figures['findings']} 处提醒中正确的占 "
        f"{share('precision')}，{figures['labels']} 处标注中找到的占 {share('recall')}"
    )


def explain_principle(principle: dict[str, Any], lexicon: Lexicon, lang: str) -> str:
    """The whole page of a principle."""
    words, end = NAMES[lang], "_en" if lang == "en" else ""
    colon = ": " if lang == "en" else "："
    title = f"  {principle['title_en']}" if lang == "en" and "title_en" in principle else ""
    lines = [lexicon.label(principle["id"]) + title, "", principle.get("gist" + end, principle["gist"])]
    note = principle.get("note" + end, "")
    rules = rules_of(principle["id"], lexicon)
    lines += ["", f"{words['rules']}{colon}" + ("" if rules else words["none"])]
    for rule in rules:
        body = lexicon.rules[rule]
        kind = next((f"  {words[key]}" for key in ("strict", "preview") if body.get(key)), "")
        lines.append(f"  {rule}  {body.get('title' + end, body['title'])}{kind}")
    return "\n".join([*lines, *([note] if note else [])]) + "\n"


def explain_family(family: dict[str, Any], lexicon: Lexicon, lang: str) -> str:
    """What a family is about, and its rules, a line each."""
    end = "_en" if lang == "en" else ""
    lines = [f"{family['name']}  {family.get('title' + end, family['title'])}"]
    wording = lexicon.wording(family)
    lines += ["", gist] if (gist := wording.get("gist" + end, wording.get("gist", ""))) else []
    return "\n".join([*lines, "", rule_rows(lexicon, lang, family["name"])])


def rule_rows(lexicon: Lexicon, lang: str, family: str = "") -> str:
    """All rules, or those of a ``family``, a line each, in the order of the catalogue."""
    words, end = NAMES[lang], "_en" if lang == "en" else ""
    rows: list[tuple[str, ...]] = []
    for name in sorted(lexicon.rules, key=lexicon.rank.__getitem__):
        if family and not name.startswith(f"{family}."):
            continue
        body = lexicon.rules[name]
        kind = next((words[key] for key in ("strict", "preview") if body.get(key)), "")
        principles = " ".join(body["principles"])
        rows.append((name, body.get("title" + end, body["title"]), words[body["severity"]], principles, kind))
    return table(rows)


def principle_rows(lexicon: Lexicon, lang: str) -> str:
    """All principles, a line each, with the rules that serve them and, where none of these comes near, a word on it."""
    rows: list[tuple[str, ...]] = []
    for principle in lexicon.principles:
        title = principle.get("title_en", principle["title"]) if lang == "en" else principle["title"]
        section, _, item = principle["id"].partition(".")
        rows.append((f"{lexicon.numeral_of[section]}.{item}", title, _served_by(principle, lexicon, lang)))
    note = "* only with --strict or by name\n" if lang == "en" else "* 只在 --strict 或点名时使用\n"
    return table(rows) + note


def _served_by(principle: dict[str, Any], lexicon: Lexicon, lang: str) -> str:
    words, rules = NAMES[lang], rules_of(principle["id"], lexicon)
    off = [rule for rule in rules if lexicon.rules[rule].get("strict") or lexicon.rules[rule].get("preview")]
    marked = " ".join(rule + ("*" if rule in off else "") for rule in rules) or words["none"]
    if not rules or not (principle.get("note") or off == rules):
        return marked
    strict = any(lexicon.rules[rule].get("strict") for rule in rules)
    if off == rules:
        what = "only strict" if strict else "only preview"
    else:
        what = "distant by default" if off else "only distant"
    return f"{marked} ({words[what]})" if lang == "en" else f"{marked}（{words[what]}）"


def table(rows: list[tuple[str, ...]]) -> str:
    """``rows`` with their columns lined up."""
    widths = [max(width(row[i]) for row in rows) for i in range(len(rows[0]))] if rows else []
    lines = ("  ".join(cell + " " * (w - width(cell)) for cell, w in zip(row, widths, strict=True)) for row in rows)
    return "".join(line.rstrip() + "\n" for line in lines)


def _text(example: Any) -> str:
    return str(example["text"] if isinstance(example, dict) else example)
