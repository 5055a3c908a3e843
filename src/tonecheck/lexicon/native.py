"""A compiled lexicon as numbers for the compiled core (``tonecheck._core``), which reads them where they lie.

One array of 32-bit numbers holds all: every thing in it is a row that begins at some place, and rows name other rows by
their places. A row is written after those that it names, so that the core can tell by the places alone that nothing
contains itself. The first numbers of the array are the `_HEAD`. What the rows look like is said where they are written;
what they mean is said in `match` (steps), `cues` (cues, exceptions) and `weights`: steps are made by the matcher itself
and written down here, so that there is one account of them.
"""

from __future__ import annotations

import re._constants as sre
import re._parser as sre_parse
from array import array
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import accumulate
from typing import Any

from .charsets import at_start_only, first_chars, regex_edges, regex_needs, scan_chars, second_chars
from .match import (
    DIGIT,
    KINDS,
    SPACE,
    WORD,
    Chars,
    ClauseStart,
    Either,
    Gap,
    GapWords,
    Matcher,
    Optional,
    Pattern,
    Raw,
    Step,
    Steps,
    Words,
    union,
)
from .spoken import REACH, VOICE_PATTERNS, accepted_by, for_voice_alone, voice_slots
from .weights import HIDDEN_ZERO

VERSION = 8
_HEAD = (
    "version", "length", "words mask", "words", "groups", "sets", "patterns", "pattern rows", "cues", "cue rows",
    "exceptions", "exception rows", "scans", "scan rows", "scan chars", "lanes", "biases", "models", "hidden",
    "hidden rows", "weights mask", "weights", "group count", "reasons", "reason rows", "slots",
)  # fmt: skip
_NONE = 0xFFFFFFFF
_FEW = 4
"""So many words are looked at one after the other; more are looked up."""
_FEW_WAYS = 4
"""Of so many ways of a raw expression one is chosen by the next character; of more by the two next ones."""
_PLACE_BITS = 24
"""Bits that the place of a row takes where it is found by a hash."""
_ALL_BITS = (0xFFFFFFFF, 0xFFFFFFFF)
_MOST_LANES = 128
_HAS_HIDDEN, _HAS_BYTES = 1 << 15, 1 << 14
"""Beside the count of a word's weights: it has numbers for hidden units, it has a byte for each lane."""
_QUOTED = 30
"""The bit of quotations among the reasons of the voice."""
_MOST_CHOICES = 500
"""A raw expression with more places where it may go one way or the other is left to ``re``."""

(_WORDS, _EITHER, _GAP_WORDS, _GAP, _OPTIONAL, _RAW, _CLAUSE_START, _CLAUSE_END, _OPEN, _CLOSE) = range(1, 11)
(_LITERAL, _NOT_LITERAL, _ANY, _SET, _REPEAT, _BRANCH, _GROUP, _ATOMIC, _ASSERT, _AT) = range(20, 30)

_CATEGORIES = {
    sre.CATEGORY_DIGIT: 1,
    sre.CATEGORY_NOT_DIGIT: 2,
    sre.CATEGORY_SPACE: 4,
    sre.CATEGORY_NOT_SPACE: 8,
    sre.CATEGORY_WORD: 16,
    sre.CATEGORY_NOT_WORD: 32,
}
_PLACES = {
    sre.AT_BEGINNING: 0,
    sre.AT_BEGINNING_STRING: 0,
    sre.AT_END: 1,
    sre.AT_END_STRING: 2,
    sre.AT_BOUNDARY: 3,
}
_REPEATS = {sre.MAX_REPEAT: 0, sre.MIN_REPEAT: 1, sre.POSSESSIVE_REPEAT: 2}
_SINGLE = (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN)


class _Unknown(Exception):
    """A raw expression has something that the core doesn't know."""


def hash_of(chars: Iterable[int]) -> int:
    """The number by which the core looks up a word."""
    found = 0x811C9DC5
    for char in chars:
        found = ((found ^ char) * 0x01000193) & 0xFFFFFFFF
    return found ^ found >> 15


def _char_hash(char: int) -> int:
    found = (char * 0x9E3779B1) & 0xFFFFFFFF
    return found ^ found >> 15


def _bits(chars: Chars) -> tuple[int, int]:
    """Bits of the hashes of ``chars``, 64 in two numbers: most other characters have none of them."""
    if chars is None or not KINDS.isdisjoint(chars):
        return _ALL_BITS
    found = 0
    for code in map(ord, chars):
        found |= 1 << (_char_hash(code) >> 26)
    return found & 0xFFFFFFFF, found >> 32


def _mask(count: int) -> int:
    """One less than a power of two that leaves half of the places for ``count`` things free."""
    return (1 << (2 * count - 1).bit_length()) - 1 if count else 0


def _full_mask(count: int) -> int:
    """One less than a power of two that leaves a quarter of the places for ``count`` things free: for a great many."""
    return (1 << (4 * count // 3).bit_length()) - 1


def core_numbers(
    bundle: Mapping[str, Any],
    groups: list[tuple[int, ...]],
    group_of: Mapping[str, int],
    beside: list[Chars],
    classes: Mapping[str, Any],
    patterns: list[Any],
    exceptions: list[Any],
    regexes: list[str],
) -> array[int]:
    """The array of a compiled lexicon.

    Args:
        bundle: as `compile.compile_source` made it.
        groups: the sets of each group of words.
        group_of: word → its group.
        beside: of each pattern the characters before its anchor and those behind it.
        classes: name → its items in the shape of `Table.class_items`.
        patterns: of the bundle, with numbers for raw expressions.
        exceptions: likewise.
        regexes: the sources of raw expressions.
    """
    writer = _Writer(classes, regexes)
    head = dict.fromkeys(_HEAD, 0)
    head["version"] = VERSION
    writer.needed = _order(groups, {one for needs in (*bundle["needs"], *bundle["exception needs"]) for one in needs})
    head["patterns"], head["pattern rows"] = writer.patterns(bundle, patterns, beside)
    head["groups"] = writer.groups(bundle, groups)
    head["group count"], head["sets"] = len(groups), len(writer.needed)
    head["words mask"], head["words"] = writer.anchors(group_of)
    head["exceptions"], head["exception rows"] = writer.exceptions(bundle, exceptions, groups)
    slots = voice_slots(bundle)
    head["slots"] = len(slots)
    head["cues"], head["cue rows"] = writer.cues(bundle, slots)
    head["reasons"], head["reason rows"] = writer.reasons(bundle, slots)
    writer.scans(head, bundle, regexes)
    writer.weights(head, bundle)
    numbers = writer.numbers
    head["length"] = len(numbers)
    numbers[: len(_HEAD)] = array("I", [head[name] for name in _HEAD])
    return numbers


class _Writer:
    def __init__(self, classes: Mapping[str, Any], regexes: list[str]) -> None:
        self.numbers = array("I", bytes(4 * len(_HEAD)))
        self.known: dict[tuple[str | int, ...], int] = {}
        self.sources = regexes
        self.matcher = Matcher(classes.__getitem__, lambda number: number)  # type: ignore[arg-type, return-value]
        self.made: dict[Step, int] = {}
        self.sets: dict[frozenset[str], int] = {}
        self.charsets: dict[Chars, int] = {}
        self.regexes: dict[int, int] = {}
        self.needed: dict[int, int] = {}
        """Of each set that something needs its number in the array."""

    def row(self, sort: str, *numbers: int) -> int:
        """The place of a row of these numbers; rows of one sort that are alike are one."""
        key: tuple[str | int, ...] = (sort, *numbers)
        at = self.known.get(key)
        if at is None:
            at = self.known[key] = len(self.numbers)
            self.numbers.extend(numbers)
        return at

    def block(self, numbers: Iterable[int]) -> int:
        """The place of a block that only one thing names."""
        at = len(self.numbers)
        self.numbers.extend(numbers)
        return at

    def word(self, word: str) -> int:
        """[length, characters]."""
        return self.row("word", len(word), *map(ord, word))

    def charset(self, chars: Chars) -> int:
        """[kinds, mask, bits, places for characters]; kinds: 1 any, 2 digits, 4 blanks, 8 letters and digits.

        Bits: see `_bits`.
        """
        at = self.charsets.get(chars)
        if at is None:
            kinds = (
                1 if chars is None else sum(bit for sign, bit in ((DIGIT, 2), (SPACE, 4), (WORD, 8)) if sign in chars)
            )
            at = self.charsets[chars] = self._slots(kinds, (chars or frozenset()) - {DIGIT, SPACE, WORD})
        return at

    def _slots(self, kinds: int, chars: frozenset[str]) -> int:
        mask = _mask(len(chars))
        slots = [_NONE] * (mask + 1)
        for char in sorted(map(ord, chars)):
            at = _char_hash(char) & mask
            while slots[at] != _NONE:
                at = (at + 1) & mask
            slots[at] = char
        return self.row("chars", kinds, mask, *(_bits(chars) if kinds == 0 else _ALL_BITS), *slots)

    def word_set(self, words: frozenset[str], lengths: list[int]) -> int:
        """[mask, first characters, last characters, count, lengths, the longest first, places for words].

        With mask 0 the words themselves stand in their place, the longest first.
        """
        at = self.sets.get(words)
        if at is None:
            firsts = self.charset(frozenset(word[0] for word in words))
            lasts = self.charset(frozenset(word[-1] for word in words))
            ordered = sorted(words, key=lambda word: (-len(word), word))
            if len(words) <= _FEW:
                mask, slots = 0, [part for word in ordered for part in (len(word), *map(ord, word))]
            else:
                mask = _mask(len(words))
                slots = _hashed(mask, ((hash_of(map(ord, word)), self.word(word)) for word in ordered))
            at = self.row("words", mask, firsts, lasts, len(words), len(lengths), *lengths, *slots)
            self.sets[words] = at
        return at

    def sequence(self, steps: Steps) -> int:
        """[count, steps]."""
        return self.row("steps", len(steps), *[self.step(step) for step in steps])

    def step(self, step: Step | str) -> int:
        """The row of a step: [sort, bits of the characters that it can begin with (see `_bits`), …]."""
        if isinstance(step, str):
            return self.row("step", _OPEN if step == "<" else _CLOSE, *_ALL_BITS)
        at = self.made.get(step)
        if at is None:
            at = self.made[step] = self._step(step)
        return at

    def _step(self, step: Step) -> int:
        if isinstance(step, Words):
            return self.row("step", _WORDS, *_bits(step.firsts), self.word_set(step.words, step.lengths))
        if isinstance(step, Either):
            words = self.word_set(step.words.words, step.words.lengths) if step.words else 0
            firsts = union([step.chars, step.words.firsts if step.words else frozenset()])
            ways = [
                number
                for chars, sequence in step.ways
                for number in (self.charset(chars), self.sequence(self.matcher.steps(sequence, step.forward)))
            ]
            return self.row("step", _EITHER, *_bits(firsts), words, self.charset(step.chars), len(step.ways), *ways)
        if isinstance(step, GapWords):
            words = self.word_set(step.words, step.lengths)
            # They are asked for behind the gap.
            return self.row("step", _GAP_WORDS, *_ALL_BITS, step.width, int(step.wide), words, *_bits(step.firsts))
        if isinstance(step, Gap):
            behind = self.step(step.behind) if step.behind else 0
            return self.row("step", _GAP, *_ALL_BITS, step.width, int(step.wide), behind)
        if isinstance(step, Optional):
            return self.row("step", _OPTIONAL, *_ALL_BITS, self.step(step.inner))
        if isinstance(step, Raw):
            number: int = step.regex  # type: ignore[assignment]
            firsts = regex_edges(self.sources[number])[0 if step.forward else 1]
            return self.row("step", _RAW, *_bits(firsts), step.least, step.most, self.regex(number))
        return self.row("step", _CLAUSE_START if isinstance(step, ClauseStart) else _CLAUSE_END, *_ALL_BITS)

    def sides(self, pattern: Pattern) -> tuple[int, int]:
        """The sequences to the left and to the right of the anchor of ``pattern``."""
        left, right = pattern.steps()
        return self.sequence(left), self.sequence(right)

    def patterns(self, bundle: Mapping[str, Any], patterns: list[Any], beside: list[Chars]) -> tuple[int, int]:
        """[cue, left, right, before, behind, needs, signs] for each; signs: 1 alone, 2 plain, 4 has a fix."""
        rows: list[int] = []
        for number, (cue, sequence, index, _, fix) in enumerate(patterns):
            pattern = self.matcher.pattern(sequence, index)
            signs = pattern.alone | pattern.plain << 1 | (fix is not None) << 2
            needs = self._list(self._sets(bundle["needs"][number]))
            before, behind = (self.charset(chars) for chars in beside[2 * number : 2 * number + 2])
            rows += [cue, *self.sides(pattern), before, behind, needs, signs]
        return len(patterns), self.block(rows)

    def _list(self, numbers: list[int]) -> int:
        return self.row("list", len(numbers), *numbers)

    def _sets(self, needs: Iterable[int]) -> list[int]:
        return [self.needed[one] for one in needs]

    def groups(self, bundle: Mapping[str, Any], groups: list[tuple[int, ...]]) -> int:
        """For each group which sets that something needs it is in, and the patterns that are tried.

        The former is [count, (place of 32 bits, bits) …], the latter [count, (set that the pattern needs first or none,
        pattern) …].
        """
        rows = []
        for sets in groups:
            bits: dict[int, int] = {}
            for one in sorted(self._sets(one for one in sets if one in self.needed)):
                bits[one // 32] = bits.get(one // 32, 0) | 1 << one % 32
            rows.append(self.row("bits", len(bits), *(part for pair in bits.items() for part in pair)))
            tried = [number for one in sorted(sets) for number in bundle["tried"][one]]
            needs = [self._sets(bundle["needs"][number]) for number in tried]
            first = [own[0] if own else _NONE for own in needs]
            rows.append(
                self.row("tried", len(tried), *(part for pair in zip(first, tried, strict=True) for part in pair))
            )
        return self.block(rows)

    def anchors(self, group_of: Mapping[str, int]) -> tuple[int, int]:
        """Places for the words by their first two characters: [first, second or none, count, words].

        A word is [length, group, characters from the third on], the longest first.
        """
        by_pair: dict[tuple[int, int], list[str]] = {}
        for word in sorted(group_of, key=lambda word: (-len(word), word)):
            by_pair.setdefault((ord(word[0]), ord(word[1]) if len(word) > 1 else _NONE), []).append(word)
        found = []
        for (first, second), words in by_pair.items():
            row = [first, second, len(words)]
            for word in words:
                row += [len(word), group_of[word], *map(ord, word[2:])]
            found.append((hash_of((first, second)), self.block(row)))
        mask = _mask(len(found))
        return mask, self.block(_hashed(mask, found))

    def exceptions(
        self, bundle: Mapping[str, Any], exceptions: list[Any], groups: list[tuple[int, ...]]
    ) -> tuple[int, int]:
        """[left, right, needs (its own set first), groups of its own set, plain] for each."""
        own = {one for *_, one in exceptions}
        members: dict[int, list[int]] = {}
        for group, sets in enumerate(groups):
            for one in sets:
                if one in own:
                    members.setdefault(one, []).append(group)
        rows: list[int] = []
        for (sequence, index, one), needs in zip(exceptions, bundle["exception needs"], strict=True):
            pattern = self.matcher.pattern(sequence, index)
            rows += [*self.sides(pattern), self._list(self._sets(needs)), self._list(members[one]), int(pattern.plain)]
        return len(exceptions), self.block(rows)

    def cues(self, bundle: Mapping[str, Any], slots: Mapping[str, int]) -> tuple[int, int]:
        """[signs, order, exceptions, slot, accepts] for each.

        Signs: 1 starts a word, 2 ends one, 4 on the subject, 8 anywhere, 16 says in what voice, 32 only the voice
        asks for it. Slot: among the kinds that `voice` looks at. Accepts: bits of the reasons (see `reasons`), the last
        for quotations; all: counts in any speech. Exceptions: [count, (the set of its anchor, exception) …].
        """
        cues, classes = bundle["cues"], bundle["classes"]
        ranks = sorted(range(len(cues)), key=lambda number: (cues[number]["kind"], cues[number]["id"]))
        order = {number: place for place, number in enumerate(ranks)}
        alone = for_voice_alone(bundle)
        rows = []
        for number, cue in enumerate(cues):
            wanted, kind = cue.get("boundary", True), cue["kind"]
            signs = (wanted in (True, "start")) | (wanted in (True, "end")) << 1 | ("on" in cue) << 2
            signs |= (kind.startswith("voice:") or kind in classes) << 3
            signs |= kind.startswith("voice:") << 4 | (kind in alone) << 5
            unless = [
                part
                for one in cue.get("unless", ())
                for part in (self.needed[bundle["exceptions"][-one - 1][2]], -one - 1)
            ]
            rows += [signs, order[number], self.row("unless", len(unless) // 2, *unless)]
            rows += [slots.get(kind, _NONE), _accepts(bundle, cue)]
        return len(cues), self.block(rows)

    def reasons(self, bundle: Mapping[str, Any], slots: Mapping[str, int]) -> tuple[int, int]:
        """[reach, slots of before, clause, sentence, around, after, unless, self, others] for each reason."""
        rows: list[int] = []
        for reason, body in bundle["voice"].items():
            rows.append(body.get("reach", REACH))
            rows += [slots.get(f"voice:{reason}:{relation}", _NONE) for relation in VOICE_PATTERNS]
            rows += [self._list([slots[kind] for kind in body.get(key, ())]) for key in ("self", "others")]
        return len(bundle["voice"]), self.block(rows)

    def scans(self, head: dict[str, int], bundle: Mapping[str, Any], regexes: list[str]) -> None:
        """[cue, raw expression, reach, whether more can begin at the beginning of the text] for each.

        Behind them which of them can begin with a character, which need it (`regex_needs`), which can have it as their
        second one (`scan_chars`).
        """
        number_of = {source: number for number, source in enumerate(regexes)}
        sources = [source for _, source in bundle["scans"]]
        needs = [regex_needs(source) for source in sources]
        chars = [scan_chars(source) for source in sources]
        rows = [
            part
            for (cue, source), (_, reach), (_, _, at_start) in zip(bundle["scans"], needs, chars, strict=True)
            for part in (cue, self.regex(number_of[source]), reach, int(at_start))
        ]
        head["scans"], head["scan rows"] = len(sources), self.block(rows)
        unused: list[Chars] = [frozenset()] * (-len(sources) % 32)
        kinds = [[first for first, _, _ in chars], [needed for needed, _ in needs], [second for _, second, _ in chars]]
        head["scan chars"] = self.choice([one for kind in kinds for one in (*kind, *unused)])

    def choice(self, charsets: list[Chars], at_start: Iterable[bool] = ()) -> int:
        """[words of 32 bits, mask, bits of any character, digits, blanks, letters, places for (character, bits)].

        Bit *n* says that the character is one of ``charsets[n]``. Behind the bits of letters those that count only at
        the beginning of the text.
        """
        bits_of: dict[str, int] = {}
        for number, chars in enumerate(charsets):
            for char in chars if chars is not None else ("",):
                bits_of[char] = bits_of.get(char, 0) | 1 << number
        width = max(1, -(-len(charsets) // 32))

        def parts(of: int) -> list[int]:
            return [of >> 32 * place & 0xFFFFFFFF for place in range(width)]

        kinds = [part for kind in ("", DIGIT, SPACE, WORD) for part in parts(bits_of.pop(kind, 0))]
        kinds += parts(sum(1 << number for number, only in enumerate(at_start) if only))
        mask = _mask(len(bits_of))
        slots = [[_NONE] * (1 + width) for _ in range(mask + 1)]
        for char, of in sorted(bits_of.items()):
            at = _char_hash(ord(char)) & mask
            while slots[at][0] != _NONE:
                at = (at + 1) & mask
            slots[at] = [ord(char), *parts(of)]
        return self.row("choice", width, mask, *kinds, *(part for slot in slots for part in slot))

    def weights(self, head: dict[str, int], bundle: Mapping[str, Any]) -> None:
        """Of each lane its bias; places, by their first two characters, for the words that begin with them.

        A row is [first, second or none, halves …, keys of tails …, places of tails …, tails …]: halves, two in a
        number, are how many tails there are, how many weights the word of these characters alone has, and these. A
        tail is a longer word: [characters from the fourth on …, halves …], halves being how many weights it has, and
        these; its key, by which tails are sorted, third character and how many more there are in one; its place, two
        in a number, counted from the first tail. A weight is lane and value in one; a great value is written as
        several. Where their count has `_HAS_HIDDEN`, the word's numbers for hidden units come behind them, four in a
        half, 8 standing for 0. A word with weights for most lanes has `_HAS_BYTES`: behind all others a byte for each
        lane, 128 standing for 0, filled up to a multiple of eight; only what does not go into a byte is then a weight
        by itself. A process reads what lies beside a row with it, so rows are small.

        Of hidden units the biases, then for each model [its lane, what each unit speaks for it].
        """
        models, hidden = bundle["weighed"]["models"], bundle["weighed"]["hidden"]
        biases = [bias for model in models for bias in (model["bias"], *model.get("rules", {}).values())]
        biases += [0] * len(bundle["weighed"]["summed"])
        if len(biases) + len(hidden) > _MOST_LANES:
            raise ValueError(f"more than {_MOST_LANES} models, rules that words speak for, and hidden units")
        head["lanes"], head["biases"] = len(biases), self.block(bias & 0xFFFFFFFF for bias in biases)
        rows, lane = [*hidden], 0
        for model in models:
            rows += [lane, *model.get("hidden", [])]
            lane += 1 + len(model.get("rules", {}))
        head["models"] = len(models)
        head["hidden"], head["hidden rows"] = len(hidden), self.block(number & 0xFFFFFFFF for number in rows)
        alone: dict[str, list[int]] = {}
        tails: dict[str, list[tuple[int, list[int]]]] = {}
        for word, (pairs, letters) in sorted(bundle["weights"].items()):
            halves = _word_halves(pairs, letters, len(biases))
            longer = tails.setdefault(word[:2], [])
            if len(word) <= 2:
                alone[word] = halves
            else:
                key = ord(word[2]) | len(word) - 3 << 21
                longer.append((key, [*map(ord, word[3:]), *_halves(*halves)]))
        found = []
        # Where many words begin, many are looked up: kept together, they bring fewer pages into memory.
        for begin, longer in sorted(tails.items(), key=lambda item: (-len(item[1]), item[0])):
            pair = (ord(begin[0]), ord(begin[1]) if len(begin) > 1 else _NONE)
            halves = alone.get(begin, [0])
            places = accumulate((len(tail) for _, tail in longer[:-1]), initial=0) if longer else ()
            row = [*pair, *_halves(len(longer), *halves), *(key for key, _ in longer), *_halves(*places)]
            found.append((hash_of(pair), self.block([*row, *(part for _, tail in longer for part in tail)])))
        head["weights mask"] = _full_mask(len(found))
        head["weights"] = self.block(_hashed(head["weights mask"], found))

    def regex(self, number: int) -> int:
        """[number, sequence, characters it can begin with, end with]; 0 for the sequence: left to ``re``."""
        at = self.regexes.get(number)
        if at is None:
            try:
                tree = sre_parse.parse(self.sources[number])
                if tree.state.flags != sre.SRE_FLAG_UNICODE or _choices(tree) > _MOST_CHOICES:
                    raise _Unknown
                sequence = self.tree(tree)
            except _Unknown:
                sequence = 0
            edges = [self.charset(chars) for chars in regex_edges(self.sources[number])]
            at = self.regexes[number] = self.row("regex", number, sequence, *edges)
        return at

    def tree(self, tree: Any) -> int:
        """[count, parts] of the parsed expression ``tree``."""
        return self.row("parts", len(tree), *[self.part(op, value) for op, value in tree])

    def part(self, op: Any, value: Any) -> int:
        """The row of one part of a parsed expression."""
        if op is sre.LITERAL:
            return self.row("part", _LITERAL, value)
        if op is sre.NOT_LITERAL:
            return self.row("part", _NOT_LITERAL, value)
        if op is sre.ANY:
            return self.row("part", _ANY)
        if op is sre.IN:
            return self._set(value)
        if op in _REPEATS:
            least, most, body = value
            if body.getwidth()[0] == 0 or most is sre.MAXREPEAT:
                raise _Unknown
            single = len(body) == 1 and body[0][0] in _SINGLE
            inner = self.part(*body[0]) if single else self.tree(body)
            return self.row("part", _REPEAT, least, most, _REPEATS[op], int(single), inner)
        if op is sre.BRANCH:
            ways = [self.tree(branch) for branch in value[1]]
            firsts = self.choice([first_chars(branch) for branch in value[1]], map(at_start_only, value[1]))
            # Of many ways some begin alike.
            seconds = self.choice([second_chars(branch) for branch in value[1]]) if len(ways) > _FEW_WAYS else 0
            return self.row("part", _BRANCH, len(ways), firsts, seconds, *ways)
        if op is sre.SUBPATTERN:
            _, added, taken, body = value
            if added or taken:
                raise _Unknown
            return self.row("part", _GROUP, self.tree(body))
        if op is sre.ATOMIC_GROUP:
            return self.row("part", _ATOMIC, self.tree(value))
        if op in (sre.ASSERT, sre.ASSERT_NOT):
            way, body = value
            least, most = body.getwidth()
            if way < 0 and least != most:
                raise _Unknown
            return self.row("part", _ASSERT, int(op is sre.ASSERT_NOT), least if way < 0 else 0, self.tree(body))
        if op is sre.AT and value in _PLACES:
            return self.row("part", _AT, _PLACES[value])
        raise _Unknown

    def _set(self, items: list[Any]) -> int:
        """[negated, categories, characters, count of ranges, ranges]."""
        negated, categories, chars, ranges = 0, 0, set(), []
        for op, value in items:
            if op is sre.NEGATE:
                negated = 1
            elif op is sre.LITERAL:
                chars.add(chr(value))
            elif op is sre.RANGE:
                ranges += value
            elif op is sre.CATEGORY and value in _CATEGORIES:
                categories |= _CATEGORIES[value]
            else:
                raise _Unknown
        return self.row("part", _SET, negated, categories, self._slots(0, frozenset(chars)), len(ranges) // 2, *ranges)


def _order(groups: list[tuple[int, ...]], needed: set[int]) -> dict[int, int]:
    """Of each set in ``needed`` its place among them; those that share words stand together.

    A word then has the bits of all its sets in a few numbers. It is by the words in most sets that it counts.
    """
    rank = {group: place for place, group in enumerate(sorted(range(len(groups)), key=lambda one: -len(groups[one])))}
    ranks: dict[int, list[int]] = {one: [] for one in needed}
    for group, sets in enumerate(groups):
        for one in needed.intersection(sets):
            ranks[one].append(rank[group])
    return {one: place for place, one in enumerate(sorted(needed, key=lambda one: (sorted(ranks[one]), one)))}


def _accepts(bundle: Mapping[str, Any], cue: Mapping[str, Any]) -> int:
    """The reasons of the voice that do not set a mark of ``cue`` aside, as bits (see `_Writer.cues`)."""
    accepted = accepted_by(bundle["rules"], bundle["moves"], cue["kind"], cue)
    if accepted is None:
        return _NONE
    names = [*bundle["voice"]]
    if len(names) > _QUOTED:
        raise ValueError(f"more than {_QUOTED} reasons of the voice")
    return sum(1 << n for n, name in enumerate(names) if name in accepted) | ("quoted" in accepted) << _QUOTED


def _choices(tree: Any) -> int:
    """In how many places, at most, the expression ``tree`` may be on its way at once."""
    found = 1
    for op, value in tree:
        if op in _REPEATS:
            found += 1 if len(value[2]) == 1 and value[2][0][0] in _SINGLE else value[1] * (1 + _choices(value[2]))
        elif op is sre.BRANCH:
            found += 1 + max(map(_choices, value[1]))
        elif op is sre.SUBPATTERN:
            found += 1 + _choices(value[3])
        elif op in (sre.ASSERT, sre.ASSERT_NOT):
            found += 1 + _choices(value[1])
        elif op is sre.ATOMIC_GROUP:
            found += 1 + _choices(value)
    return found


@cache
def _parts(value: int) -> tuple[int, ...]:
    """``value`` as a sum of numbers of nine bits."""
    if -256 <= value < 256:
        return (value,)
    part = max(-256, min(255, value))
    return part, *_parts(value - part)


def _word_halves(pairs: Iterable[tuple[int, int]], letters: str, lanes: int) -> list[int]:
    """The halves of a word with these weights, (lane, value), and numbers for hidden units (see `_Writer.weights`)."""
    values = dict(pairs)
    sign, row = 0, [0] * (-(-lanes // 8) * 8)
    if sum(len(_parts(value)) for value in values.values()) > len(row) // 2:
        sign = _HAS_BYTES
        for lane, value in values.items():
            row[lane] = max(-128, min(127, value))
        values = {lane: value - row[lane] for lane, value in values.items() if value != row[lane]}
    alone = [lane << 9 | part + 256 for lane, value in values.items() for part in _parts(value)]
    of_lanes = [low + 128 | high + 128 << 8 for low, high in zip(row[::2], row[1::2], strict=True)] if sign else []
    return [len(alone) | sign | (_HAS_HIDDEN if letters else 0), *alone, *_fours(letters), *of_lanes]


_HEXADECIMAL = {HIDDEN_ZERO - 8 + number: f"{number:x}" for number in range(16)}


def _fours(letters: str) -> list[int]:
    """The numbers that ``letters`` stand for (see `weights.HIDDEN_ZERO`), four in one, the first in the lowest bits."""
    digits = letters.translate(_HEXADECIMAL)
    return [int(digits[at : at + 4][::-1], 16) for at in range(0, len(digits), 4)]


def _halves(*halves: int) -> list[int]:
    """Numbers of 16 bits, two in one, the lower bits first."""
    if halves and not 0 <= min(halves) <= max(halves) < 1 << 16:
        raise ValueError("a number of more than 16 bits")
    return [low | high << 16 for low, high in zip(halves[::2], [*halves[1::2], 0], strict=False)]


def _hashed(mask: int, found: Iterable[tuple[int, int]]) -> list[int]:
    """Places for (hash, place of a row): each in the first that is free; 0: free.

    The upper bits are those of the hash, so that a row need not be looked at where they differ.
    """
    slots = [0] * (mask + 1)
    for number, place in found:
        if place >> _PLACE_BITS:
            raise ValueError("a lexicon of too many words")
        at = number & mask
        while slots[at]:
            at = (at + 1) & mask
        slots[at] = place | number >> _PLACE_BITS << _PLACE_BITS
    return slots
