"""The baseline: findings that are known and not shown, so that one sees only what is new.

Of a message it keeps no words: a finding is known by its rule and by a keyed digest of the sentence it stands in, so
it stays known when something else in the file changes. The key is made at random for each baseline.
"""

from __future__ import annotations

import json
import os
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import Any, NamedTuple

from ..files import read_small
from ..model import Report
from ..sentences import split_sentences
from ..sift import known_before, without_comments
from . import ConfigError, shown

_ABOUT = "Findings that tonecheck knows and does not show. Made by tonecheck check --write-baseline; no words are kept."

Known = dict[str, dict[str, int]]
"""Rule → digest → how many findings, of one file."""
Watched = Callable[[str, Report], bool]
"""True when a rule was used on a message: what it did not find is then not there."""


class Baseline(NamedTuple):
    """What is known, by the path of the file as seen from the baseline's folder."""

    path: str
    key: bytes
    files: dict[str, Known]

    @property
    def size(self) -> int:
        """How many findings it knows."""
        return sum(sum(digests.values()) for known in self.files.values() for digests in known.values())

    def text(self) -> str:
        """The file, in an order that makes its changes easy to read."""
        files = {name: known for name, known in self.files.items() if known}
        value = {"version": 1, "about": _ABOUT, "key": self.key.hex(), "files": files}
        return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def new_baseline(path: str) -> Baseline:
    """An empty baseline with a key of its own."""
    return Baseline(path, os.urandom(32), {})


def read_baseline(path: str) -> Baseline:
    """The baseline in the file ``path``.

    Raises:
        ConfigError: it is not there, or no baseline.
    """
    try:
        value = json.loads(read_small(path))
        key = bytes.fromhex(value["key"])
        files = {name: _known(known) for name, known in value["files"].items()}
        if value["version"] != 1 or not 16 <= len(key) <= 64:
            raise ValueError
    except FileNotFoundError:
        raise ConfigError("baseline-missing", shown(path)) from None
    except OSError as error:
        raise ConfigError("file-unread", shown(path), detail=error.strerror or str(error)) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ConfigError("baseline-broken", shown(path)) from None
    return Baseline(path, key, files)


def _known(value: Any) -> Known:
    known = {rule: {digest: int(count) for digest, count in digests.items()} for rule, digests in value.items()}
    if any(count < 1 for digests in known.values() for count in digests.values()):
        raise ValueError
    return known


def without_known(reports: Iterable[Report], baseline: Baseline, watched: Watched) -> list[Report]:
    """``reports`` without the findings that ``baseline`` knows; of several of one key, the first ones are known.

    What is said of a sentence rests on the whole message: where a ``watched`` rule no longer finds what it did, and
    another one finds something in the same sentence, that is known.
    """
    found = []
    left: dict[str, dict[str, int]] = {}
    for report in reports:
        name = _name(report.message.path, baseline)
        if name not in left:
            known = baseline.files.get(name, {})
            left[name] = {f"{rule} {digest}": n for rule, digests in known.items() for digest, n in digests.items()}
        keys = _as_known(report, baseline, baseline.files.get(name, {}), watched)
        rest, left[name] = known_before(report, left[name], keys)
        found.append(rest)
    return found


def updated(baseline: Baseline, reports: Iterable[Report], watched: Watched) -> Baseline:
    """``baseline`` with what ``reports`` found; files and rules that were not checked stay as they were."""
    return baseline._replace(files=baseline.files | _merged(baseline, reports, watched, new=True))


def pruned(baseline: Baseline, reports: Iterable[Report], watched: Watched, unread: Iterable[str] = ()) -> Baseline:
    """``baseline`` without what ``reports`` did not find any more, and without messages that are gone.

    ``unread``: the paths of messages that could not be read; what is known of them stays.
    """
    folder = os.path.dirname(os.path.abspath(baseline.path))
    checked = _merged(baseline, reports, watched, new=False)
    boxes = {box for name in checked for box in _boxes(name)}
    stay = {_name(path, baseline) for path in unread}
    there = {name: known for name, known in baseline.files.items() if name in stay or _is_there(name, folder, boxes)}
    return baseline._replace(files={name: known for name, known in (there | checked).items() if known})


def _is_there(name: str, folder: str, checked: set[str]) -> bool:
    """False where the file is gone, or its box was ``checked`` and had no such message any more.

    What came by standard input may come again.
    """
    if name.startswith("<") or os.path.exists(os.path.join(folder, name)):
        return True
    return any(box not in checked and os.path.exists(os.path.join(folder, box)) for box in _boxes(name))


def _boxes(name: str) -> list[str]:
    """What may be the box of a message called ``box.mbox#3``; an id after the # may have a # of its own."""
    return [name[:at] for at, char in enumerate(name) if char == "#"]


def _merged(baseline: Baseline, reports: Iterable[Report], watched: Watched, *, new: bool) -> dict[str, Known]:
    """What is known of each file that was checked: what was found and, unless ``new``, known before."""
    found: dict[str, Counter[str]] = {}
    looked: dict[str, list[Report]] = {}
    for report in reports:
        name = _name(report.message.path, baseline)
        known = baseline.files.get(name, {})
        keys = _keys(report, _words(report), baseline) if new else _as_known(report, baseline, known, watched)
        found.setdefault(name, Counter()).update(keys)
        looked.setdefault(name, []).append(report)
    merged: dict[str, Known] = {}
    for name, counts in found.items():
        before = baseline.files.get(name, {})
        after: Known = {}
        for key, count in counts.items():
            rule, _, digest = key.partition(" ")
            most = count if new else min(count, before.get(rule, {}).get(digest, 0))
            if most:
                after.setdefault(rule, {})[digest] = most
        unwatched = {rule: d for rule, d in before.items() if not any(watched(rule, r) for r in looked[name])}
        merged[name] = unwatched | after
    return merged


def _name(path: str, baseline: Baseline) -> str:
    if path.startswith("<"):
        return path
    try:
        near = os.path.relpath(path, os.path.dirname(os.path.abspath(baseline.path)))
    except ValueError:  # on another drive
        near = os.path.abspath(path)
    return near.replace(os.sep, "/")


def _keys(report: Report, words: list[str], baseline: Baseline) -> list[str]:
    """The key of each finding: its rule and the digest of its ``words`` (see `_words`)."""
    return [_key(finding.rule, said, baseline.key) for finding, said in zip(report.findings, words, strict=True)]


def _as_known(report: Report, baseline: Baseline, known: Known, watched: Watched) -> list[str]:
    """The keys of ``report``: a rule that finds nothing in a sentence any more lends its key to one that now does."""
    words = _words(report)
    keys = _keys(report, words, baseline)
    spare = Counter({f"{rule} {digest}": n for rule, digests in known.items() for digest, n in digests.items()})
    spare.subtract(keys)
    for at, (key, said) in enumerate(zip(keys, words, strict=True)):
        if spare[key] < 0 and said:
            idle = (_key(rule, said, baseline.key) for rule in known if watched(rule, report))
            old = next((one for one in idle if spare[one] > 0), key)
            spare.update({key: 1})
            spare.subtract({old: 1})
            keys[at] = old
    return keys


def _words(report: Report) -> list[str]:
    """Of each finding the sentence that it is about, without blanks; of one about the whole message nothing."""
    if not report.findings:
        return []
    text = report.message.text
    spans = [sentence.span for sentence in split_sentences(without_comments(report.message))]
    words = []
    for finding in report.findings:
        place = bisect_right(spans, finding.span.start, key=lambda span: span.start) - 1
        in_sentence = place >= 0 and finding.span.start < spans[place].end
        span = spans[place] if in_sentence else finding.span
        words.append("" if finding.quote is None else "".join(text[span.start : span.end].split()))
    return words


def _key(rule: str, words: str, key: bytes) -> str:
    data = f"{rule}\0{words}".encode("utf-8", "surrogatepass")
    return f"{rule} {blake2b(data, key=key, digest_size=12).hexdigest()}"
