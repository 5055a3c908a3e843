"""``tonecheck check --fix`` and ``--diff``: files with what can be mended mended, written whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..formats.terminal import visible
from .common import Errors, File, Opened, Unread, messages_in, read_files, tell
from .reasons import reason
from .screen import echo
from .work import outcomes

if TYPE_CHECKING:
    from ..model import Report
    from ..read.boxes import Entry
    from ..results import Record
    from .known import Known
    from .paths import Source
    from .work import FileCheck

ROUNDS = 8
"""How often a file is checked and mended: a mend may bring another to light."""
SAYS = {
    "zh": {
        "why": "{path}：有 {n} 处没有改：{why}；请自己改。",
        "done": "改了 {n} 处，在 {files} 个文件里。",
        "none": "没有可以自动改的地方。",
        "would": "可以改 {n} 处，在 {files} 个文件里。",
        "moved": "检查的时候文件变了，没有改；请再来一次",
        "unwritten": "写不了：{why}；文件没有动",
    },
    "en": {
        "why": "{path}: {n} place(s) not changed: {why}; change them by hand.",
        "done": "{n} change(s) made in {files} file(s).",
        "none": "Nothing that can be mended.",
        "would": "{n} change(s) can be made in {files} file(s).",
        "moved": "the file changed while it was checked, and was left alone; try again",
        "unwritten": "can't be written: {why}; the file was left alone",
    },
}


class Mended(NamedTuple):
    """A file before and after."""

    source: Source
    old: bytes
    new: bytes
    changes: int
    """How many places were changed."""
    reports: list[Report]
    """On the messages as they are now."""
    refused: list[tuple[str, tuple[str, str], int]]
    """(message, why in each language, how many places) that could not be changed."""
    charset: str
    """In which the file is shown."""
    unread: list[Unread]
    """The messages that could not be read."""
    records: dict[str, Record | None]
    """Key → what is to be kept for the next run, see `Outcome`."""


class FileMend:
    """Reads one file and mends it in memory. For several processes it is picklable."""

    def __init__(self, work: FileCheck, known: Known | None, *, unsafe: bool) -> None:
        """Make the work for one run.

        Args:
            work: checks a message; its reports are whole.
            known: what is known and stays as it is.
            unsafe: rewrites with slots to fill are made, too.
        """
        self.work, self.known, self.unsafe = work, known, unsafe

    def __call__(self, name: str) -> Iterator[Mended | Unread]:
        """Mend the files that stand behind ``name``, one by one."""
        for file in read_files(name, self.work.stdin_filename, self.work.run.settings.lang):
            yield file if isinstance(file, Unread) else _Mender(self, file.source).mended(file.data)

    def rest(self, report: Report) -> Report:
        """``report`` without what is known."""
        return report if self.known is None else self.known.rest([report])[0]


def mended_files(mend: FileMend, names: Sequence[str], jobs: int, errors: Errors) -> Iterator[Mended]:
    """Each file of ``names`` mended in memory; what can't be read goes to ``errors`` and standard error."""
    lang = mend.work.run.settings.lang
    for file in outcomes(mend, names, jobs):
        for path, why in [file] if isinstance(file, Unread) else file.unread:
            tell(path, why, errors, lang)
        if isinstance(file, Mended):
            mend.work.keep(file.records)
            yield file
    mend.work.end()


class _Mender:
    """Mends one file, round by round."""

    def __init__(self, mend: FileMend, source: Source) -> None:
        self.mend, self.source = mend, source
        self.count = 0
        self.only_look = False
        self.charset = "utf-8"
        self.reports: list[Report] = []
        self.unread: list[Unread] = []
        self.refused: dict[tuple[str, tuple[str, str]], int] = {}
        self.records: dict[str, Record | None] = {}
        self.at_first: dict[int, frozenset[str]] = {}
        """The number of a message → the rules that had something to say of it at first."""
        # A mail server writes the size of a message into the file's name.
        self.sized = source.mail and ",S=" in source.file

    def mended(self, old: bytes) -> Mended:
        data = old
        # The last one only looks: the reports are on the file as it stays.
        for turn in range(ROUNDS + 1):
            self.reports, self.unread, self.refused = [], [], {}
            self.only_look = turn == ROUNDS
            new = self._round(data)
            if new == data:
                break
            data = new
        refused = [(path, why, count) for (path, why), count in self.refused.items()]
        return Mended(
            self.source, old, data, self.count, self.reports, refused, self.charset, self.unread, self.records
        )

    def _round(self, data: bytes) -> bytes:
        """The file with one round of mends made."""
        from ..read import ReadError, entries_of, format_of
        from ..read.boxes import Entry

        source, out, at = self.source, bytearray(), 0
        single = Entry(source.path, 0, len(data))
        form = "mail"
        try:
            entries = None if source.mail else entries_of(data, source.path)
            if entries is None and not source.mail:
                form = format_of(data, source.path)
            found = list(entries) if entries is not None else [single]
        except ReadError:
            found = [single]
        for entry, opened in zip(found, messages_in(File(source, data), self.mend.work.run.config), strict=True):
            if isinstance(opened, Unread):
                self.unread.append(opened)
                continue
            out += data[at : entry.start] + self._message(opened, entry, form)
            at = entry.end
        return bytes(out + data[at:])

    def _message(self, opened: Opened, entry: Entry, form: str) -> bytes:
        """The bytes of one message with one round of mends made."""
        from ..mend import plan
        from ..read.stored import WHY, Place, stored_entry, write_back

        data, message = opened.file.data, opened.message
        report, records = self.mend.work.check(opened)
        self.reports.append(report)
        self.records |= records
        # Slots make a message longer: what is missing only since then is not asked of the author on his behalf.
        left = self.mend.rest(report)
        at_first = self.at_first.setdefault(opened.number, frozenset(finding.rule for finding in left.findings))
        ours = [f for f in left.findings if f.rule in at_first or all(edit.safe for edit in f.edits)]
        planned = plan(left._replace(findings=tuple(ours)), unsafe=self.mend.unsafe)
        if not planned:
            return data[entry.start : entry.end]
        stored = stored_entry(data, entry, message, form, sized=self.sized)
        new, refused = write_back(stored, planned)
        for key in refused:
            why = (message.path, WHY.get(key, WHY["other"]))
            self.refused[why] = self.refused.get(why, 0) + 1
        if self.only_look:
            return data[entry.start : entry.end]
        self.count += sum(map(len, planned)) - len(refused)
        if entry.text is None:
            self.charset = next((place.charset for place in stored.places if isinstance(place, Place)), self.charset)
        return new


def finish(files: list[Mended], errors: Errors, *, lang: str, diff: bool, quiet: bool) -> int:
    """Write the mended files, unless a ``diff`` is all; say what was not mended and why. How many places were."""
    words, done, changed = SAYS[lang], 0, 0
    for file in files:
        for path, why, count in file.refused:
            echo(visible(words["why"].format(path=path, why=why[lang == "en"], n=count)), err=True)
        if not diff and not _write(file, errors, lang):
            continue
        done += file.changes
        changed += file.old != file.new
    if not quiet:
        key = ("would" if diff else "done") if done else "none"
        echo(words[key].format(n=done, files=changed), err=True)
    return done


def _write(file: Mended, errors: Errors, lang: str) -> bool:
    """Put the mended bytes in the file, or on standard output; False when that fails, and it has been told why."""
    from .output import write_whole

    if file.source.file == "-":
        echo(file.new, nl=False)
        return True
    if file.old == file.new:
        return True
    try:
        if file.source.read() != file.old:
            tell(file.source.path, SAYS[lang]["moved"], errors, lang)
            return False
        write_whole(file.source.file, file.new)
    except OSError as error:
        tell(file.source.path, SAYS[lang]["unwritten"].format(why=reason(error, lang)), errors, lang)
        return False
    return True


def diff_of(file: Mended) -> str:
    """The changes as a unified diff, which can be written as UTF-8."""
    from difflib import unified_diff

    old, new = (
        data.decode(file.charset, "replace").removeprefix("\ufeff").split("\n") for data in (file.old, file.new)
    )
    path = file.source.path
    lines = list(unified_diff(_lines(old), _lines(new), path, path, lineterm="\n"))
    text = "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
    return text.encode("utf-8", "replace").decode()


def _lines(parts: list[str]) -> list[str]:
    return [f"{part}\n" for part in parts[:-1]] + parts[-1:] * bool(parts[-1])
