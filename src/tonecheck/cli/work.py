"""What is done with each file of the command line, in this process or in several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..many import processes, results
from ..named import NamedTuple
from .common import Errors, tell, tell_empty, told
from .session import Session, open_lexicon

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from typing import Any

    from ..model import Message, Reading, Report
    from ..results import Results, Told


class Outcome(NamedTuple):
    """What came of one message: a report, or what is wrong with its file."""

    path: str
    report: Report | None
    error: str = ""
    told: dict[str, Told | None] = {}  # noqa: RUF012 - never changed
    """Key → what is to be kept for the next run."""


class FileCheck:
    """Reads and checks one file. A process that gets it from another one opens the lexicon itself."""

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

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "run": (self.run.config, self.run.settings), "_kept": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        config, settings = state["run"]
        self.run = Session(config, open_lexicon(config), settings)

    @property
    def kept(self) -> Results:
        """What is known of earlier runs."""
        if self._kept is None:
            from ..results import Results

            self._kept = Results(self.run.lexicon)
        return self._kept

    def __call__(self, name: str) -> Iterator[Outcome]:
        """Check the messages of the file called ``name``, one by one; of -, standard input, nothing is kept."""
        from ..read import ReadError, read_all
        from .paths import sources

        lang = self.run.settings.lang
        for source in sources(name, self.stdin_filename):
            try:
                data = source.read()
            except OSError as error:
                yield Outcome(source.path, None, told(error, lang))
                continue
            tell_empty(source.file, data, lang)
            kind, audience = self.run.config.known_of(source.path)
            messages = read_all(data, source.path, kind=kind, audience=audience, mail=source.mail)
            for number, (path, message) in enumerate(messages):
                if isinstance(message, ReadError):
                    yield Outcome(path, None, message.told(lang))
                elif self.cached and name != "-":
                    yield self._known(message, self.kept.key(data, path, number))
                else:
                    yield Outcome(path, self._slim(self.run.check(message)))

    def _known(self, message: Message, key: str) -> Outcome:
        """The outcome of ``message``, searched only where it was not before."""
        new: dict[str, Reading] = {}

        def reader(message: Message) -> Reading:
            from ..pipeline import read_moves

            # What is understood depends on kind and audience, which the configuration may have set.
            full = f"{key} {message.kind} {message.audience}"
            found = self.kept.reading(full, message)
            if found is None:
                found = new[full] = read_moves(message, self.run.lexicon)
            return found

        report = self.run.check(message, reader)
        return Outcome(
            message.path, self._slim(report), told={full: self.kept.told(made) for full, made in new.items()}
        )

    def _slim(self, report: Report) -> Report:
        """``report`` without what its output will not show: reports of many files are kept until all are read."""
        if self.whole:
            return report
        if not self.excused:
            report = report._replace(excused=())
        if report.findings or report.excused or report.suppressed or report.notices:
            return report
        nothing = report.message._replace(text="", blocks=(), line_starts=(0,), file_lines=(), recipients=())
        return report._replace(message=nothing)


def checked(work: FileCheck, names: Iterable[str], jobs: int, errors: Errors) -> Iterator[Report]:
    """The reports on the files ``names``, one by one; what can't be read goes to ``errors`` and standard error."""
    for outcome in results(work, names, processes(jobs)):
        if outcome.report is None:
            tell(outcome.path, outcome.error, errors, work.run.settings.lang)
            continue
        for key, row in outcome.told.items():
            work.kept.keep(key, row)
        yield outcome.report
    if work.cached:
        work.kept.write()
