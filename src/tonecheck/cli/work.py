"""What is done with each file of the command line, in this process or in several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..many import processes, results
from ..named import NamedTuple
from .common import Errors, Opened, Unread, open_messages, tell

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from typing import Any

    from ..many import Result, Work
    from ..model import Message, Reading, Report
    from ..pipeline import Reader
    from ..results import Record, Results
    from .session import Session


class Outcome(NamedTuple):
    """What came of one message."""

    report: Report
    records: dict[str, Record | None] = {}  # noqa: RUF012 - never changed
    """Key → what is to be kept for the next run."""


class FileCheck:
    """Reads and checks one file. For several processes it is picklable."""

    def __init__(
        self, run: Session, stdin_filename: str, *, cached: bool = False, whole: bool = True, excused: bool = True
    ) -> None:
        """Make the work for one run.

        Args:
            run: the configuration and its lexicon.
            stdin_filename: the name that standard input has.
            cached: a file that has not changed since the last run is not searched again.
            whole: a report keeps what only a display of the whole message needs.
            excused: a report keeps what was let pass.
        """
        self.run, self.stdin_filename = run, stdin_filename
        self.cached, self.whole, self.excused = cached, whole, excused
        self._kept: Results | None = None
        self._first = True

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "_kept": None}

    @property
    def kept(self) -> Results:
        """What is known of earlier runs."""
        if self._kept is None:
            from ..results import Results

            self._kept = Results(self.run.lexicon)
        return self._kept

    def __call__(self, name: str) -> Iterator[Outcome | Unread]:
        """Check the messages of the file called ``name``, one by one."""
        for opened in open_messages(name, self.stdin_filename, self.run.config):
            yield opened if isinstance(opened, Unread) else self.check(opened)

    def check(self, opened: Opened) -> Outcome:
        """Check one message; of standard input nothing is kept."""
        new: dict[str, Reading] = {}
        reader = self._reader(opened, new) if self.cached and opened.file.source.file != "-" else None
        report = self.run.check(opened.message, reader)
        if self._first:  # where it is the only one, what is imported for the output takes the place
            self.run.lexicon.release()
            self._first = False
        return Outcome(self._slim(report), {key: self.kept.record(made) for key, made in new.items()})

    def _reader(self, opened: Opened, new: dict[str, Reading]) -> Reader:
        """What understands a message, unless it did so in an earlier run; what is ``new`` it keeps there."""
        key = self.kept.key(opened.file.data, opened.message.path, opened.number)

        def reader(message: Message) -> Reading:
            from ..pipeline import read_moves

            # What is understood depends on kind and audience, which the configuration may have set.
            full = f"{key} {message.kind} {message.audience}"
            found = self.kept.reading(full, message)
            if found is None:
                found = new[full] = read_moves(message, self.run.lexicon)
            return found

        return reader

    def _slim(self, report: Report) -> Report:
        """``report`` without what its output will not show: reports of many files are kept until all are read."""
        if self.whole:
            return report
        if not self.excused:
            report = report._replace(excused=())
        if report.findings or report.excused or report.suppressed or report.notices:
            return report
        nothing = report.message._replace(
            text="", blocks=(), line_starts=(0,), file_lines=(), file_columns=(), recipients=()
        )
        return report._replace(message=nothing)

    def keep(self, records: dict[str, Record | None]) -> None:
        """Keep what came of a message for the next run."""
        for key, row in records.items():
            self.kept.keep(key, row)

    def end(self) -> None:
        """Write what is kept."""
        if self.cached:
            self.kept.write()


def outcomes(work: Work[Result], names: Sequence[str], jobs: int) -> Iterator[Result]:
    """What ``work`` makes of ``names``, by ``jobs`` processes; by this one where it is to read standard input."""
    return results(work, names, 1 if "-" in names else processes(jobs))


def checked(work: FileCheck, names: Sequence[str], jobs: int, errors: Errors) -> Iterator[Report]:
    """The reports on the files ``names``, one by one; what can't be read goes to ``errors`` and standard error."""
    for outcome in outcomes(work, names, jobs):
        if isinstance(outcome, Unread):
            tell(*outcome, errors, work.run.settings.lang)
            continue
        work.keep(outcome.records)
        yield outcome.report
    work.end()
