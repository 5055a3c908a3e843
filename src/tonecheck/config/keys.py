"""The keys of a configuration file: what each one may hold. The checks and the JSON schema are made of this table."""

from __future__ import annotations

from typing import Literal, NamedTuple

from ..model import AUDIENCES, KINDS, LANGS, SEVERITIES

Shape = Literal["text", "flag", "choice", "texts", "rules", "paths", "severities", "audiences", "overrides"]
"""What a key holds: one of a few words, a list of texts, of rules, of paths; a table of severities or audiences …"""


class Key(NamedTuple):
    """A key of the file."""

    shape: Shape
    gist: str
    """What it is for, as the schema says it."""
    choices: tuple[str, ...] = ()
    adds: bool = False
    """A file that extends another adds to it, instead of replacing its value."""


_RULES: dict[str, Key] = {
    "select": Key("rules", "Rules or families to use alone; all of them when it is missing."),
    "ignore": Key("rules", "Rules or families not to use."),
    "extend-select": Key("rules", "Rules to use besides those selected, strict ones too.", adds=True),
    "strict": Key("flag", "Use the strict rules too."),
    "severity": Key("severities", "Severity of a rule or a family.", SEVERITIES, adds=True),
    "kind": Key("choice", "What sort of message it is; judged by its look when it is missing.", KINDS),
    "audience": Key("choice", "Who reads the messages.", AUDIENCES),
}
KEYS: dict[str, Key] = {
    "extend": Key("paths", "Files whose values hold where this one says nothing."),
    **_RULES,
    "fail-on": Key("choice", "The least severity that makes a check fail.", SEVERITIES),
    "lang": Key("choice", "The language of explanations.", LANGS),
    "exclude": Key("texts", "Files and folders not to check, as patterns from this file's folder."),
    "force-exclude": Key("flag", "Leave out what is excluded even when it is named on the command line."),
    "extend-lexicons": Key("paths", "Folders of your own rules, classes and vocabulary.", adds=True),
    "names": Key("texts", "Names and abbreviations known in the house: nothing within them is found.", adds=True),
    "baseline": Key("text", "The file of findings that are known and not shown."),
    "recipients": Key("audiences", "Audience by recipient: an address, or a pattern with *.", AUDIENCES, adds=True),
    "overrides": Key("overrides", "Values for some messages only.", adds=True),
}
CONDITIONS: dict[str, Key] = {
    "files": Key("texts", "Patterns of paths, from this file's folder."),
    "kinds": Key("texts", "Kinds of message.", KINDS),
    "recipients": Key("texts", "Addresses, or patterns of them with *."),
}
"""What an override may depend on."""
OVERRIDE_KEYS: dict[str, Key] = CONDITIONS | _RULES
