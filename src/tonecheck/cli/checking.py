"""What ``tonecheck check`` does: options → settings, reports → text and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from ..config import ConfigError
from ..model import Report, reaches
from .common import Errors, is_blank, say
from .options import PEOPLE
from .paths import expand, sources
from .screen import coloured, echo, on_terminal
from .session import Session, refuse, start

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from ..formats.text import Tally
    from ..model import Finding, Settings
    from .known import Known
    from .options import CheckOptions


def check_paths(options: CheckOptions) -> int:
    """Check what is at the paths, or standard input where there are none; the exit code.

    What is named twice is checked once: standard input can't be read again, and a mended file is no longer the same.
    """
    options = options._replace(paths=options.paths or ("-",))
    run = _session(options)
    names = _names(options, run)
    if options.output_file and options.into_file:
        from .output import refuse_to_overwrite

        files = [source.file for name in names for source in sources(name, options.stdin_filename)]
        kept = [path for path in (run.config.get("baseline"), *run.config.files) if path]
        refuse_to_overwrite(options.output_file, [*files, *kept], "--output-file", run.settings.lang)
    known = _known(run, options)
    code = (_mend if options.fix or options.diff else _check)(names, run, known, options)
    return 0 if code == 1 and options.exit_zero else code


def _check(names: list[str], run: Session, known: Known | None, options: CheckOptions) -> int:
    """Check the files and tell what was found. The exit code."""
    from .work import FileCheck, checked

    reports: list[Report] = []
    errors: Errors = []
    work = FileCheck(
        run, options.stdin_filename, cached=options.cache,
        whole=options.form == "html", excused=options.show_excused or options.form not in PEOPLE,
    )  # fmt: skip
    output = _Output(run, options)
    ahead = _may_print_ahead(known, options)
    with _watched(names, options.quiet, run.settings) as done:
        for report in checked(work, names, options.jobs, errors):
            reports.append(report)
            done()
            if ahead and len(reports) >= AT_A_TIME:
                output.put(reports, [])
                reports = []
    output.put(_unknown(reports, errors, known, run), errors, last=True)
    return output.code


def _names(options: CheckOptions, run: Session) -> list[str]:
    """What `expand` makes of the paths; one in which there is nothing to check is told: it may be the wrong one."""
    names: list[str] = []
    stdin = options.stdin_filename
    for path in dict.fromkeys(options.paths):
        found = list(expand((path,), run.config, stdin))
        names += found
        if options.quiet:
            continue
        if os.path.isfile(path) and found and is_blank(path):
            english, chinese = "this file is empty: nothing in it was checked.", "这个文件是空的，没有可检查的。"
            say(path, english if run.settings.lang == "en" else chinese, run.settings.lang)
        elif os.path.isdir(path) and not any(sources(name, stdin) for name in found):
            english = "there is no message in this folder; what git ignores or `exclude` names is not looked at."
            chinese = "这个文件夹里没有要检查的消息；git 忽略的和 exclude 排除的不看。"
            say(path, english if run.settings.lang == "en" else chinese, run.settings.lang)
    return names if len(options.paths) == 1 else _once(names)


def _once(names: list[str]) -> list[str]:
    """``names`` without those that stand for the same path as an earlier one: ./a.txt, and a.txt within a folder."""
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(name if name == "-" else os.path.abspath(name), name)
    return list(first.values())


AT_A_TIME = 250
"""So many messages are checked before what was found is printed, where nothing needs all of them at once."""


def _may_print_ahead(known: Known | None, options: CheckOptions) -> bool:
    """True where what is printed of a message rests on no other one, and no bar on a terminal stands in the way."""
    whole = known is not None or options.statistics or options.into_file
    return options.form in PEOPLE and not whole and not on_terminal(sys.stdout)


class _Output:
    """Where reports go, some at a time: of thousands of messages not all are kept."""

    def __init__(self, run: Session, options: CheckOptions) -> None:
        self.run, self.options = run, options
        self.before: Tally | None = None
        """Of the reports that were put before."""
        self.code = 0
        """The exit code, as far as it is known."""
        known = run.config.values.get("audience") or "recipients" in run.config.values or run.config.overrides
        self.assumed = options.form in PEOPLE and not options.quiet and not known
        """Nobody said whom the messages are for, and where that matters it has not been told yet."""

    def put(self, reports: list[Report], errors: Errors, *, last: bool = False) -> None:
        """Print what is said of ``reports``; with the ``last`` ones, a summary of all."""
        run, options = self.run, self.options
        text = _rendered(reports, errors, run, options, self.before, last=last)
        if not options.quiet:
            put_notices(reports, run)
        self.code = max(self.code, exit_code(reports, errors, run.settings))
        if not _put(text, options.form, options.output_file, run.settings.lang):
            self.code = 2
        if self.assumed and any(_not_to_peers(finding.rule, run) for report in reports for finding in report.findings):
            self.assumed = False
            english = "Nobody said whom this is for, so it was read as to a leader; to a peer: --audience peer."
            chinese = "提示：没有说写给谁，按写给别的部门的领导来看；写给平级的同事，请加 --audience peer。"
            echo(english if run.settings.lang == "en" else chinese, err=True)
        if not last:
            from ..formats.text import Tally

            self.before = (self.before or Tally()).plus(reports)


def _not_to_peers(rule: str, run: Session) -> bool:
    """True for a rule that does not hold where one writes to a peer."""
    return "peer" not in run.lexicon.rules[rule].get("audiences", ("peer",))


KEYS = ("select", "ignore", "extend_select", "strict", "fail_on", "lang", "kind", "audience", "force_exclude")
"""The options that stand for a key of the configuration."""


def _session(options: CheckOptions) -> Session:
    where = [options.stdin_filename if path == "-" else path for path in options.paths]
    given = {key: value for key, value in options._asdict().items() if key in KEYS}
    if options.baseline:
        given["baseline"] = os.path.abspath(options.baseline)
    return start(where, options.given, isolated=options.isolated, snippets=not options.no_snippets, **given)


def _known(run: Session, options: CheckOptions) -> Known | None:
    """The baseline; None: there is none."""
    if not (run.config.get("baseline") or options.write_baseline or options.prune_baseline):
        return None
    from .known import Known

    try:
        return Known(run, options)
    except ConfigError as error:
        refuse(error, run.settings.lang)


def _unknown(reports: list[Report], errors: Errors, known: Known | None, run: Session) -> list[Report]:
    """``reports`` without what the baseline knows, after it was brought up to date."""
    if known is None:
        return reports
    try:
        known.update(reports, errors)
    except ConfigError as error:
        refuse(error, run.settings.lang)
    return known.rest(reports)


def _watched(names: list[str], quiet: bool, settings: Settings) -> AbstractContextManager[Callable[[], object]]:
    """What to call after each message; on a terminal, with a progress bar where there are many."""
    if quiet or not on_terminal(sys.stderr):
        return _Unwatched()
    from .output import progress

    return progress(names, settings.lang)


class _Unwatched:
    """No progress bar. ``contextlib.nullcontext`` would take longer to import than this to run."""

    def __enter__(self) -> Callable[[], object]:
        return lambda: None

    def __exit__(self, *error: object) -> None:
        pass


def _mend(names: list[str], run: Session, known: Known | None, options: CheckOptions) -> int:
    """Mend the files, or show how; then tell what is left. The exit code."""
    from .mending import FileMend, diff_of, finish, mended_files
    from .work import FileCheck

    errors: Errors = []
    mended = []
    work = FileMend(FileCheck(run, options.stdin_filename, cached=options.cache), known, unsafe=options.unsafe_fixes)
    with _watched(names, options.quiet, run.settings) as done:
        for file in mended_files(work, names, options.jobs, errors):
            mended.append(file)
            for _ in file.reports:
                done()
    if options.diff and not _put_diff("".join(map(diff_of, mended)), options.output_file, run.settings.lang):
        return 2
    count = finish(mended, errors, lang=run.settings.lang, diff=options.diff, quiet=options.quiet)
    if options.diff:
        return 2 if errors else int(count > 0)
    reports = _unknown([report for file in mended for report in file.reports], errors, known, run)
    text = _rendered(reports, errors, run, options)
    if not options.quiet:
        put_notices(reports, run)
    # Standard output is the mended text's, where the draft came in by standard input.
    if not options.into_file and any(file.source.file == "-" for file in mended):
        echo(text, nl=False, err=True)
    elif not _put(text, options.form, options.output_file, run.settings.lang):
        return 2
    return exit_code(reports, errors, run.settings)


def _rendered(
    reports: list[Report],
    errors: Errors,
    run: Session,
    options: CheckOptions,
    before: Tally | None = None,
    *,
    last: bool = True,
) -> str:
    from ..formats import render

    form, lexicon, settings, quiet = options.form, run.lexicon, run.settings, options.quiet
    if quiet:
        reports = [report._replace(findings=_counted(report, settings), notices=()) for report in reports]
    if options.statistics:
        return render("statistics", reports, errors, lexicon, settings, as_json=form == "json", summary=not quiet)
    colour = coloured(sys.stdout) and not options.output_file
    extra = {"colour": colour, "summary": last and not quiet, "before": before} if form in PEOPLE else {}
    return render(form, reports, errors, lexicon, settings, show_excused=options.show_excused, **extra)


def put_notices(reports: list[Report], run: Session) -> None:
    """Tell on standard error what is to be said of directives; it changes no exit code."""
    for report in reports:
        for notice in report.notices:
            from ..formats.terminal import visible
            from .told import notice_line

            # What an author wrote in the place of a name may be any word; other names are the lexicon's.
            hidden = not run.settings.snippets and notice.name and notice.problem.startswith("unknown")
            shown = notice._replace(name="…") if hidden else notice
            echo(visible(notice_line(report, shown, run.settings.lang)), err=True)


def _put(text: str, form: str, path: str | None, lang: str) -> bool:
    """Print ``text``, or write it to the file ``path``; False when that fails, and it has been told why."""
    try:
        if path in (None, "-"):
            echo(text if form in PEOPLE else text.encode(), nl=False)
        else:
            from .output import write_whole

            write_whole(path, text.encode())
    except BrokenPipeError:
        pass  # who reads has seen enough; what was found stays found
    except OSError as error:
        from .reasons import reason

        why = reason(error, lang)
        if lang == "en":
            where, what = ("standard output", "the room on the disk") if path in (None, "-") else (path, "its path")
            say(where, f"can't be written: {why}; check {what}.", lang)
        else:
            where, what = ("标准输出", "磁盘空间") if path in (None, "-") else (path, " --output-file")
            say(where, f"写不了：{why}；请检查{what}。", lang)
        return False
    return True


def _put_diff(text: str, path: str | None, lang: str) -> bool:
    """The same for a diff; on a terminal nothing in it acts."""
    if path in (None, "-") and on_terminal(sys.stdout):
        from ..formats.terminal import visible

        text = "".join(visible(line) + "\n" for line in text.splitlines())
    return _put(text, "diff", path, lang)


def exit_code(reports: list[Report], errors: Errors, settings: Settings) -> int:
    """0: nothing at or above ``fail_on``; 1: findings there; 2: something could not be read."""
    if errors:
        return 2
    return int(any(_counted(report, settings) for report in reports))


def _counted(report: Report, settings: Settings) -> tuple[Finding, ...]:
    """The findings at or above ``fail_on``."""
    return tuple(finding for finding in report.findings if reaches(finding.severity, settings.fail_on))
