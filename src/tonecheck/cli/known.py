"""``--baseline``: what is known is not shown; it is written and pruned here."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ..config import ConfigError, shown
from ..config import baseline as b
from .screen import echo

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..model import Report
    from .common import Errors
    from .options import CheckOptions
    from .session import Session

_SAID = {
    "written": ("{path}：基线里有 {n} 处。", "{path}: {n} finding(s) in the baseline."),
    "pruned": ("{path}：从基线里去掉了 {n} 处。", "{path}: {n} finding(s) removed from the baseline."),
    "stale": (
        "{path}：基线里有 {n} 处已经没有了，可以用 --prune-baseline 去掉。",
        "{path}: {n} finding(s) of the baseline are gone; --prune-baseline removes them.",
    ),
}


class Known:
    """A baseline for one run: read before anything is checked, brought up to date when all is.

    Raises:
        ConfigError: it is missing or broken, can't be written, or none is named.
    """

    def __init__(self, run: Session, options: CheckOptions) -> None:
        path = run.config.get("baseline")
        if not path:
            option = "--write-baseline" if options.write_baseline else "--prune-baseline"
            raise ConfigError("baseline-nowhere", option)
        new = options.write_baseline and not os.path.exists(path)
        self.run, self.options = run, options
        self.baseline = b.new_baseline(path) if new else b.read_baseline(path)

    def rest(self, reports: Iterable[Report]) -> list[Report]:
        """``reports`` without what the baseline knows."""
        return b.without_known(reports, self.baseline, _watcher(self.run))

    def update(self, reports: list[Report], errors: Errors) -> None:
        """Write or prune the baseline where that was asked for, or tell what of it is gone.

        ``errors``: of the messages that could not be read; what is known of them stays.
        """
        known, run, options = self.baseline, self.run, self.options
        if options.write_baseline:
            self.baseline = b.updated(known, reports, _watcher(run))
            _write(self.baseline)
            _say("written", known.path, self.baseline.size, run)
            return
        fresh = b.pruned(known, reports, _watcher(run), [path for path, _ in errors])
        gone = known.size - fresh.size
        if options.prune_baseline:
            self.baseline = fresh
            _write(fresh)
            _say("pruned", known.path, gone, run)
        elif gone and not options.quiet:
            _say("stale", known.path, gone, run)


def _watcher(run: Session) -> Any:
    from ..lexicon.choice import fits, is_on

    def watched(rule: str, report: Report) -> bool:
        body = run.lexicon.rules.get(rule)
        message, settings = run.config.fit(report.message)
        return body is None or (fits(body, message.kind, message.audience) and is_on(rule, body, settings))

    return watched


def _write(baseline: b.Baseline) -> None:
    from .output import write_whole

    try:
        write_whole(baseline.path, baseline.text().encode())
    except OSError as error:
        detail = error.strerror or str(error)
        raise ConfigError("baseline-unwritten", shown(baseline.path), detail=detail) from None


def _say(what: str, path: str, count: int, run: Session) -> None:
    from ..formats.terminal import visible

    line = _SAID[what][run.settings.lang == "en"]
    echo(visible(line.format(path=shown(path), n=count)), err=True)
