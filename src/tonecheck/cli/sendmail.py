"""``tonecheck sendmail``: looks at a message between the program it is written in and the program that sends it."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from typing import Any, NoReturn

import click

from ..model import AUDIENCES, SEVERITIES
from .declare import Choice, Command, Refused, config_options, lang_option
from .reasons import reason
from .screen import asks_for_english, coloured
from .session import Session, start

MISCONFIGURED, REFUSED, NO_MESSAGE, NO_PROGRAM, FAILED, STOPPED = 2, 65, 66, 69, 70, 130
"""Exit codes as in sysexits.h. Mail programs keep the draft on any but 0; mutt takes 126 for success."""

SKIP = "TONECHECK_SKIP"
"""The way past for one message: in the environment, where no reader ever sees it."""

WORDS = {
    "zh": {
        "refused": "tonecheck：没有发出。请改好再发；一定要这样发，就设环境变量 {skip}=1 再发一次。",
        "warned": "tonecheck：照样发出（--warn-only）。",
        "unread": "tonecheck：没有发出，读不懂这封邮件：{why}。不检查就发：{skip}=1。",
        "unread-warned": "tonecheck：没有检查，照样发出，读不懂这封邮件：{why}。",
        "failed": "tonecheck：没有发出，检查时出了错（{why}）。不检查就发：{skip}=1。",
        "failed-warned": "tonecheck：没有检查，照样发出，检查时出了错（{why}）。",
        "misconfigured-warned": "tonecheck：没有检查，照样发出；上面说的请改好。",
        "skipped": "tonecheck：没有检查（{skip}）。",
        "encrypted": "tonecheck：没有检查，这封邮件是加密的。",
        "empty": "tonecheck：没有发出，标准输入里没有邮件，是空的。",
        "empty-handed": "tonecheck：没有发出，标准输入里读不到邮件（{why}）。",
        "no-program": "tonecheck：没有发出，{program} 运行不了（{why}）；请检查这个程序的名字。",
        "stopped": "tonecheck：停下了，没有发出。",
        "dialogue": "tonecheck：不支持 {option}，它要一问一答；请让邮件程序把整封邮件交给标准输入。",
    },
    "en": {
        "refused": "tonecheck: not sent. Mend it and send again; to send it as it is, set {skip}=1 in the environment.",
        "warned": "tonecheck: sent all the same (--warn-only).",
        "unread": "tonecheck: not sent, this mail can't be read: {why}. To send it unchecked: {skip}=1.",
        "unread-warned": "tonecheck: sent unchecked, this mail can't be read: {why}.",
        "failed": "tonecheck: not sent, the check itself failed ({why}). To send it unchecked: {skip}=1.",
        "failed-warned": "tonecheck: sent unchecked, the check itself failed ({why}).",
        "misconfigured-warned": "tonecheck: sent unchecked; please mend what is told above.",
        "skipped": "tonecheck: not checked ({skip}).",
        "encrypted": "tonecheck: not checked, this mail is encrypted.",
        "empty": "tonecheck: not sent, there is no mail on standard input, it is empty.",
        "empty-handed": "tonecheck: not sent, no mail can be read on standard input ({why}).",
        "no-program": "tonecheck: not sent, {program} can't be run ({why}); check the name of the program.",
        "stopped": "tonecheck: stopped, not sent.",
        "dialogue": "tonecheck: {option} is a dialogue and not supported; let the program give the whole mail on "
        "standard input.",
    },
}  # fmt: skip


class _Command(Command):
    """A command whose own options end where the real program begins."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the options; where one is not ours, tell what a mail program may have mixed in."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            chinese = (
                f"没有选项 {error.option_name}。mutt 会把自己的选项放到 -- 前面，在那里请不写 --："
                'set sendmail="tonecheck sendmail msmtp"。'
            )
            english = (
                f"There is no option {error.option_name}. mutt puts options of its own before --; leave -- out there: "
                'set sendmail="tonecheck sendmail msmtp".'
            )
            raise Refused(english if asks_for_english() else chinese, ctx) from None


@click.command(cls=_Command, context_settings={"allow_interspersed_args": False})
@click.argument(
    "real_sendmail", nargs=-1, required=True, type=click.UNPROCESSED, metavar="[--] REAL-SENDMAIL [ARGS]..."
)
@click.option("--warn-only", is_flag=True, help="只提醒，照样发出。")
@click.option("--audience", type=Choice(AUDIENCES), help="写给谁；不写则是 leader（其他部门领导）。")
@click.option("--select", multiple=True, metavar="RULE", help="只用这些规则或规则族，可用逗号分开。")
@click.option("--ignore", multiple=True, metavar="RULE", help="不用这些规则或规则族。")
@click.option("--strict", is_flag=True, help="连严格的规则一起用。")
@click.option("--fail-on", type=Choice(SEVERITIES), help="从哪一级起不发出；不写则是 warning。")
@lang_option
@config_options
def sendmail(real_sendmail: tuple[str, ...], warn_only: bool, **options: Any) -> None:
    """替邮件程序把关：检查标准输入里的邮件，没有问题就原样交给 REAL-SENDMAIL 发出。

    \b
    退出码：REAL-SENDMAIL 自己的；没有发出时 65 有要改的，66 读不到邮件，
    69 REAL-SENDMAIL 运行不了，70 检查时出了错，2 选项或配置不对。
    只放过一封：环境变量 TONECHECK_SKIP=1。
    """
    lang = options["lang"] or "zh"
    if "-bs" in real_sendmail[1:]:
        _end(MISCONFIGURED, lang, "dialogue", option="-bs")
    try:
        data = _standard_input(lang)
        code = 0 if _let_pass(data, lang) else _judged(data, warn_only, options)
    except KeyboardInterrupt:
        _end(STOPPED, lang, "stopped")
    if code and not warn_only:
        sys.exit(code)
    from .handover import hand_over

    try:
        code = hand_over(real_sendmail, data)
    except OSError as error:
        _end(NO_PROGRAM, lang, "no-program", program=real_sendmail[0], why=reason(error, lang))
    sys.exit(code)


def _standard_input(lang: str) -> bytes:
    """The whole message."""
    try:
        data = sys.stdin.buffer.read()
    except (OSError, AttributeError) as error:  # there is no standard input at all
        why = reason(error, lang) if isinstance(error, OSError) else "stdin"
        _end(NO_MESSAGE, lang, "empty-handed", why=why)
    if not data or data.isspace():
        _end(NO_MESSAGE, lang, "empty")
    return data


def _let_pass(data: bytes, lang: str) -> bool:
    """True for a message that is not to be checked; why is told."""
    if os.environ.get(SKIP, "").strip().lower() not in ("", "0", "no", "false", "off"):
        _tell(lang, "skipped")
        return True
    fields = _fields(data)
    if any(field.startswith(b"resent-") for field in fields):
        return True  # somebody else's words, sent on as they are
    if any(re.match(rb"content-type:\s*(?:multipart/encrypted|application/(?:x-)?pkcs7-mime)", f) for f in fields):
        _tell(lang, "encrypted")
        return True
    return False


def _fields(data: bytes) -> list[bytes]:
    """The fields of a mail's head, in small letters, each on one line."""
    end = re.search(rb"\n\r?\n", data)
    head = data[: end.start()] if end else data
    return re.sub(rb"\r?\n[ \t]+", b" ", head).lower().splitlines()


def _judged(data: bytes, warn_only: bool, options: dict[str, Any]) -> int:
    """0 when the message is fine, else the code to refuse it with; what is amiss is told.

    Of a failure nothing but its kind is told: its text could repeat words of the message.
    """
    from ..read import ReadError

    way = "-warned" if warn_only else ""
    lang = options["lang"] or "zh"
    try:
        run = _session(options)
        lang = run.settings.lang
        told = _amiss(data, run)
    except SystemExit:  # a mistake in the configuration, or a rule in an option that there is not; it has been told
        if not warn_only:
            raise
        _tell(lang, "misconfigured-warned")
        return MISCONFIGURED
    except ReadError as error:
        _tell(lang, f"unread{way}", why=error.told(lang).rstrip("。."))
        return REFUSED
    except Exception as error:  # noqa: BLE001 - whatever it is, the draft must stay
        _tell(lang, f"failed{way}", why=type(error).__name__)
        return FAILED
    if not told:
        return 0
    _put(told)
    _tell(lang, "warned" if warn_only else "refused")
    return REFUSED


def _session(options: dict[str, Any]) -> Session:
    """What to check with; what is wrong there is told and ends the command."""
    from .options import split_names

    given = {key: options[key] for key in ("audience", "fail_on", "lang", "strict")}
    for key in ("select", "ignore"):
        given[key] = split_names(options[key])
    return start(("<stdin>",), options["given"], isolated=options["isolated"], **given)


def _amiss(data: bytes, run: Session) -> str:
    """The findings as text, when there is one at or above ``--fail-on``; else nothing. Directives are told of."""
    from ..read.mail import read_mail
    from .checking import exit_code, put_notices

    kind, audience = run.config.known_of("<stdin>")
    report = run.check(read_mail(data, "<stdin>", kind=kind, audience=audience))
    with contextlib.suppress(OSError, ValueError):  # see `_put`
        put_notices([report], run)
    if not exit_code([report], [], run.settings):
        return ""
    from ..formats import render

    return render("text", [report], [], run.lexicon, run.settings, colour=coloured(sys.stderr), summary=False)


def _tell(lang: str, what: str, **slots: str | None) -> None:
    """Say one line of `WORDS` on standard error."""
    from ..formats.terminal import visible

    _put(visible(WORDS[lang][what].format(skip=SKIP, **slots)) + "\n")


def _put(text: str) -> None:
    """Write on standard error; where nobody listens, what happens to the message stays the same."""
    with contextlib.suppress(OSError, ValueError):
        click.echo(text, err=True, nl=False)


def _end(code: int, lang: str, what: str, **slots: str | None) -> NoReturn:
    """Say why nothing was sent, and end."""
    _tell(lang, what, **slots)
    sys.exit(code)
