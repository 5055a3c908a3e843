"""TOML files of a lexicon folder → plain dictionaries, each key and name checked.

The layout of a folder is that of ``lexicons/``: ``classes/*.toml``, ``moves/*.toml``, ``rules/<family>/<rule>.toml``,
``voice.toml``, ``families.toml``, ``principles.toml``, ``vocabulary.txt``, ``fold.tsv``. Later folders add to earlier
ones; the same path replaces a rule or a move, and a class of the same name is replaced too.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from ..model import AUDIENCES, COUNTS, KINDS, MEASURES, SCOPES, SEVERITIES
from ..words import LONGEST
from .bundle import SLIPS
from .features import message_features, sentence_features
from .spoken import CONDITIONS, REASONS, RELATIONS, named
from .trees import features_of, parse_tree
from .weights import AGAIN, HIDDEN_ZERO, MOST_HIDDEN

SUGGESTIONS = ("subject", "summary")
READERS = 4
"""Ways to call the reader: politely, plainly; and where they are many, as the draft does or not."""
NEARNESS = ("clause", "sentence", "next", "previous", "message")

WordWeights = tuple[list[tuple[int, int]], str]
"""Of a weighted word (place of the model or rule, number) pairs, and letters for hidden units."""
_HIDDEN_LETTERS = frozenset(map(chr, range(HIDDEN_ZERO - MOST_HIDDEN, HIDDEN_ZERO + MOST_HIDDEN + 1)))

_NOT_READ = ("rules/*.toml", "rules/*/*/*.toml", "classes/*/*.toml", "moves/*/*.toml")
"""Where a rule would lie unread."""
_RULE = re.compile(rb"^\s*(?:\[\[cue\]\]|scope\s*=)", re.MULTILINE)
"""What makes a file in the folder itself a rule: others may be configurations, of other programs too."""

_LAYOUT = (
    "rules/*/*.toml", "classes/*.toml", "moves/*.toml", "weights/models.toml", "voice.toml", "families.toml",
    "principles.toml", "figures.toml", "vocabulary.txt", "fold.tsv", "names.txt",
)  # fmt: skip
"""What is read of a lexicon folder, the names of the house among it (see `config`)."""
_MISSPELT = (".toml", ".toml.txt", *SLIPS)
"""Endings, in small letters, of what was meant for ``.toml`` and may be none."""

MOST_BYTES, MOST_FILES = 16 << 20, 10_000
"""Of one file of a lexicon, and of files of one sort in a folder."""

_TYPES: dict[Any, str] = {
    str: "a text", list: "a list", dict: "a table", int: "a whole number", bool: "true or false",
    (str, list): "a text or a list", (bool, str): "true, false or a text",
}  # fmt: skip
_TEXTS = {"title": str, "title_en": str}
_WORDING_KEYS: dict[str, Any] = dict.fromkeys(("says", "says_en", "why", "why_en", "try", "try_en"), str)
_IN_KEYS: dict[str, Any] = {**_WORDING_KEYS, "add": dict}
_CASE_KEYS: dict[str, Any] = {**_WORDING_KEYS, "when": list, "point_at": str, "severity": str}
_CUE_KEYS: dict[str, Any] = {
    "find": list, "unless": list, "boundary": (bool, str), "excused_by": dict, "severity": str, "voice": list,
    "on": str, "fix": str, "mend": dict, "rewrite": str, "weighed": bool,
    **_WORDING_KEYS,
}  # fmt: skip
_RULE_KEYS: dict[str, Any] = {
    **_TEXTS, "scope": str, "severity": str, "principles": list, "strict": bool, "preview": bool, "off": bool,
    "weighed": bool, **_WORDING_KEYS, "kinds": list,
    "audiences": list, "voice": list, "excused_by": dict, "yields_to": list, "cue": list, "replace": dict,
    "when": list, "lacks": list, "unless": list, "settled_by": list, "sure": list, "at_least": dict,
    "point_at": str, "examples": dict,
    "suggest": str, "suggest_try": str, "suggest_try_en": str, "suggest_without": str, "mend": dict,
    "rewrite": str, "add": dict, "add_unless": list, "only_with": list, "in": dict,
    "asks": bool, "case": list,
}  # fmt: skip
_SLOT, _SLOTS = re.compile("{[a-z_]+}"), ("{match}", "{fix}", "{you}")
"""What stands in the texts of a rule for words that only a draft has (see `telling.filled`)."""
_CHOICES = {"scope": SCOPES, "severity": SEVERITIES}
"""What a key of each rule may say."""
_MOVE_KEYS: dict[str, Any] = {**_TEXTS, "gist": str, "voice": list, "excused_by": dict, "cue": list, "examples": dict}
_CLASS_KEYS: dict[str, Any] = {"title": str, "words": (str, list), "patterns": list}
_MODEL_KEYS: dict[str, Any] = {"name": str, "bias": int, "floor": int, "again": dict, "rules": dict, "hidden": list}
_VOICE_KEYS: dict[str, Any] = {"title": str, "title_en": str, **dict.fromkeys(RELATIONS, list), "reach": int,
                               "self": list, "others": list, "unless": list}  # fmt: skip


class LexiconError(ValueError):
    """A lexicon file is wrong; the text says the file, the line where it is known, and what to do.

    ``where`` is the file and the line, ``problem`` what is wrong, in English with ``{slots}`` that ``facts`` fill, so
    that it can be told in another language; ``pattern`` the pattern in which it is, ``close`` a name that may be meant.
    """

    def __init__(self, where: object, problem: str, *, pattern: str = "", close: str = "", **facts: Any) -> None:
        said = (f"“{pattern}”: " if pattern else "") + problem.format(**facts)
        super().__init__(f"{where}: {said}" + (f"; did you mean “{close}”?" if close else ""))
        self.where, self.problem, self.facts = str(where), problem, facts
        self.pattern, self.close = pattern, close


def words_of(body: dict[str, Any]) -> list[str]:
    """The words of a class, as its file has them."""
    words = body.get("words", "")
    return words.split() if isinstance(words, str) else list(words)


def _nothing_weighed() -> dict[str, Any]:
    return {"models": [], "hidden": [], "summed": [], "spared": []}


@dataclass
class Source:
    """What the files of one or more lexicon folders say, checked but not compiled."""

    rules: dict[str, dict[str, Any]] = field(default_factory=dict)
    moves: dict[str, dict[str, Any]] = field(default_factory=dict)
    classes: dict[str, dict[str, Any]] = field(default_factory=dict)
    voice: dict[str, dict[str, Any]] = field(default_factory=dict)
    families: list[dict[str, Any]] = field(default_factory=list)
    sections: list[dict[str, Any]] = field(default_factory=list)
    principles: list[dict[str, Any]] = field(default_factory=list)
    vocabulary: list[str] = field(default_factory=list)
    folding: dict[str, str] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)
    """What an evaluation measured: rule → precision, recall, labels, findings."""
    weighed: dict[str, Any] = field(default_factory=_nothing_weighed)
    """What weighted words speak for: ``models`` (name, bias, what hidden units say for it, and of a family the floor
    and rule → bias), the biases of the ``hidden`` units, the message rules that are ``summed``, for which the words of
    all sentences speak together, and the rules and moves that are ``spared``, because a later folder says anew what
    they are."""
    weights: dict[str, WordWeights] = field(default_factory=dict)
    trees: dict[str, list[Any]] = field(default_factory=dict)
    """Model or message rule → its trees (see `trees.parse_tree`)."""
    readers: list[str] = field(default_factory=list)
    """What texts call the reader (see `telling.reader_in`)."""
    traditional: list[str] = field(default_factory=list)
    """A Simplified character and the Traditional one that stands for it in what is added to a draft, together."""
    core: list[str] = field(default_factory=list)
    """The families and rules whose mean F1 sums up an evaluation."""
    off: set[str] = field(default_factory=set)
    """Rules that a later folder turned off; others may still name them."""
    files: dict[str, Path] = field(default_factory=dict)
    """Where each rule, move and class (``class you``) was read from."""

    def unweigh(self) -> None:
        """Forget the weighted words and all that rests on them: patterns alone have the word."""
        self.weighed, self.weights, self.trees = _nothing_weighed(), {}, {}


def read_source(folders: list[Path]) -> Source:
    """What the lexicon ``folders`` say together.

    Raises:
        LexiconError: a file can't be read, has an unknown key or names something that does not exist.
    """
    source = Source()
    for folder in folders:
        if not folder.is_dir():
            raise LexiconError(folder, "no such folder")
        _read_folder(folder, source)
    _check_names(source)
    return source


def _read_folder(folder: Path, source: Source) -> None:
    later = bool(source.files)
    stray = [path for pattern in _NOT_READ for path in folder.glob(pattern)]
    stray += [path for path in folder.glob("*.toml") if _is_rule(path)]
    if stray:
        raise LexiconError(min(stray), "nothing is read here; rules stand in rules/FAMILY/NAME.toml, classes in "
                                       "classes/NAME.toml, moves in moves/NAME.toml")  # fmt: skip
    for path in sorted(path for pattern in ("rules/*/*", "classes/*", "moves/*") for path in folder.glob(pattern)):
        if path.name.lower().endswith(_MISSPELT) and path.suffix != ".toml":
            raise LexiconError(path, "only files whose names end in .toml are read here; rename it")
    if not any(path for pattern in _LAYOUT for path in folder.glob(pattern)):
        raise LexiconError(folder, "nothing in this folder is read; rules stand in rules/FAMILY/NAME.toml, classes in "
                                   "classes/NAME.toml, moves in moves/NAME.toml")  # fmt: skip
    _read_classes(folder, source)
    _read_moves(folder, source)
    _read_rules(folder, source, later=later)
    _read_voice(folder, source)
    _read_article(folder, source)
    _read_words(folder, source)


def _is_rule(path: Path) -> bool:
    """True for a file that looks like a rule; what can't be read is none of ours."""
    try:
        return path.is_file() and _RULE.search(path.read_bytes()[:MOST_BYTES]) is not None
    except OSError:
        return False


def _read_classes(folder: Path, source: Source) -> None:
    for path in _within(folder, folder.glob("classes/*.toml")):
        for name, body in _load(path).items():
            _check_keys(body, _CLASS_KEYS, path, f"class {name}")
            source.classes[name] = body
            source.files[f"class {name}"] = path


def _read_moves(folder: Path, source: Source) -> None:
    for path in _within(folder, folder.glob("moves/*.toml")):
        body = _load(path)
        _check_keys(body, _MOVE_KEYS, path, "this move")
        _check_cues(body, path)
        _check_examples(body, ("is", "is_not"), path)
        source.moves[path.stem] = body
        _spare(path.stem, source)
        source.files[path.stem] = path


def _read_rules(folder: Path, source: Source, *, later: bool) -> None:
    """``later``: a folder was read before, whose rules this one may turn off."""
    for path in _within(folder, folder.glob("rules/*/*.toml")):
        name = f"{path.parent.name}.{path.stem}"
        body = _load(path)
        if body.get("off") is True:
            if later:
                _known(name, {*source.rules, *source.off}, path, "rule to turn off")
            source.rules.pop(name, None)
            source.off.add(name)
            continue
        source.figures.pop(name, None)  # they were measured with the words of an earlier folder
        source.off.discard(name)
        _check_rule(body, path)
        source.rules[name] = body
        source.files[name] = path
        _spare(name, source)


def _read_voice(folder: Path, source: Source) -> None:
    for path in _within(folder, folder.glob("voice.toml")):
        for name, body in _load(path).items():
            _check_keys(body, _VOICE_KEYS, path, name)
            _known(name, REASONS, path, "reason")
            if ("self" in body) != ("others" in body):
                raise LexiconError(line_of(path, name), "“self” and “others” need each other")
            source.voice[name] = body
            source.files[f"voice {name}"] = path


def _read_article(folder: Path, source: Source) -> None:
    """Families, principles, and what was measured."""
    for path in _within(folder, folder.glob("families.toml")):
        loaded = _load(path)
        source.families += _entries(loaded, "family", ("name", "title"), path)
        source.core += _texts(loaded, "core", path)
        source.readers = _texts(loaded, "readers", path) or source.readers
        if len(source.readers) not in (0, READERS):
            raise LexiconError(line_of(path, "readers"), "“readers” must be {count} texts", count=READERS)
        source.traditional += _texts(loaded, "traditional", path)
        if any(len(pair) != 2 for pair in source.traditional):
            raise LexiconError(line_of(path, "traditional"), "“traditional” must be texts of two characters")
    for path in _within(folder, folder.glob("principles.toml")):
        loaded = _load(path)
        source.sections += _entries(loaded, "section", ("id", "numeral", "title"), path)
        source.principles += _entries(loaded, "principle", ("id", "title", "gist"), path)
    for path in _within(folder, folder.glob("figures.toml")):
        source.figures |= _load(path)


def _read_words(folder: Path, source: Source) -> None:
    """Weighted words, vocabulary, and characters that are the same."""
    for path in _within(folder, folder.glob("weights/models.toml")):
        source.weighed, source.weights, source.trees = _read_weights(path)
        source.files["weights"] = path
    for path in _within(folder, folder.glob("vocabulary.txt")):
        for number, line in enumerate(_text(path).splitlines(), 1):
            words = line.partition("#")[0].split()
            if any(len(word) > LONGEST for word in words):
                raise LexiconError(f"{path}:{number}", "a word of more than {most} characters", most=LONGEST)
            source.vocabulary += words
    for path in _within(folder, folder.glob("fold.tsv")):
        for number, line in enumerate(_text(path).splitlines(), 1):
            if line and not line.startswith("#"):
                old, _, new = line.partition("\t")
                if len(old) != 1 or len(new.partition("\t")[0]) != 1:
                    raise LexiconError(f"{path}:{number}", "a line maps one character to one character only")
                source.folding[old] = new[0]


def _spare(name: str, source: Source) -> None:
    """Take what an earlier folder has learnt of ``name`` away: this folder says anew what it is."""
    if source.weighed["models"]:
        source.weighed["spared"].append(name)


def _read_weights(path: Path) -> tuple[dict[str, Any], dict[str, WordWeights], dict[str, list[Any]]]:
    """The models and hidden units, and of the files beside them the words and the trees.

    A line of ``words.tsv`` is a word, a tab, ``place:number`` for all it counts for (a place for each model and each of
    its rules, then one for each rule that is ``summed``), and where it counts for hidden units a tab and a letter for
    each (see `weights.HIDDEN_ZERO`); one of ``trees.tsv`` is the name of a model or a message rule, a tab, a tree.
    """
    loaded = _load(path)
    models, hidden, summed = loaded.get("model", []), loaded.get("hidden", []), _texts(loaded, "summed", path)
    for model in models:
        _check_keys(model, _MODEL_KEYS, path, "a model")
        if "name" not in model or "bias" not in model:
            raise LexiconError(path, "a model needs “name” and “bias”")
        again = model.get("again")
        if again is not None and (
            again.keys() != {"bias", *AGAIN} or not all(isinstance(n, int) for n in again.values())
        ):
            raise LexiconError(path, "“again” needs whole numbers: bias, {names}", names=", ".join(AGAIN))
    for numbers in (hidden, *(model.get("hidden", []) for model in models)):
        if not isinstance(numbers, list) or not all(isinstance(one, int) for one in numbers):
            raise LexiconError(path, "“hidden” must be a list of whole numbers")
        if len(numbers) != len(hidden):
            raise LexiconError(path, "a model needs a number for each of the {count} hidden units", count=len(hidden))
    if len(hidden) % 4:
        raise LexiconError(path, "hidden units are kept by fours: add some that say nothing")
    places = sum(1 + len(model.get("rules", {})) for model in models) + len(summed)

    @cache  # few of them are different
    def pair_of(text: str) -> tuple[int, int]:
        place, value = map(int, text.split(":"))
        if not 0 <= place < places or abs(value) >= 4096:
            raise OverflowError(text)
        return place, value

    words: dict[str, WordWeights] = {}
    table = path.parent / "words.tsv"
    for number, line in enumerate(_text(table).split("\n"), 1):
        if line:
            word, _, rest = line.partition("\t")
            numbers, _, letters = rest.partition("\t")
            try:
                pairs = [pair_of(part) for part in numbers.split(" ")] if numbers or not letters else []
                if not word:
                    raise ValueError("no word")
            except OverflowError:
                raise LexiconError(
                    f"{table}:{number}", "there are places 0 to {last}, and numbers below 4096", last=places - 1
                ) from None
            except ValueError:
                raise LexiconError(f"{table}:{number}", "not a word, a tab and place:number pairs") from None
            if letters and (len(letters) != len(hidden) or not _HIDDEN_LETTERS.issuperset(letters)):
                raise LexiconError(
                    f"{table}:{number}", "not a letter from A to O for each of {count} hidden units", count=len(hidden)
                )
            words[word] = pairs, letters
    weighed = {"models": models, "hidden": hidden, "summed": summed, "spared": []}
    return weighed, words, _read_trees(path.parent / "trees.tsv", models)


def _read_trees(path: Path, models: list[dict[str, Any]]) -> dict[str, list[Any]]:
    trees: dict[str, list[Any]] = {}
    for number, line in enumerate(_text(path).split("\n"), 1):
        if line:
            name, _, text = line.partition("\t")
            try:
                trees.setdefault(name, []).append(parse_tree(text))
            except ValueError as error:
                raise LexiconError(f"{path}:{number}", "{detail}", detail=error) from None
    for model in models:
        if model["name"] not in trees:
            raise LexiconError(path, "no tree for the model “{name}”", name=model["name"])
    return trees


def _entries(loaded: dict[str, Any], name: str, keys: tuple[str, ...], path: Path) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = loaded.get(name, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise LexiconError(line_of(path, name), "“{name}” must be a list of tables", name=name)
    for number, entry in enumerate(entries, 1):
        if name == "family":
            entry["rules"] = _texts(entry, "rules", path)
            if not isinstance(entry.get("renamed", 0), int):
                raise LexiconError(path, "family {number}: “renamed” must be a whole number", number=number)
            _check_kinds(entry, path)
        for key in keys:
            if not isinstance(entry.get(key), str):
                raise LexiconError(path, "{name} {number} has no “{name_}”", name=name, number=number, name_=key)
    return entries


def _texts(loaded: dict[str, Any], name: str, path: Path) -> list[str]:
    texts: list[str] = loaded.get(name, [])
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise LexiconError(line_of(path, name), "“{name}” must be a list of texts", name=name)
    return texts


def _text(path: Path) -> str:
    """The text of a file of the lexicon. Pipes, devices and links that lead elsewhere are refused unread."""
    try:
        if not path.is_file():
            raise LexiconError(path, "no ordinary file")
        if path.stat().st_size > MOST_BYTES:
            raise LexiconError(path, "more than {most} MB", most=MOST_BYTES >> 20)
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(path, "can't be read as UTF-8 text: {detail}", detail=error) from None


def _within(folder: Path, paths: Iterable[Path]) -> list[Path]:
    """``paths``, sorted.

    Raises:
        LexiconError: one is a link that leads out of ``folder``, whose owner may not be who wrote the link.
    """
    top = folder.resolve()
    found = sorted(paths)
    for path in found:
        try:
            inside = path.resolve().is_relative_to(top)
        except (OSError, RuntimeError):
            raise LexiconError(path, "a link that leads in a circle") from None
        if not inside:
            raise LexiconError(path, "a link that leads out of the folder {folder}", folder=folder)
    if len(found) > MOST_FILES:
        raise LexiconError(folder, "more than {most} files", most=MOST_FILES)
    return found


def _load(path: Path) -> dict[str, Any]:
    text = _text(path)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        line = at[1] if at else text.rstrip().count("\n") + 1
        raise LexiconError(f"{path}:{line}", "not valid TOML: {detail}", detail=error) from None
    except RecursionError:
        raise LexiconError(f"{path}:1", "not valid TOML: nested too deeply") from None
    except ValueError as error:  # a number of more digits than Python takes
        raise LexiconError(f"{path}:1", "not valid TOML: {detail}", detail=error) from None


def line_of(path: Path, needle: str) -> str:
    """``path:line`` of the first line of the file that holds ``needle``, or just ``path``."""
    written = needle.replace("\\", "\\\\")  # as a TOML text in double quotation marks has it
    for number, line in enumerate(_text(path).splitlines(), 1):
        if needle in line or written in line:
            return f"{path}:{number}"
    return str(path)


def nearest_name(name: str, known: Any) -> str:
    """What is most like ``name`` among ``known``, or nothing."""
    return next(iter(get_close_matches(name, [str(item) for item in known], 1)), "")


def _known(name: Any, known: Any, path: Path, what: str) -> None:
    if name not in known:
        where = line_of(path, str(name))
        close = nearest_name(str(name), known)
        if isinstance(known, tuple) and not close:  # few, and always the same
            choices = ", ".join(known)
            raise LexiconError(where, "unknown {what} “{name}”; there are {choices}", what=what, name=name,
                               choices=choices)  # fmt: skip
        raise LexiconError(where, "unknown {what} “{name}”", what=what, name=name, close=close)


def _check_keys(body: Any, keys: dict[str, Any], path: Path, what: str) -> None:
    if not isinstance(body, dict):
        raise LexiconError(path, "{what} must be a table", what=what)
    for key, value in body.items():
        _known(key, keys, path, "key")
        if not isinstance(value, keys[key]):
            raise LexiconError(
                line_of(path, key),
                "“{name}” has the wrong type; it must be {wanted}",
                name=key,
                wanted=_TYPES[keys[key]],
            )
        if (
            isinstance(value, list)
            and key not in ("cue", "case", "hidden")
            and not all(isinstance(one, str) for one in value)
        ):
            raise LexiconError(line_of(path, key), "“{name}” must be a list of texts", name=key)


def _check_cues(body: dict[str, Any], path: Path) -> None:
    for cue in body.get("cue", []):
        _check_keys(cue, _CUE_KEYS, path, "a cue")
        if not cue.get("find"):
            raise LexiconError(path, "a cue without “find”")
        if cue.get("on", "subject") != "subject":
            raise LexiconError(line_of(path, "on ="), "“on” can only be “subject”")
        if cue.get("boundary", True) not in (True, False, "start", "end"):
            raise LexiconError(line_of(path, "boundary"), "boundary is true, false, “start” or “end”")
        _check_context(cue, path)
    _check_context(body, path)


def _check_context(body: dict[str, Any], path: Path) -> None:
    for nearness, kinds in body.get("excused_by", {}).items():
        _known(nearness, NEARNESS, path, "nearness")
        if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
            raise LexiconError(line_of(path, nearness), "“{name}” must be a list of texts", name=nearness)
    for reason in body.get("voice", []):
        _known(reason, REASONS, path, "reason")
    if "severity" in body:
        _known(body["severity"], SEVERITIES, path, "severity")


def _check_rule(body: dict[str, Any], path: Path) -> None:
    _check_keys(body, _RULE_KEYS, path, "this rule")
    _check_cues(body, path)
    for key in ("title", "scope", "severity", "principles", "says", "why", "try"):
        if key in body:
            continue
        if key in _CHOICES:
            choices = ", ".join(_CHOICES[key])
            raise LexiconError(path, "the key “{name}” is missing; it is one of {choices}", name=key, choices=choices)
        raise LexiconError(path, "the key “{name}” is missing", name=key)
    _known(body["scope"], SCOPES, path, "scope")
    for key, what, known in (("kinds", "kind", KINDS), ("audiences", "audience", AUDIENCES)):
        if body.get(key) == []:
            raise LexiconError(line_of(path, key), "“{name}” is empty; leave it out for all of them", name=key)
        for name in body.get(key, []):
            _known(name, known, path, what)
    _check_kinds(body, path)
    _check_cases(body, path)
    if "suggest" in body:
        _known(body["suggest"], SUGGESTIONS, path, "suggestion")
        if "suggest_try" not in body:
            raise LexiconError(line_of(path, "suggest"), "“suggest” needs “suggest_try”, which holds {{suggestion}}")
        try:
            re.compile(body.get("suggest_without", ""), re.VERBOSE)
        except re.error as error:
            raise LexiconError(line_of(path, "suggest_without"), "no raw expression: {detail}", detail=error) from None
    _check_mends(body, path)
    _check_slots(body, path)
    _check_examples(body, ("bad", "good"), path)
    for count, least in body.get("at_least", {}).items():
        if not isinstance(least, int) or isinstance(least, bool):
            raise LexiconError(line_of(path, count), "at_least.{count} must be a whole number", count=count)
    for wrong, right in body.get("replace", {}).items():
        if not wrong or not isinstance(right, str):
            raise LexiconError(line_of(path, wrong), "“replace” must map a text to a text")
        if wrong in right or right in body["replace"]:
            raise LexiconError(line_of(path, wrong), "what “replace” puts there must hold nothing that it replaces")
    if any("on" in cue for cue in body.get("cue", [])):
        raise LexiconError(line_of(path, "on ="), "only a move can look at the subject")
    if body["scope"] == "message" and not body.get("when"):
        raise LexiconError(path, "a message rule needs “when”")
    if body["scope"] == "phrase" and not (body.get("cue") or body.get("replace") or body.get("when")):
        raise LexiconError(path, "a phrase rule needs a cue, a “replace” table or “when”")


def _check_examples(body: dict[str, Any], sorts: tuple[str, ...], path: Path) -> None:
    for sort, examples in body.get("examples", {}).items():
        _known(sort, sorts, path, "key")
        for example in examples if isinstance(examples, list) else [None]:
            texts = {"text": example} if isinstance(example, str) else example
            if not isinstance(texts, dict) or not isinstance(texts.get("text"), str):
                raise LexiconError(
                    line_of(path, sort), "“{name}” must be a list of texts, or of tables with a “text”", name=sort
                )
            _known(texts.get("kind", KINDS[0]), KINDS, path, "kind")
            _known(texts.get("audience", AUDIENCES[0]), AUDIENCES, path, "audience")


def _check_slots(body: dict[str, Any], path: Path) -> None:
    """The slots of what a rule says can be filled: the words found, their right form, what the reader is called."""
    for part in [body, *body.get("cue", [])]:
        for key in _WORDING_KEYS:
            for slot in _SLOT.findall(part.get(key, "")):
                _known(slot, _SLOTS, path, "slot")
    for key in ("suggest_try", "suggest_try_en"):
        for slot in _SLOT.findall(body.get(key, "")):
            _known(slot, (*_SLOTS, "{suggestion}"), path, "slot")


def _check_kinds(body: dict[str, Any], path: Path) -> None:
    """What a rule or a family says of messages of one kind is known, and its slots can be filled."""
    for kind, texts in body.get("in", {}).items():
        _known(kind, KINDS, path, "kind")
        _check_keys(texts, _IN_KEYS, path, f"“in.{kind}”")
        _check_slots(texts, path)


def _check_cases(body: dict[str, Any], path: Path) -> None:
    """What a message rule says in some cases has a condition, and its slots can be filled."""
    for case in body.get("case", []):
        _check_keys(case, _CASE_KEYS, path, "a case")
        if body["scope"] != "message":
            raise LexiconError(line_of(path, "[[case]]"), "only a message rule can have cases")
        if not case.get("when"):
            raise LexiconError(line_of(path, "[[case]]"), "a case needs “when”")
        _check_context(case, path)
        _check_slots(case, path)


def _check_mends(body: dict[str, Any], path: Path) -> None:
    """What mends a finding is of the right form, and a rewrite has a slot to fill."""
    for part in [body, *body.get("cue", [])]:
        for wrong, right in part.get("mend", {}).items():
            if not wrong or not isinstance(right, str) or wrong in right:
                raise LexiconError(line_of(path, wrong), "“mend” must map a text to another that does not hold it")
        if "【" not in part.get("rewrite", "【"):
            raise LexiconError(line_of(path, "rewrite"), "“rewrite” needs a slot 【…】; “mend” is for what needs none")
    for part in [body, *body.get("in", {}).values()]:
        if "add" not in part:
            continue
        add = part["add"]
        if set(add) != {"at", "text"} or add["at"] not in ("start", "end") or not isinstance(add["text"], str):
            raise LexiconError(line_of(path, "add"), '“add” is {{ at = "start" or "end", text = "…" }}')
        if body["scope"] != "message":
            raise LexiconError(line_of(path, "add"), "only a message rule can add a line")


def _check_names(source: Source) -> None:
    """Every kind and principle named anywhere exists."""
    kinds = {*source.rules, *source.off, *source.moves, *source.classes, *MEASURES}
    kinds |= {f"{name.partition('.')[0]}.*" for name in (*source.rules, *source.off)}
    principles = {principle["id"] for principle in source.principles}
    for name, rule in source.rules.items():
        _check_names_of_rule(rule, kinds, principles, source.files[name])
    for name, body in {**source.rules, **source.moves}.items():
        for part in [body, *body.get("cue", [])]:
            for excusing in part.get("excused_by", {}).values():
                for kind in excusing:
                    _known(kind, kinds, source.files[name], "kind of mark")
    for reason, body in source.voice.items():
        for kind in [*body.get("self", []), *body.get("others", [])]:
            _known(kind, kinds, source.files[f"voice {reason}"], "kind of mark")
    if "weights" in source.files:
        _check_names_of_weights(source, kinds, source.files["weights"])


def _check_names_of_rule(rule: dict[str, Any], kinds: set[str], principles: set[str], path: Path) -> None:
    for principle in rule["principles"]:
        _known(principle, principles, path, "principle")
    for kind in sorted(named(rule, (*CONDITIONS, "only_with", "yields_to"))):
        _known(kind, kinds, path, "kind of mark")
    for count in rule.get("at_least", {}):
        _known(count, {*COUNTS, *kinds}, path, "count")
    for part in (rule, *rule.get("case", [])):
        if part.get("point_at", "start") not in ("head", "start", "end"):
            _known(part["point_at"], kinds, path, "kind of mark")


def _check_names_of_weights(source: Source, kinds: set[str], path: Path) -> None:
    names = [model["name"] for model in source.weighed["models"]]
    for model in source.weighed["models"]:
        for kind in model.get("rules", [model["name"]]):
            _known(kind, kinds, path, "kind of mark")
    for rule in source.weighed["summed"]:
        _known(rule, source.rules, path, "rule")
    of_sentences = sentence_features(names)
    of_messages = message_features(names, sorted(kinds), source.weighed["summed"])
    for owner, trees in source.trees.items():
        if owner not in names:
            _known(owner, source.rules, path, "rule")
        features = of_sentences if owner in names else of_messages
        for feature in set().union(*map(features_of, trees)):
            _known(feature, features, path, "feature")
