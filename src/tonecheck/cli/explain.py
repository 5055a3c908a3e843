"""``tonecheck explain``, ``rules`` and ``principles``: what the lexicon says."""

from __future__ import annotations

import click

from .common import lang_option, print_value, refuse_unknown, the_lexicon, value_option


@click.command()
@click.argument("name")
@value_option
@lang_option
def explain(name: str, form: str, lang: str) -> None:
    """解释一条规则（blame.accusation）或一条原则（2.15）。"""
    from ..formats import catalogue

    lexicon = the_lexicon()
    digits = {numeral: section for section, numeral in lexicon.numeral_of.items()}
    head, _, item = name.partition(".")
    principle = lexicon.principle_of.get(f"{digits.get(head, head)}.{item}")
    if name in lexicon.rules:
        value, text = catalogue.rule_value(name, lexicon), catalogue.explain_rule(name, lexicon, lang)
    elif principle:
        value = catalogue.principle_value(principle, lexicon)
        text = catalogue.explain_principle(principle, lexicon, lang)
    else:
        refuse_unknown(name, [*lexicon.rules, *lexicon.principle_of])
    print_value(value if form == "json" else text)


@click.command()
@value_option
@lang_option
def rules(form: str, lang: str) -> None:
    """列出所有规则。"""
    from ..formats import catalogue

    lexicon = the_lexicon()
    names = sorted(lexicon.rules, key=lexicon.rank.__getitem__)
    print_value(
        [catalogue.rule_value(n, lexicon) for n in names] if form == "json" else catalogue.rule_rows(lexicon, lang)
    )


@click.command()
@value_option
@lang_option
def principles(form: str, lang: str) -> None:
    """列出文章的 61 条原则，和落实每一条的规则。"""
    from ..formats import catalogue

    lexicon = the_lexicon()
    values = [catalogue.principle_value(p, lexicon) for p in lexicon.principles]
    print_value(values if form == "json" else catalogue.principle_rows(lexicon, lang))
