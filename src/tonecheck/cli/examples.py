"""``tonecheck rules --test``: the examples of the rules in the lexicons of one's own, run."""

from __future__ import annotations

from pathlib import Path

from ..evaluate.examples import Failure, failures
from ..formats.terminal import visible
from .common import print_value
from .screen import echo
from .session import Session

SAYS = {
    "zh": {
        "none": '{rule}：一个反例也没有；请在 [examples] 里写 bad = ["…<要报的字>…"]',
        "unmarked": "{rule}：反例没有用 <…> 标出该报哪几个字：{text}",
        "bad": "{rule}：反例应当正好报“{wanted}”，现在{found}：{text}",
        "bad whole": "{rule}：反例应当提醒，现在没有：{text}",
        "good": "{rule}：正例不该报，现在{found}：{text}",
        "nothing": "没有报",
        "found": "报了{words}",
        "sum": "{rules} 条规则，{n} 个例子，{wrong} 处不对。",
        "no-lexicon": '没有自己的规则可以跑；请在配置里写 extend-lexicons = ["文件夹"]，规则放在它的 rules/ 里。',
    },
    "en": {
        "none": '{rule}: no bad example; write bad = ["…<the words at fault>…"] in [examples]',
        "unmarked": "{rule}: this bad example does not enclose the words at fault in <…>: {text}",
        "bad": "{rule}: of this bad example just “{wanted}” should be found, but {found}: {text}",
        "bad whole": "{rule}: this bad example should be told, but is not: {text}",
        "good": "{rule}: this good example should not be told, but {found}: {text}",
        "nothing": "nothing is",
        "found": "{words} is",
        "sum": "{rules} rule(s), {n} example(s), {wrong} wrong.",
        "no-lexicon": 'There are no rules of your own; write extend-lexicons = ["folder"] in the configuration, '
        "with rules in its rules/.",
    },
}


def run_examples(run: Session, form: str) -> int:
    """Run the examples and tell what does not hold. The exit code: 1 for something, 2 where there are no rules."""
    says = SAYS[run.settings.lang]
    rules = own_rules(run)
    if not rules:
        echo(says["no-lexicon"], err=True)
        return 2
    found, count = failures(run.lexicon, rules)
    if form == "json":
        print_value([failure._asdict() for failure in found])
    else:
        for failure in found:
            echo(visible(_line(failure, says)))
        echo(says["sum"].format(rules=len(rules), n=count, wrong=len(found)))
    return int(bool(found))


def own_rules(run: Session) -> list[str]:
    """The rules in the folders of ``extend-lexicons`` that are not turned off there."""
    paths = [path for folder in run.config.get("extend-lexicons", ()) for path in Path(folder).glob("rules/*/*.toml")]
    names = {f"{path.parent.name}.{path.stem}" for path in paths} & run.lexicon.rules.keys()
    return sorted(names, key=lambda name: (run.lexicon.rank[name], name))


def _line(failure: Failure, says: dict[str, str]) -> str:
    whole = failure.sort == "bad" and not failure.wanted
    words = " ".join(f"“{words}”" if words else "…" for words in failure.found)
    found = says["found"].format(words=words) if words else says["nothing"]
    text = failure.text.replace("\n", "⏎")
    return says["bad whole" if whole else failure.sort].format(
        rule=failure.rule, wanted=failure.wanted, found=found, text=text
    )
