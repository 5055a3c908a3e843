"""``tonecheck sendmail``: a message goes on as it is or not at all, and the one who wrote it learns why."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from base64 import encodebytes
from pathlib import Path
from typing import NamedTuple

import pytest
from programs import GOOD, HARSH, TONECHECK, WORDS, environment

HEAD = "From: guo@example.com\nTo: chen@example.com\nSubject: {}\nContent-Type: text/plain; charset=utf-8\n"
SUBJECT = "三季度应收明细，请10月15日前确认"


def mail(body: str, *fields: str, subject: str = SUBJECT) -> bytes:
    return (HEAD.format(subject) + "".join(field + "\n" for field in fields) + "\n" + body).encode()


FINE, BAD = mail(GOOD), mail(HARSH)
UNREADABLE = b"\x89PNG\r\n\x1a\n\0\xff" * 9

REAL = """
import json, os, sys
data = sys.stdin.buffer.read()
open(os.environ["OUT"] + ".data", "ab").write(data)
open(os.environ["OUT"] + ".args", "ab").write(repr([os.fsencode(arg) for arg in sys.argv]).encode())
print("queued")
print("hm", file=sys.stderr)
sys.exit(int(os.environ.get("CODE", "0")))
"""
"""A program that sends: what it was given is kept in two files. ``ab``: a second run would be seen."""

AS_FOUND = [str(TONECHECK), "sendmail"]
NO_MEMORY = "import os, sys; del os.memfd_create; sys.argv[1:1] = ['sendmail']; from tonecheck.cli import run; run()"
BROKEN = """
import sys, tonecheck.pipeline
def check_message(message, *_): raise RuntimeError(message.text)
tonecheck.pipeline.check_message = check_message
sys.argv[1:1] = ['sendmail']; from tonecheck.cli import run; run()
"""
WAYS = {"in memory": AS_FOUND, "through a pipe": [sys.executable, "-c", NO_MEMORY]}
both_ways = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
"""Linux has files in memory, other systems do without."""


class Done(NamedTuple):
    code: int
    out: str
    told: str
    sent: bytes | None
    arguments: list[bytes] | None


class Desk:
    """A folder to send from, with a program that sends."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.real = home / "real-sendmail"
        self.real.write_text(f"#!{sys.executable} -S\n{REAL}", encoding="utf-8")
        self.real.chmod(0o755)
        self.env = {**environment(home), "OUT": str(home / "sent")}

    def send(
        self, data: bytes, *options: str | bytes, way: list[str] = AS_FOUND, real: bool = True, **env: str
    ) -> Done:
        command = [*way, *options, *([str(self.real)] if real else [])]
        done = subprocess.run(
            command, input=data, env={**self.env, **env}, cwd=self.home, capture_output=True, timeout=60, check=False
        )
        return self.done(done.returncode, done.stdout, done.stderr)

    def done(self, code: int, out: bytes, told: bytes) -> Done:
        data, arguments = Path(f"{self.env['OUT']}.data"), Path(f"{self.env['OUT']}.args")
        sent = data.read_bytes() if data.exists() else None
        given = eval(arguments.read_bytes()) if arguments.exists() else None
        return Done(code, out.decode(), told.decode(), sent, given)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


# What is fine goes on, byte for byte


@both_ways
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(FINE, id="lines end with LF"),
        pytest.param(FINE.replace(b"\n", b"\r\n"), id="lines end with CR LF"),
        pytest.param(FINE.replace(b"\n", b"\r\n", 3), id="lines end with both"),
        pytest.param(FINE.rstrip(b"\n"), id="no end of the last line"),
        pytest.param(FINE + b"\n\n\n", id="blank lines at the end"),
        pytest.param(FINE + b".\n.\n..a\nFrom b\n", id="lines that mean something to others"),
        pytest.param(b"From guo Thu Oct  1 00:00:00 2026\n" + FINE, id="a line of a mailbox on top"),
        pytest.param(FINE.decode().encode("gbk").replace(b"utf-8", b"gbk"), id="GBK"),
        pytest.param(FINE.replace(b"utf-8", b"x-unknown") + b"\xff\xfe\n", id="a charset that nobody knows"),
        pytest.param(mail(GOOD, "X-Tonecheck-Skip: yes", "Bcc: wang@example.com"), id="fields of any name"),
    ],
)
def test_a_fine_message_is_passed_on_byte_for_byte(desk: Desk, way: list[str], data: bytes) -> None:
    done = desk.send(data, way=way)
    assert (done.code, done.out, done.told) == (0, "queued\n", "hm\n")
    assert done.sent == data


@both_ways
def test_a_large_message_is_passed_on(desk: Desk, way: list[str]) -> None:
    parts = (
        "--=\nContent-Type: text/plain; charset=utf-8\n\n" + GOOD + "--=\nContent-Type: application/zip; name=a.zip\n"
    )
    body = parts + "Content-Transfer-Encoding: base64\n\n" + encodebytes(os.urandom(20_000_000)).decode() + "--=--\n"
    data = mail(body).replace(b"text/plain; charset=utf-8\n\n--=", b"multipart/mixed; boundary==\n\n--=", 1)
    assert desk.send(data, way=way).sent == data


@both_ways
@pytest.mark.parametrize("before", [["--"], []], ids=["after --", "without --"])
def test_the_arguments_are_passed_on_as_they_are(desk: Desk, way: list[str], before: list[str]) -> None:
    given = [b"-oi", b"-f", b"guo@example.com", b"--audience", b"", b"a b", b"$(x)'\"", b"\xff\xfe", b"--", b"-t@x.com"]
    done = desk.send(FINE, *before, str(desk.real), *given, way=way, real=False)
    assert done.arguments == [os.fsencode(desk.real), *given]
    assert done.sent == FINE


@both_ways
@pytest.mark.parametrize("code", [1, 2, 65, 75, 78, 255])
def test_the_exit_code_of_the_real_program_is_the_exit_code(desk: Desk, way: list[str], code: int) -> None:
    done = desk.send(FINE, way=way, CODE=str(code))
    assert (done.code, done.out, done.told, done.sent) == (code, "queued\n", "hm\n", FINE)


@both_ways
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGSEGV, signal.SIGPIPE])
def test_the_death_of_the_real_program_is_ours(desk: Desk, way: list[str], number: int) -> None:
    assert desk.send(FINE, "sh", "-c", f"kill -{int(number)} $$", way=way, real=False).code == -number


@both_ways
def test_a_program_that_does_not_read_to_the_end_tells_by_its_exit_code(desk: Desk, way: list[str]) -> None:
    done = desk.send(FINE + b"\n" * 5_000_000, "sh", "-c", "exit 67", way=way, real=False)
    assert (done.code, done.told) == (67, "")


def test_signals_are_as_the_program_would_find_them(desk: Desk) -> None:
    """Python ignores SIGPIPE, which a program that was started from it would too."""
    status = "import sys; print(open('/proc/self/status').read())" if os.path.exists("/proc/self/status") else ""  # noqa: PTH110
    if not status:
        pytest.skip("no /proc here")
    ignored = [
        line
        for command in ([*AS_FOUND, "grep", "SigIgn", "/proc/self/status"], ["grep", "SigIgn", "/proc/self/status"])
        for line in subprocess.run(command, input=FINE, env=desk.env, capture_output=True, check=True).stdout.split()
    ]
    assert ignored[:2] == ignored[2:]


# What is not fine is refused


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ([], "tonecheck：没有发出。请改好再发；一定要这样发，就设环境变量 TONECHECK_SKIP=1 再发一次。"),
        (
            ["--lang", "en"],
            "tonecheck: not sent. Mend it and send again; "
            "to send it as it is, set TONECHECK_SKIP=1 in the environment.",
        ),
    ],
    ids=["zh", "en"],
)
def test_a_message_with_findings_is_refused_and_the_program_that_sends_never_runs(
    desk: Desk, options: list[str], line: str
) -> None:
    done = desk.send(BAD, *options)
    assert (done.code, done.out, done.sent) == (65, "", None)
    assert WORDS in done.told
    assert done.told.endswith(f"\n{line}\n")


def test_with_warn_only_it_is_passed_on_and_told(desk: Desk) -> None:
    done = desk.send(BAD, "--warn-only")
    assert (done.code, done.out, done.sent) == (0, "queued\n", BAD)
    assert WORDS in done.told
    assert done.told.endswith("tonecheck：照样发出（--warn-only）。\nhm\n")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        pytest.param(["--fail-on", "error"], 65, id="an error, fail on error"),
        pytest.param(["--ignore", "all"], 0, id="all is ignored"),
        pytest.param(["--ignore", "blame,tone"], 0, id="what was found is ignored"),
        pytest.param(["--select", "vague"], 0, id="something else is selected"),
        pytest.param(["--audience", "peer", "--strict"], 65, id="to a peer, strict"),
    ],
)
def test_what_counts_can_be_chosen(desk: Desk, options: list[str], code: int) -> None:
    done = desk.send(BAD, *options)
    assert done.code == code, done.told
    assert done.sent == (None if code else BAD)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(mail(f"> {HARSH.replace(chr(10), chr(10) + '> ')}\n\n{GOOD}"), id="in a quotation"),
        pytest.param(mail(HARSH, "Resent-From: li@example.com", "Resent-To: zhao@example.com"), id="bounced"),
    ],
)
def test_the_words_of_others_are_not_the_author_s(desk: Desk, data: bytes) -> None:
    done = desk.send(data)
    assert (done.code, done.told, done.sent) == (0, "hm\n", data)


@pytest.mark.parametrize(
    "kind",
    [
        'multipart/encrypted; protocol="application/pgp-encrypted"; boundary="b"',
        "multipart/encrypted;\n boundary=b",
        "application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m",
    ],
)
def test_of_an_encrypted_message_it_is_told_that_nobody_looked(desk: Desk, kind: str) -> None:
    data = mail(HARSH, subject="...").replace(b"text/plain; charset=utf-8", kind.encode())
    done = desk.send(data)
    assert (done.code, done.sent) == (0, data)
    assert done.told == "tonecheck：没有检查，这封邮件是加密的。\nhm\n"


# The configuration


@pytest.mark.parametrize(
    ("config", "options", "code"),
    [
        pytest.param('ignore = ["blame", "tone"]', [], 0, id="what was found is ignored"),
        pytest.param('ignore = ["all"]', ["--isolated"], 65, id="isolated"),
        pytest.param("", ["--config", 'ignore=["all"]'], 0, id="an option"),
        pytest.param('[[overrides]]\nrecipients = ["*@example.com"]\nignore = ["all"]', [], 0, id="this recipient"),
        pytest.param('[[overrides]]\nrecipients = ["*@other.org"]\nignore = ["all"]', [], 65, id="another recipient"),
        pytest.param('lang = "en"', [], 65, id="in English"),
        pytest.param('ignore = ["blam"]', [], 2, id="a wrong name"),
        pytest.param("ignore = [", [], 2, id="no TOML"),
    ],
)
def test_the_configuration_is_heeded(desk: Desk, config: str, options: list[str], code: int) -> None:
    (desk.home / "tonecheck.toml").write_text(config, encoding="utf-8")
    done = desk.send(BAD, *options)
    assert done.code == code, done.told
    assert done.sent == (None if code else BAD)
    assert ("tonecheck: not sent." in done.told) == ("en" in config.split('"'))


@pytest.mark.parametrize(
    ("config", "options", "told"),
    [
        pytest.param("ignore = [", [], "tonecheck.toml", id="no TOML"),
        pytest.param('ignore = ["blam"]', [], "是不是 blame", id="a wrong name"),
        pytest.param('extend-lexicons = ["gone"]', [], "gone", id="a lexicon that is not there"),
        pytest.param("", ["--ignore", "blam"], "是不是 blame", id="a wrong name in an option"),
        pytest.param("", ["--config", "strictt=true"], "是不是 strict", id="a wrong key in an option"),
    ],
)
def test_with_warn_only_a_mistake_in_the_configuration_is_told_and_the_mail_is_passed_on(
    desk: Desk, config: str, options: list[str], told: str
) -> None:
    (desk.home / "tonecheck.toml").write_text(config, encoding="utf-8")
    done = desk.send(BAD, "--warn-only", *options)
    assert (done.code, done.sent) == (0, BAD)
    wrong, sent, _ = done.told.splitlines()
    assert told in wrong
    assert sent == "tonecheck：没有检查，照样发出；上面说的请改好。"


def test_a_mistake_in_the_configuration_does_not_stop_what_is_not_checked(desk: Desk) -> None:
    (desk.home / "tonecheck.toml").write_text("ignore = [", encoding="utf-8")
    assert desk.send(BAD, TONECHECK_SKIP="1").sent == BAD


def test_a_field_may_say_which_rules_are_not_meant_and_is_passed_on(desk: Desk) -> None:
    data = mail(HARSH, "X-Tonecheck-Ignore: blame, tone, missing")
    done = desk.send(data)
    assert (done.code, done.sent) == (0, data), done.told


def test_a_directive_that_the_reader_would_see_is_told_and_the_message_goes_on(desk: Desk) -> None:
    data = mail(GOOD + "<!-- tonecheck: ignore[blame] -->\n")
    done = desk.send(data)
    assert (done.code, done.sent) == (0, data)
    assert "会发给对方" in done.told


# The way past for one message


@pytest.mark.parametrize("value", ["1", "yes", "true", " on "])
def test_with_the_variable_a_message_goes_on_unchecked_and_unchanged(desk: Desk, value: str) -> None:
    done = desk.send(BAD, TONECHECK_SKIP=value)
    assert (done.code, done.sent) == (0, BAD)
    assert done.told == "tonecheck：没有检查（TONECHECK_SKIP）。\nhm\n"


@pytest.mark.parametrize("value", ["", "0", "no", "False", "off"])
def test_other_values_of_the_variable_change_nothing(desk: Desk, value: str) -> None:
    assert desk.send(BAD, TONECHECK_SKIP=value).code == 65


def test_a_field_of_the_message_is_no_way_past(desk: Desk) -> None:
    """Its reader would see it, and to take it out would change the message."""
    assert desk.send(mail(HARSH, "X-Tonecheck-Skip: yes")).code == 65


# When the check itself fails


def test_what_cannot_be_read_is_refused(desk: Desk) -> None:
    done = desk.send(UNREADABLE)
    assert (done.code, done.sent) == (65, None)
    assert done.told.startswith("tonecheck：没有发出，读不懂这封邮件：")
    assert done.told.count("\n") == 1
    assert "TONECHECK_SKIP=1" in done.told


def test_with_warn_only_what_cannot_be_read_is_passed_on(desk: Desk) -> None:
    done = desk.send(UNREADABLE, "--warn-only")
    assert (done.code, done.sent) == (0, UNREADABLE)
    assert done.told.startswith("tonecheck：没有检查，照样发出，读不懂这封邮件：")


@pytest.mark.parametrize(
    ("options", "code", "line"),
    [
        ([], 70, "tonecheck：没有发出，检查时出了错（RuntimeError）。不检查就发：TONECHECK_SKIP=1。\n"),
        (["--warn-only"], 0, "tonecheck：没有检查，照样发出，检查时出了错（RuntimeError）。\nhm\n"),
    ],
    ids=["refused", "warn only"],
)
def test_a_crash_is_one_line_without_a_word_of_the_message(
    desk: Desk, options: list[str], code: int, line: str
) -> None:
    done = desk.send(FINE, *options, way=[sys.executable, "-c", BROKEN])
    assert (done.code, done.told) == (code, line)
    assert done.sent == (None if code else FINE)


@both_ways
@pytest.mark.parametrize("what", ["nosuch", "folder", "data"])
def test_a_program_that_cannot_run_is_told(desk: Desk, way: list[str], what: str) -> None:
    (desk.home / "folder").mkdir()
    (desk.home / "data").write_bytes(b"\0" * 64)
    (desk.home / "data").chmod(stat.S_IRUSR)
    program = what if what == "nosuch" else str(desk.home / what)
    done = desk.send(FINE, program, way=way, real=False)
    assert done.code == 69
    assert done.told.startswith(f"tonecheck：没有发出，{program} 运行不了（")
    assert done.told.count("\n") == 1


@pytest.mark.parametrize(
    ("options", "line"),
    [
        pytest.param(["--audience", "boss", "cat"], "boss", id="audience"),
        pytest.param(["--select", "blame.acusation", "cat"], "是不是 blame.accusation", id="rule"),
        pytest.param(["--ignore", "blam", "cat"], "是不是 blame", id="family"),
        pytest.param(["--warn-only", "--audience", "boss", "cat"], "boss", id="audience, warn only"),
        pytest.param(["--"], "REAL-SENDMAIL", id="no program"),
        pytest.param([], "REAL-SENDMAIL", id="nothing"),
        pytest.param(["-f", "a@example.com", "--", "cat"], "在那里请不写 --", id="as mutt mixes it up"),
        pytest.param(["/usr/sbin/sendmail", "-bs"], "不支持 -bs", id="a dialogue"),
    ],
)
def test_what_is_wrong_on_the_command_line_is_told_and_nothing_is_sent(
    desk: Desk, options: list[str], line: str
) -> None:
    done = desk.send(FINE, *options, real=False)
    assert (done.code, done.out) == (2, "")
    assert line in done.told


def test_without_a_standard_input_nothing_is_sent(desk: Desk) -> None:
    command = ["sh", "-c", '"$@" <&-', "-", *AS_FOUND, "--warn-only", str(desk.real)]
    done = subprocess.run(command, env=desk.env, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (66, b"")
    assert "没有发出" in done.stderr.decode()


@pytest.mark.parametrize("data", [b"", b"\r\n \n"], ids=["nothing", "blank lines"])
@pytest.mark.parametrize(
    ("options", "skip"),
    [([], "0"), (["--warn-only"], "0"), ([], "1")],
    ids=["as usual", "warn only", "unchecked"],
)
def test_where_standard_input_is_empty_there_is_no_mail_to_send(
    desk: Desk, data: bytes, options: list[str], skip: str
) -> None:
    done = desk.send(data, *options, TONECHECK_SKIP=skip)
    assert (done.code, done.out, done.sent) == (66, "", None)
    assert done.told == "tonecheck：没有发出，标准输入里没有邮件，是空的。\n"


@pytest.mark.parametrize(("data", "code"), [(FINE, 0), (BAD, 65)], ids=["fine", "refused"])
@pytest.mark.parametrize("closed", ["2>&-", "2>/dev/full", ">&- 2>&-"])
def test_what_happens_is_the_same_where_nobody_listens(desk: Desk, data: bytes, code: int, closed: str) -> None:
    command = ["sh", "-c", f'"$@" {closed}', "-", *AS_FOUND, "sh", "-c", 'cat > "$OUT.data"']
    done = subprocess.run(command, input=data, env=desk.env, stdout=subprocess.PIPE, check=False)
    assert done.returncode == code
    assert desk.done(code, b"", b"").sent == (None if code else data)


# Signals


def begun(desk: Desk, way: list[str], *command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*way, *command],
        env=desk.env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def until(path: Path) -> None:
    end = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < end, f"{path} never came"
        time.sleep(0.02)


@pytest.mark.parametrize("warn_only", [[], ["--warn-only"]], ids=["", "warn only"])
def test_an_interrupt_before_the_message_is_whole_sends_nothing(desk: Desk, warn_only: list[str]) -> None:
    process = begun(desk, [sys.executable, "-c", READY + NO_MEMORY], *warn_only, str(desk.real))
    assert process.stdin
    process.stdin.write(FINE[:100])
    process.stdin.flush()
    until(desk.home / "sent.ready")
    os.killpg(process.pid, signal.SIGINT)
    out, told = process.communicate(timeout=30)
    done = desk.done(process.returncode, out, told)
    assert (done.code, done.told, done.sent) == (130, "tonecheck：停下了，没有发出。\n", None)


READY = """
import io, os, sys
class Ready(io.BytesIO):
    def read(self, *_):
        open(os.environ["OUT"] + ".ready", "w").close()
        return sys.__stdin__.buffer.read()
sys.stdin = io.TextIOWrapper(Ready())
"""
"""Tells when the message is being read."""


@both_ways
@pytest.mark.parametrize(
    ("number", "group"),
    [(signal.SIGINT, True), (signal.SIGTERM, True), (signal.SIGTERM, False)],
    ids=["control C", "TERM to both", "TERM to one"],
)
def test_an_interrupt_while_it_is_sent_is_the_real_program_s(
    desk: Desk, way: list[str], number: signal.Signals, group: bool
) -> None:
    """It may need a moment to tell its server; and it has the whole message."""
    name = number.name.removeprefix("SIG")
    # Where both get it, the program gets it twice, and must not begin anew.
    script = f'trap "trap \'\' {name}; cat > $OUT.data; exit 75" {name}; : > "$OUT.ready"; while :; do sleep 0.05; done'
    process = begun(desk, way, "sh", "-c", script)
    assert process.stdin
    process.stdin.write(FINE)
    process.stdin.close()
    until(desk.home / "sent.ready")
    (os.killpg if group else os.kill)(process.pid, number)
    assert process.wait(30) == 75
    assert (desk.home / "sent.data").read_bytes() == FINE
    for stream in (process.stdout, process.stderr):
        assert stream
        stream.close()


STARTED_LATE = """
import os, signal, subprocess, time
start = subprocess.Popen
def late(*arguments, **options):
    child = start(*arguments, **options)
    while not os.path.exists(os.environ["OUT"] + ".ready"):
        time.sleep(0.02)
    os.kill(os.getpid(), signal.SIGTERM)
    return child
subprocess.Popen = late
"""
"""Is told to end when the real program runs already, and this one has not heard so yet."""


def test_a_signal_that_comes_while_the_real_program_starts_is_not_lost(desk: Desk) -> None:
    script = "trap 'cat > $OUT.data; exit 75' TERM; : > $OUT.ready; while :; do sleep 0.05; done"
    process = begun(desk, [sys.executable, "-c", STARTED_LATE + NO_MEMORY], "sh", "-c", script)
    process.communicate(FINE, timeout=30)
    assert process.returncode == 75
    assert (desk.home / "sent.data").read_bytes() == FINE


# Nothing is kept


@pytest.mark.parametrize(("data", "options"), [(FINE, []), (BAD, []), (BAD, ["--warn-only"]), (UNREADABLE, [])])
def test_no_file_is_left_behind(desk: Desk, data: bytes, options: list[str]) -> None:
    desk.send(data, *options)
    left = {path.relative_to(desk.home).as_posix() for path in desk.home.rglob("*") if path.is_file()}
    assert left <= {"real-sendmail", "sent.data", "sent.args"}


def test_only_what_is_needed_is_loaded() -> None:
    code = "import json, sys, tonecheck.cli.sendmail; print(json.dumps([*sys.modules]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert not {"email", "subprocess", "tonecheck.pipeline", "tonecheck.formats", "asyncio"} & set(
        json.loads(done.stdout)
    )
