"""``tonecheck explain``, ``rules`` and ``principles``: what the lexicon says."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from .common import print_value, refuse_unknown
from .declare import command, config_options, lang_option, value_option
from .session import start

if TYPE_CHECKING:
    from .session import Session


@command()
@click.argument("name")
@value_option
@lang_option
@config_options
def explain(name: str, form: str, lang: str | None, given: tuple[str, ...], isolated: bool) -> None:
    """解释一条规则（blame.accusation、归咎）、一个规则族（blame）或一条原则（2.15）。"""
    from ..formats import catalogue

    run = start((), given, isolated=isolated, lang=lang)
    lexicon, lang = run.lexicon, run.settings.lang
    digits = {numeral: section for section, numeral in lexicon.numeral_of.items()}
    head, _, item = name.partition(".")
    families = {family["name"]: family for family in lexicon.families}
    titles = {
        title.lower(): key
        for known in (lexicon.principle_of, families, lexicon.rules)  # of equal titles the rule's is meant
        for key, body in known.items()
        for title in (body["title"], body.get("title_en", body["title"]))
    }
    name = titles.get(name.lower(), name)
    principle = lexicon.principle_of.get(name) or lexicon.principle_of.get(f"{digits.get(head, head)}.{item}")
    if name in lexicon.rules:
        value, text = catalogue.rule_value(name, lexicon), catalogue.explain_rule(name, lexicon, lang)
    elif name in lexicon.off:
        folder = _turned_off_in(name, run)
        value, text = {"rule": name, "off": folder}, catalogue.explain_off(name, folder, lang)
    elif name in families:
        value = catalogue.family_value(families[name], lexicon)
        text = catalogue.explain_family(families[name], lexicon, lang)
    elif principle:
        value = catalogue.principle_value(principle, lexicon)
        text = catalogue.explain_principle(principle, lexicon, lang)
    else:
        refuse_unknown(
            name, [*lexicon.rules, *lexicon.off, *families, *lexicon.principle_of, *titles], lang, "principle"
        )
    print_value(value if form == "json" else text)


def _turned_off_in(rule: str, run: Session) -> str:
    """The folder of ``extend-lexicons`` that turned ``rule`` off: the last that has a file of it."""
    from pathlib import Path

    from ..config import shown

    family, _, name = rule.partition(".")
    folders = [shown(folder) for folder in run.config.get("extend-lexicons", ())]
    return next((one for one in reversed(folders) if Path(one, "rules", family, f"{name}.toml").exists()), "")


@command()
@click.option("--test", is_flag=True, help="跑一遍自己的词典（extend-lexicons）里各条规则的例子；有不对的，以 1 退出。")
@value_option
@lang_option
@config_options
def rules(test: bool, form: str, lang: str | None, given: tuple[str, ...], isolated: bool) -> None:
    """列出所有规则。"""
    from ..formats import catalogue

    run = start((), given, isolated=isolated, lang=lang)
    if test:
        from .examples import run_examples

        sys.exit(run_examples(run, form))
    lexicon, lang = run.lexicon, run.settings.lang
    names = sorted(lexicon.rules, key=lexicon.rank.__getitem__)
    print_value(
        [catalogue.rule_value(n, lexicon) for n in names] if form == "json" else catalogue.rule_rows(lexicon, lang)
    )


@command()
@value_option
@lang_option
@config_options
def principles(form: str, lang: str | None, given: tuple[str, ...], isolated: bool) -> None:
    """列出文章的 61 条原则，和落实每一条的规则。"""
    from ..formats import catalogue

    run = start((), given, isolated=isolated, lang=lang)
    lexicon, lang = run.lexicon, run.settings.lang
    values = [catalogue.principle_value(p, lexicon) for p in lexicon.principles]
    print_value(values if form == "json" else catalogue.principle_rows(lexicon, lang))
