"""A checked lexicon `Source` → the bundle: plain JSON with everything a check needs, ready to match.

Each pattern gets an anchor: one of its elements that is plain words and must occur, the one whose words are rarest by
jieba's frequencies. It is tried only in sentences that hold a word of its anchor and of each other such element.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from ..fold import fold, table
from ..words import jieba_dictionary
from .cost import Costs
from .features import sentence_features
from .pattern import Element, PatternError, Sequence, parse, written
from .source import READERS, LexiconError, Source, line_of, nearest_name, words_of
from .spoken import (
    ASKING,
    BY_WORDS,
    CLOSING,
    CROWD,
    POLITE,
    UNFINISHED,
    VOICE_PATTERNS,
    asked_for,
    named,
    people,
)
from .trees import features_of, packed

MOST_EXPANSIONS = 400
MOST_CLASS_DEPTH = 8
MOST_STEPS = 200_000
"""The work that a pattern may be at one place (see `cost.Costs`)."""
MOST_PATTERNS = 50_000
"""Patterns and exceptions of a lexicon, each counted as often as it had to be split."""
_UNKNOWN = 0.01
"""The share of a word of no characters that jieba does not know; each character makes it ten times rarer."""

Bundle = dict[str, Any]


def compile_source(source: Source) -> Bundle:
    """The bundle of ``source``.

    Raises:
        LexiconError: a pattern breaks the notation, names an unknown class or has no word to look for.
    """
    return _Compiler(source).bundle()


@cache
def word_frequencies() -> dict[str, float]:
    """Word → its share of all words, as jieba's dictionary counts; single characters count wherever they stand."""
    words: dict[str, int] = {}
    chars: dict[str, int] = {}
    with jieba_dictionary().open(encoding="utf-8") as lines:
        for line in lines:
            word, number, *_ = line.split(" ")
            count = int(number)
            words[word] = words.get(word, 0) + count
            for char in word:
                chars[char] = chars.get(char, 0) + count
    total = sum(words.values())
    return {word: count / total for word, count in {**words, **chars}.items()}


class _Compiler:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.folding = table(source.folding)
        self.classes: dict[str, list[Sequence]] = {}
        self.work = Costs(self.classes)
        self.words: dict[str, list[str] | None] = {}
        self.cues: list[dict[str, Any]] = []
        self.patterns: list[list[Any]] = []
        self.sets: dict[tuple[str, ...], int] = {}
        self.needs: list[list[int]] = []
        self.tried: dict[int, list[int]] = {}
        self.costs: dict[str, float] = {}
        self.set_costs: dict[int, float] = {}
        self.set_words: list[tuple[str, ...]] = []
        self.frequencies = word_frequencies()
        self.scans: dict[int, list[Element]] = {}
        self.exceptions: list[list[Any]] = []
        self.exception_needs: list[list[int]] = []

    def bundle(self) -> Bundle:
        source = self.source
        for name in source.classes:
            self._class(name, ())
        for name in sorted(source.classes.keys() & self._class_kinds()):
            self._cue(name, {"boundary": False}, self.classes[name], f"class {name}")
        for name, body in {**source.moves, **source.rules}.items():
            self._cues(name, body)
        for reason, body in source.voice.items():
            for relation, patterns in body.items():
                if relation in VOICE_PATTERNS:
                    sequences = [self._parse(text, f"voice {reason}") for text in patterns]
                    self._cue(f"voice:{reason}:{relation}", {"boundary": "start"}, sequences, f"voice {reason}")
        for model in source.weighed["models"]:
            for kind in model.get("rules", [model["name"]]):
                self.cues.append({"kind": kind, "id": f"{kind}{BY_WORDS}"})
        names = [model["name"] for model in source.weighed["models"]]
        places = {feature: place for place, feature in enumerate(sentence_features(names))}
        messages = [owner for owner in source.trees if owner not in names]
        features = sorted(
            {feature for owner in messages for tree in source.trees[owner] for feature in features_of(tree)}
        )
        return {
            "fold": ["".join(source.folding), "".join(source.folding.values())],
            "classes": {name: self._class_table(name) for name in sorted(self.classes)},
            "cues": self.cues,
            "patterns": self.patterns,
            "sets": [list(words) for words in self.sets],
            "needs": self.needs,
            "tried": [self.tried.get(number, []) for number in range(len(self.sets))],
            "scans": [[cue, _any_of(regexes)[1]] for cue, regexes in self.scans.items()],
            "exceptions": self.exceptions,
            "exception needs": self.exception_needs,
            "rules": {
                name: _without(source.rules[name], "cue", "replace", "examples") for name in self._ordered_rules()
            },
            "off": sorted(source.off),
            "examples": {name: body.get("examples", {}) for name, body in source.rules.items()},
            "moves": {
                name: _without(body, "cue", "examples", "title", "title_en", "gist")
                for name, body in source.moves.items()
            },
            "voice": {name: _without(body, *VOICE_PATTERNS) for name, body in source.voice.items()},
            "families": source.families,
            "core": source.core,
            "readers": source.readers or ["…"] * READERS,
            "traditional": source.traditional,
            **{
                name: sorted({fold(word, self.folding) for word in words_of(source.classes.get(name, {}))})
                for name in (UNFINISHED, CLOSING, CROWD, POLITE, ASKING)
            },
            "sections_of_article": source.sections,
            "principles": source.principles,
            "figures": source.figures,
            "weighed": {**source.weighed, "messages": messages, "message features": features},
            "weights": source.weights,
            "trees": [packed(source.trees[name], places) for name in names]
            + [
                packed(source.trees[name], {feature: place for place, feature in enumerate(features)})
                for name in messages
            ],
            "vocabulary": sorted({fold(word, self.folding) for word in source.vocabulary}),
        }

    def _ordered_rules(self) -> list[str]:
        """The rules in an order in which each comes after those that it names.

        Raises:
            LexiconError: two message rules wait for each other.
        """
        rules = self.source.rules
        waits = {name: {kind for kind in named(body) if kind in rules and kind != name} for name, body in rules.items()}
        done: dict[str, None] = {}
        while len(done) < len(rules):
            ready = [name for name in rules if name not in done and waits[name] <= done.keys()]
            if not ready:
                stuck = [name for name in rules if name not in done]
                raise LexiconError(
                    self.source.files[stuck[0]], "these rules wait for each other: {names}", names=", ".join(stuck)
                )
            done.update(dict.fromkeys(ready))
        return list(done)

    def _class_kinds(self) -> set[str]:
        """Classes that are asked for as marks, by rules, cues or voice."""
        bodies = [*self.source.rules.values(), *self.source.moves.values()]
        cues = [cue for body in bodies for cue in body.get("cue", [])]
        return asked_for(bodies, cues) | people(self.source.voice)

    def _class(self, name: str, path: tuple[str, ...]) -> list[Sequence]:
        """The items of class ``name`` as sequences; words first, all in one element."""
        if name in self.classes:
            return self.classes[name]
        file = self.source.files.get(path[-1] if path else f"class {name}")
        if name not in self.source.classes:
            where = line_of(file, f"{{{name}}}") if file else "?"
            raise LexiconError(
                where, "unknown {what} “{name}”", what="class", name=name, close=nearest_name(name, self.source.classes)
            )
        if f"class {name}" in path or len(path) > MOST_CLASS_DEPTH:
            raise LexiconError(file, "class “{name}” contains itself, or classes are nested too deeply", name=name)
        body = self.source.classes[name]
        words = words_of(body)
        items: list[Sequence] = []
        for pattern in body.get("patterns", []):
            sequence = self._parse(pattern, f"class {name}", (*path, f"class {name}"))
            only = sequence[0] if len(sequence) == 1 else None
            plain = self._plain(only) if only else None
            if plain is not None:
                words += plain
            else:
                items.append(sequence)
        folded = list(dict.fromkeys(fold(word, self.folding) for word in words))
        if any(not word.strip() for word in folded):
            raise LexiconError(self.source.files[f"class {name}"], "class “{name}” has an empty word", name=name)
        self.classes[name] = [[["w", *folded]], *items] if folded else items
        self.words[name] = folded if not items else None
        return self.classes[name]

    def _class_table(self, name: str) -> list[Any]:
        items = self.classes[name]
        words = items[0][0][1:] if items and len(items[0]) == 1 and items[0][0][0] == "w" else []
        others = items[1:] if words else items
        plain = [item for item in others if len(item) > 1 or item[0][0] != "r"]
        regexes = [item[0] for item in others if len(item) == 1 and item[0][0] == "r"]
        return [words, [*plain, [_any_of(regexes)]] if regexes else plain]

    def _parse(self, text: str, owner: str, path: tuple[str, ...] = ()) -> Sequence:
        try:
            return [self._resolve(element, owner, path) for element in parse(text)]
        except PatternError as error:
            raise LexiconError(
                line_of(self.source.files[owner], text), error.problem, pattern=text, **error.facts
            ) from None

    def _resolve(self, element: Element, owner: str, path: tuple[str, ...]) -> Element:
        sign = element[0]
        if sign == "w":
            return ["w", *dict.fromkeys(fold(word, self.folding) for word in element[1:])]
        if sign == "c":
            self._class(element[1], path or (owner,))
        elif sign == "o":
            return ["o", self._resolve(element[1], owner, path)]
        elif sign == "a":
            return ["a", [[self._resolve(inner, owner, path) for inner in branch] for branch in element[1]]]
        return element

    def _plain(self, element: Element) -> list[str] | None:
        """The words of ``element`` when it is nothing but words."""
        if element[0] == "w":
            return list(element[1:])
        if element[0] == "c":
            return self.words[element[1]]
        if element[0] == "a":
            found: list[str] = []
            for branch in element[1]:
                words = self._plain(branch[0]) if len(branch) == 1 else None
                if words is None:
                    return None
                found += words
            return found
        return None

    def _cues(self, name: str, body: dict[str, Any]) -> None:
        for cue in body.get("cue", []):
            self._cue(name, cue, [self._parse(text, name) for text in cue["find"]], name)
        if body.get("replace"):
            self._cue(name, {}, [], name)
            for wrong, right in body["replace"].items():
                self._add(len(self.cues) - 1, [["w", fold(wrong, self.folding)]], name, right)

    def _cue(self, kind: str, cue: dict[str, Any], sequences: list[Sequence], owner: str) -> None:
        number = sum(1 for other in self.cues if other["kind"] == kind) + 1
        entry = {"kind": kind, "id": f"{kind}#{number}", **_without(cue, "find", "unless")}
        if cue.get("unless"):
            entry["unless"] = [
                number for text in cue["unless"] for number in self._exceptions(self._parse(text, owner), owner)
            ]
        self.cues.append(entry)
        for sequence in sequences:
            self._add(len(self.cues) - 1, sequence, owner, cue.get("fix"))

    def _add(self, cue: int, sequence: Sequence, owner: str, fix: str | None) -> None:
        if len(sequence) == 1 and sequence[0][0] == "r":
            self.scans.setdefault(cue, []).append(sequence[0])
            return
        if len(sequence) == 1 and sequence[0][0] == "c" and self._plain(sequence[0]) is None:
            for item in self.classes[sequence[0][1]]:
                self._add(cue, item, owner, fix)
            return
        self._refuse_heavy(sequence, owner)
        for anchored, index in self._anchored(sequence, owner):
            own, others = self._anchor(anchored, index, len(self.patterns))
            self.patterns.append([cue, anchored, index, own, fix])
            self.needs.append(others)

    def _exceptions(self, sequence: Sequence, owner: str) -> list[int]:
        """The numbers of an ``unless`` pattern: negative, so that it is looked at only where its cue has matched."""
        numbers = []
        self._refuse_heavy(sequence, owner)
        for anchored, index in self._anchored(sequence, owner):
            own, others = self._anchor(anchored, index, None)
            self.exceptions.append([anchored, index, own])
            self.exception_needs.append([own, *others])
            numbers.append(-len(self.exceptions))
        return numbers

    def _refuse_heavy(self, sequence: Sequence, owner: str) -> None:
        """Refuse a pattern that could keep a check busy, and a lexicon that could fill the memory.

        Raises:
            LexiconError: there are too many steps at one place, or too many patterns.
        """
        steps = self.work.of(sequence).steps
        if steps > MOST_STEPS:
            raise LexiconError(
                self.source.files[owner],
                "{owner}: {steps} steps at one place, where {most} is the most; shorten gaps, or put fewer of "
                "them into classes: {shown}",
                owner=owner,
                steps=steps,
                most=MOST_STEPS,
                shown=written(sequence),
            )
        if len(self.patterns) + len(self.exceptions) >= MOST_PATTERNS:
            raise LexiconError(
                self.source.files[owner], "{owner}: more than {most} patterns in all", owner=owner, most=MOST_PATTERNS
            )

    def _anchor(self, sequence: Sequence, index: int, number: int | None) -> tuple[int, list[int]]:
        """The set of the anchor, where pattern ``number`` is now tried, and those of the others that must occur.

        An exception (None) is tried only where its cue has matched.
        """
        own, others = -1, set()
        for place, element in enumerate(sequence):
            words = self._plain(element)
            if words:
                found = self._set(tuple(sorted(set(words))))
                if place == index:
                    own = found
                else:
                    others.add(found)
        if number is not None:
            self.tried.setdefault(own, []).append(number)
        return own, sorted(others - {own}, key=self._rarity)

    def _set(self, words: tuple[str, ...]) -> int:
        """The number of the set of ``words``."""
        if words not in self.sets:
            self.sets[words] = len(self.sets)
            self.set_words.append(words)
        return self.sets[words]

    def _rarity(self, number: int) -> tuple[float, int]:
        """How often a word of set ``number`` is to be expected; the number settles a tie."""
        if number not in self.set_costs:
            self.set_costs[number] = sum(map(self._expected, self.set_words[number]))
        return self.set_costs[number], number

    def _anchored(self, sequence: Sequence, owner: str) -> list[list[Any]]:
        """``sequence`` as pairs of a sequence and the index of its anchor; more than one when it must be split."""
        todo, done = [sequence], []
        while todo:
            current = todo.pop()
            costs = [(self._cost(element), index) for index, element in enumerate(current)]
            cost, index = min(costs)
            if cost < 1e9:
                done.append([current, index])
            else:
                split = self._split(current)
                if split is None or len(todo) + len(done) + len(split) > MOST_EXPANSIONS:
                    file = self.source.files[owner]
                    shown = written(sequence)
                    raise LexiconError(
                        line_of(file, shown),
                        "{owner}: a pattern has no word that must occur: {shown}; give it a word, a [a|b] or a class "
                        "of words that has no “?” behind it",
                        owner=owner,
                        shown=shown,
                    )
                todo += split
        return done

    def _cost(self, element: Element) -> float:
        """How often a word of ``element`` is to be expected; 1e9 when it is not plain words."""
        words = self._plain(element)
        return sum(self._expected(word) for word in words) if words else 1e9

    def _expected(self, word: str) -> float:
        cost = self.costs.get(word)
        if cost is None:
            known = self.frequencies.get(word, 0.0)
            cost = self.costs[word] = max(known, _UNKNOWN * 10.0 ** -len(word))
        return cost

    def _split(self, sequence: Sequence) -> list[Sequence] | None:
        """``sequence`` once for each branch of its first bracket or class that is not plain words."""
        for index, element in enumerate(sequence):
            if element[0] == "a":
                branches = element[1]
            elif element[0] == "c":
                branches = self.classes[element[1]]
            else:
                continue
            return [[*sequence[:index], *branch, *sequence[index + 1 :]] for branch in branches]
        return None


def _any_of(regexes: list[Element]) -> Element:
    """One raw expression for several."""
    if len(regexes) == 1:
        return regexes[0]
    source = "|".join(f"(?:{element[1]})" for element in regexes)
    return ["r", source, min(element[2] for element in regexes), max(element[3] for element in regexes)]


def _without(body: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key not in keys}
