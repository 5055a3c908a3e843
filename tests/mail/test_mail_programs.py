"""The real mail programs, and a real SMTP server: what is fine arrives as ever, what is not stays with its author."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from programs import GOOD, HARSH, WORDS, environment, git, need
from smtp_server import Server
from terminal import Terminal

SUBJECT = "三季度应收明细，请10月15日前确认"
MESSAGE = (
    "From: guo@example.com\nTo: chen@example.com\nSubject: {}\nDate: Thu, 01 Oct 2026 09:00:00 +0800\n"
    "Message-ID: <1@example.com>\nContent-Type: text/plain; charset=utf-8\n\n{}"
)
REFUSED = "tonecheck：没有发出。"


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.stop()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home folder with a draft that is fine and one that is not."""
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "harsh.txt").write_text(HARSH, encoding="utf-8")
    return tmp_path


def msmtp(server: Server) -> str:
    """The command line of the program that sends."""
    return f"{need('msmtp')} --host=127.0.0.1 --port={server.port} --tls=off --auth=off"


def run(
    home: Path, command: Sequence[str], stdin: str = "", code: int | None = 0, **env: str
) -> subprocess.CompletedProcess[str]:
    """Run a program in ``home``, and see that it ends with ``code``; None: with any code but 0."""
    done = subprocess.run(
        command,
        input=stdin,
        env=environment(home, env),
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    wrong = done.returncode == 0 if code is None else done.returncode != code
    assert not wrong, done.stdout + done.stderr
    return done


# msmtp


def test_msmtp_sends_what_it_would_send_by_itself(home: Path, server: Server) -> None:
    message = MESSAGE.format(SUBJECT, GOOD + "\n.\n..\n" + "长" * 300 + "\n")
    real = [*msmtp(server).split(), "-f", "guo@example.com", "--", "chen@example.com", "wang@example.com"]
    run(home, ["tonecheck", "sendmail", "--", *real], message)
    run(home, real, message)
    ours, alone = server.envelopes
    assert ours.content == alone.content
    assert (ours.mail_from, ours.rcpt_tos) == (alone.mail_from, alone.rcpt_tos)
    assert server.message() == message


def test_what_msmtp_is_told_by_its_server_is_told(home: Path, server: Server) -> None:
    server.answer = "451 come back later"
    real = [*msmtp(server).split(), "-f", "guo@example.com", "chen@example.com"]
    message = MESSAGE.format(SUBJECT, GOOD)
    alone = run(home, real, message, code=None)
    ours = run(home, ["tonecheck", "sendmail", *real], message, code=alone.returncode)
    assert ours.stderr == alone.stderr
    assert "come back later" in ours.stderr
    assert len(server.envelopes) == 2  # and not once more


def test_msmtp_gets_nothing_of_a_message_that_is_refused(home: Path, server: Server) -> None:
    command = ["tonecheck", "sendmail", *msmtp(server).split(), "-f", "guo@example.com", "chen@example.com"]
    done = run(home, command, MESSAGE.format(SUBJECT, HARSH), code=65)
    assert WORDS in done.stderr
    assert server.envelopes == []


# git send-email


@pytest.fixture
def patches(home: Path) -> Path:
    """A repository with two patches in its folder ``out``: the second one's message is not fine."""
    need("git-send-email")
    run(home, ["git", "init", "-q", "-b", "main"])
    for number, said in enumerate(
        ["修正汇总报表的空值", "跳过空值\n\n你们又没有按时把数据给过来，只好先跳过空值。"], 1
    ):
        (home / "a.py").write_text(f"# 你们又没有按时把数据给过来 {number}\n", encoding="utf-8")
        run(home, ["git", "add", "a.py"])
        run(home, ["git", "commit", "-q", "-m", said])
    run(home, ["git", "format-patch", "-q", "--root", "-o", "out"])
    return home / "out"


def send_email(server: Server, *more: str) -> list[str]:
    command = f"tonecheck sendmail --audience community -- {msmtp(server)}"
    return [
        *("git", "-c", f"sendemail.sendmailCmd={command}", "send-email", "--quiet", "--confirm=never"),
        *("--suppress-cc=all", "--envelope-sender=guo@example.com", "--to=chen@example.com", *more),
    ]


def test_git_sends_a_patch_whose_message_is_fine(home: Path, server: Server, patches: Path) -> None:
    first = sorted(patches.iterdir())[0]
    run(home, send_email(server, str(first)))
    (body,) = server.bodies
    assert body == first.read_text(encoding="utf-8").partition("\n\n")[2]
    assert server.envelopes[0].rcpt_tos == ["chen@example.com"]


def test_git_stops_at_a_patch_that_is_refused(home: Path, server: Server, patches: Path) -> None:
    done = run(home, send_email(server, *map(str, sorted(patches.iterdir()))), code=None)
    assert WORDS in done.stderr
    assert REFUSED in done.stderr
    assert done.stderr.count("blame.") == 1  # the diff is nobody's words
    assert len(server.envelopes) == 1


def test_git_sends_it_with_the_variable_set(home: Path, server: Server, patches: Path) -> None:
    second = sorted(patches.iterdir())[1]
    run(home, send_email(server, str(second)), TONECHECK_SKIP="1")
    assert server.bodies == [second.read_text(encoding="utf-8").partition("\n\n")[2]]
    assert "TONECHECK" not in server.message().upper()


# mutt and neomutt

both = pytest.mark.parametrize("program", ["mutt", "neomutt"])
DRAFTS = """
set sendmail="tonecheck sendmail {options}{real}"
set from=guo@example.com use_from=yes envelope_from=yes realname="郭凯"
set copy=no postpone=yes postponed="~/postponed" editor=true abort_unmodified=no confirmappend=no
set send_charset="utf-8" assumed_charset="utf-8" wait_key=no
set folder="~/mail" spoolfile="~/inbox"
"""


def settings(home: Path, server: Server, options: str = "") -> str:
    path = home / "muttrc"
    (home / "inbox").touch()
    (home / "mail").mkdir()
    path.write_text(DRAFTS.format(options=options, real=msmtp(server)), encoding="utf-8")
    return str(path)


@both
def test_mutt_sends_what_is_fine(home: Path, server: Server, program: str) -> None:
    run(home, [need(program), "-n", "-F", settings(home, server), "-s", SUBJECT, "--", "chen@example.com"], GOOD)
    assert server.bodies == [GOOD]
    assert server.envelopes[0].mail_from == "guo@example.com"
    assert server.envelopes[0].rcpt_tos == ["chen@example.com"]


@both
def test_mutt_tells_what_it_could_not_send(home: Path, server: Server, program: str) -> None:
    command = [need(program), "-n", "-F", settings(home, server), "-s", SUBJECT, "--", "chen@example.com"]
    done = run(home, command, HARSH, code=1)
    assert WORDS in done.stdout + done.stderr
    assert "Could not send the message" in done.stdout + done.stderr
    assert server.envelopes == []


def try_to_send(screen: Terminal) -> None:
    """Go from the start to the menu of a draft, send it, read what tonecheck says, and come back to the menu."""
    for asked in ("To:", "Subject:"):
        screen.wait(asked)
        screen.type("\r")
    screen.wait("y:Send")
    screen.type("y")
    screen.wait("你们又没有按时")
    screen.type("q")
    screen.wait("y:Send")


@both
def test_mutt_keeps_the_draft_and_sends_it_with_the_variable_set(home: Path, server: Server, program: str) -> None:
    rc = settings(home, server)
    command = [need(program), "-n", "-F", rc, "-s", SUBJECT, "-i", "harsh.txt", "--", "chen@example.com"]
    with Terminal(command, environment(home), home) as screen:
        try_to_send(screen)
        assert server.envelopes == []
        screen.type(":setenv TONECHECK_SKIP 1\r")
        screen.type("y")
        assert screen.ended() == 0
    assert server.bodies == [HARSH]
    assert "TONECHECK" not in server.message().upper()


DOCS = Path(__file__).resolve().parents[2] / "docs"


def macro() -> str:
    """The macro that the docs give, in both languages the same."""
    found = {
        line
        for name in ("integrations.md", "integrations.zh-CN.md")
        for line in (DOCS / name).read_text(encoding="utf-8").splitlines()
        if line.startswith("macro ")
    }
    (line,) = found
    return line


@both
def test_with_the_macro_one_draft_is_sent_unchecked_and_the_next_one_is_looked_at(
    home: Path, server: Server, program: str
) -> None:
    rc = Path(settings(home, server))
    lines = f"{macro()}\nset editor='cp {home}/harsh.txt' edit_headers=no\n"
    rc.write_text(rc.read_text(encoding="utf-8") + lines, encoding="utf-8")
    with Terminal([need(program), "-n", "-F", str(rc)], environment(home), home) as screen:
        screen.wait("q:Quit")
        for key, seen in (("S", "q:Quit"), ("y", "你们又没有按时")):
            screen.type("m")
            screen.wait("To:")
            screen.type("chen@example.com\r")
            screen.wait("Subject:")
            screen.type("report\r")
            screen.wait("y:Send")
            screen.type(key)
            screen.wait(seen)
    assert server.bodies == [HARSH]


@both
def test_mutt_can_postpone_what_was_refused(home: Path, server: Server, program: str) -> None:
    rc = settings(home, server)
    command = [need(program), "-n", "-F", rc, "-s", SUBJECT, "-i", "harsh.txt", "--", "chen@example.com"]
    with Terminal(command, environment(home), home) as screen:
        try_to_send(screen)
        screen.type("P")
        screen.ended()
    assert WORDS in (home / "postponed").read_text(encoding="utf-8")
    assert server.envelopes == []


@both
def test_mutt_with_warn_only_sends_it(home: Path, server: Server, program: str) -> None:
    rc = settings(home, server, "--warn-only ")
    run(home, [need(program), "-n", "-F", rc, "-s", SUBJECT, "--", "chen@example.com"], HARSH)
    assert server.bodies == [HARSH]


@both
def test_with_two_dashes_mutt_is_refused_and_told_to_leave_them_out(home: Path, server: Server, program: str) -> None:
    rc = settings(home, server, "-- ")
    done = run(home, [need(program), "-n", "-F", rc, "-s", SUBJECT, "--", "chen@example.com"], GOOD, code=1)
    assert "在那里请不写 --" in done.stdout + done.stderr
    assert server.envelopes == []


@both
def test_mutt_bounces_what_others_wrote(home: Path, server: Server, program: str) -> None:
    """A message sent on as it is goes on as it is."""
    inbox = home / "inbox"
    inbox.write_text(
        "From chen@example.com Thu Oct  1 09:00:00 2026\n" + MESSAGE.format(SUBJECT, HARSH), encoding="utf-8"
    )
    command = [need(program), "-n", "-F", settings(home, server), "-f", str(inbox), "-e", "set bounce=yes"]
    with Terminal(command, environment(home), home) as screen:
        screen.wait("q:Quit")
        screen.type("b")
        screen.wait("Bounce message to:")
        screen.type("wang@example.com\r")
        screen.wait("bounced")
        screen.type("x")
        screen.ended()
    assert server.bodies[0].rstrip("\n") == HARSH.rstrip("\n")
    assert server.envelopes[0].rcpt_tos == ["wang@example.com"]


# aerc


def aerc(home: Path, server: Server, **env: str) -> Terminal:
    """aerc with the draft that is not fine, ready to be sent."""
    for folder in ("mail/cur", "mail/new", "mail/tmp", ".config/aerc"):
        (home / folder).mkdir(parents=True)
    accounts = home / ".config/aerc/accounts.conf"
    accounts.write_text(
        f"[work]\nsource = maildir://{home}/mail\nfrom = guo <guo@example.com>\n"
        f"outgoing = tonecheck sendmail -- {msmtp(server)} -f guo@example.com\n"
    )
    accounts.chmod(0o600)
    (home / ".config/aerc/aerc.conf").write_text(f"[compose]\neditor = cp {home}/harsh.txt\n")
    env = environment(home, {"XDG_RUNTIME_DIR": str(home), **env})
    return Terminal([need("aerc"), "mailto:chen@example.com?subject=report"], env, home)


def test_aerc_keeps_the_draft(home: Path, server: Server) -> None:
    with aerc(home, server) as screen:
        screen.wait("Send this email?")
        screen.type("y")
        screen.wait("Sending...")
        # It shows the draft again at the next key.
        screen.until(lambda: "Sendthisemail?" in screen.press("\x0c"))
    assert server.envelopes == []


def test_aerc_sends_it_when_it_was_started_with_the_variable(home: Path, server: Server) -> None:
    with aerc(home, server, TONECHECK_SKIP="1") as screen:
        screen.wait("Send this email?")
        screen.type("y")
        screen.until(lambda: bool(server.envelopes))
    assert server.envelopes[0].rcpt_tos == ["chen@example.com"]
    assert "TONECHECK" not in server.message().upper()


def test_the_version_of_git_knows_the_command() -> None:
    """``sendemail.sendmailCmd`` came with Git 2.33."""
    assert tuple(map(int, git("version").split()[2].split(".")[:2])) >= (2, 33)
