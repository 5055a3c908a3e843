"""``--baseline``: what is known is not shown; it is written and pruned here."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ..config import ConfigError, shown
from .screen import echo

if TYPE_CHECKING:
    from ..model import Report
    from .common import Errors
    from .session import Session

_SAID = {
    "written": ("{path}：基线里有 {n} 处。", "{path}: {n} finding(s) in the baseline."),
    "pruned": ("{path}：从基线里去掉了 {n} 处。", "{path}: {n} finding(s) removed from the baseline."),
    "stale": (
        "{path}：基线里有 {n} 处已经没有了，可以用 --prune-baseline 去掉。",
        "{path}: {n} finding(s) of the baseline are gone; --prune-baseline removes them.",
    ),
}


def apply_baseline(reports: list[Report], errors: Errors, run: Session, options: dict[str, Any]) -> list[Report]:
    """``reports`` without what the baseline knows, after it was written or pruned where that was asked for.

    ``errors``: of the messages that could not be read; what is known of them stays.

    Raises:
        ConfigError: it is missing or broken, can't be written, or none is named.
    """
    from ..config import baseline as b

    path = run.config.get("baseline")
    if not path:
        raise ConfigError("baseline-nowhere", "--write-baseline" if options["write_baseline"] else "--prune-baseline")
    new = options["write_baseline"] and not os.path.exists(path)
    known = b.new_baseline(path) if new else b.read_baseline(path)
    kept = known
    if options["write_baseline"]:
        kept = b.updated(known, reports, _watcher(run))
        _write(kept)
        _say("written", path, kept.size, run)
    else:
        fresh = b.pruned(known, reports, _watcher(run), [path for path, _ in errors])
        gone = known.size - fresh.size
        if options["prune_baseline"]:
            kept = fresh
            _write(kept)
            _say("pruned", path, gone, run)
        elif gone and not options["quiet"]:
            _say("stale", path, gone, run)
    return b.without_known(reports, kept)


def _watcher(run: Session) -> Any:
    from ..judge import is_on

    def watched(rule: str, report: Report) -> bool:
        body = run.lexicon.rules.get(rule)
        return body is None or is_on(rule, body, run.config.fit(report.message)[1])

    return watched


def _write(baseline: Any) -> None:
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
