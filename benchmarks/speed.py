"""How fast tonecheck is, as ratios: prints all tables of docs/performance.md in one run.

    python benchmarks/speed.py [--rounds 15] [--messages 2000] [--size 1048576] [--without-peers]

tonecheck and its peers are installed from the package registries into a temporary environment, which is removed at the
end; peers for Node.js need npm. Times are those of this machine and of this moment: only the ratios mean something.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import corpus

ROOT = Path(__file__).parent.parent
PYTHON_PEERS = ("codespell", "proselint", "autocorrect-py", "jieba", "snownlp")
NODE_PEERS = ("zhlint", "alex", "textlint", "textlint-rule-preset-ja-technical-writing")


class Run(NamedTuple):
    """One run of a program: seconds by the clock, seconds of the processor, peak memory in MiB, exit code."""

    wall: float
    cpu: float
    peak: float
    code: int


def run(command: Sequence[str | Path]) -> Run:
    """Run ``command`` with nothing to read and nobody to read what it prints."""
    words = [str(word) for word in command]
    null = os.open(os.devnull, os.O_RDWR)
    began = time.perf_counter()
    files = [(os.POSIX_SPAWN_DUP2, null, number) for number in (0, 1, 2)]
    pid = os.posix_spawnp(words[0], words, os.environ, file_actions=files)
    _, status, used = os.wait4(pid, 0)
    wall = time.perf_counter() - began
    os.close(null)
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, os.waitstatus_to_exitcode(status))


def table(title: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table in Markdown."""
    print(f"\n## {title}\n\n| {' | '.join(heads)} |\n|{'---|' * len(heads)}")
    for row in rows:
        print("|", " | ".join(f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in row), "|")
    sys.stdout.flush()


class Bench:
    """The environment with all programs, and the corpus."""

    def __init__(self, folder: Path, rounds: int, messages: int, peers: bool) -> None:
        """Install what is compared and write what it reads."""
        self.folder, self.rounds, self.peers = folder, rounds, peers
        self.bin = folder / "env" / "bin"
        self.python = self.bin / "python"
        subprocess.run([sys.executable, "-m", "venv", folder / "env"], check=True)
        install = [str(self.python), "-m", "pip", "install", "-q"]
        subprocess.run([*install, str(ROOT)], check=True)
        for peer in PYTHON_PEERS if peers else ():
            subprocess.run([*install, peer], check=False)
        if peers and shutil.which("npm"):
            subprocess.run(["npm", "install", "--silent", "--prefix", folder, *NODE_PEERS], check=False)
        self.draft = folder / "draft.txt"
        self.draft.write_text(corpus.draft(), encoding="utf-8")
        self.messages = corpus.write_messages(folder / "messages", messages)
        subprocess.run([self.bin / "tonecheck", "check", self.draft], check=False, stdout=subprocess.DEVNULL)

    def cold(self) -> None:
        """Whole processes on one draft, each once a round."""
        node = self.folder / "node_modules" / ".bin"
        commands: dict[str, list[str | Path]] = {
            "python -c pass": [self.python, "-c", "pass"],
            "import click": [self.python, "-c", "import click"],
            "tonecheck --help": [self.bin / "tonecheck", "--help"],
            "tonecheck check": [self.bin / "tonecheck", "check", self.draft],
            "codespell": [self.bin / "codespell", self.draft],
            "proselint": [self.bin / "proselint", "check", self.draft],
            "autocorrect-py": [self.python, "-c", _autocorrect(self.draft)],
            "jieba": [self.python, "-c", f"import jieba; jieba.lcut(open({str(self.draft)!r}).read())"],
            "jieba + SnowNLP": [self.python, "-c", _both(self.draft)],
            "zhlint": [node / "zhlint", self.draft],
            "alex": [node / "alex", self.draft],
            "textlint": [node / "textlint", "--preset", "ja-technical-writing", self.draft],
        }
        there = {name: command for name, command in commands.items() if self._is_there(name, command)}
        runs: dict[str, list[Run]] = {name: [] for name in there}
        for turn in range(self.rounds + 1):
            for name, command in there.items():
                once = run(command)
                if turn:  # the first round warms the disk
                    runs[name].append(once)
        base = [once.wall for once in runs["python -c pass"]]
        rows = []
        for name, found in runs.items():
            ratio = statistics.median(once.wall / bare for once, bare in zip(found, base, strict=True))
            cpu = statistics.median(once.cpu for once in found) / statistics.median(
                once.cpu for once in runs["python -c pass"]
            )
            rows.append([name, ratio, cpu, f"{max(once.peak for once in found):.0f}", found[0].code])
        heads = ("command", "times python -c pass, clock", "times python -c pass, processor", "peak MiB", "exit")
        table("One draft of 500 characters, cold", heads, rows)

    def _is_there(self, name: str, command: list[str | Path]) -> bool:
        if not self.peers and not name.startswith(("python", "import", "tonecheck")):
            return False
        return Path(command[0]).exists() and run(command).code in (0, 1, 65)

    def warm(self) -> None:
        """Many messages in one process."""
        names = ("tonecheck", "autocorrect", "jieba", "snownlp") if self.peers else ("tonecheck",)
        found = {name: self._inside(f"warm {name}") for name in names}
        own = found["tonecheck"]
        rows = [
            [name, one["s/MB"], one["s/MB"] / own["s/MB"], one["Mchar/s"], f"{one['peak']:.0f}"]
            for name, one in found.items()
            if one
        ]
        heads = ("program", "processor seconds a MB", "times tonecheck", "Mchar/s", "peak MiB")
        table("Many messages in one process", heads, rows)
        print(f"\nA draft of 500 characters, warm: {own['draft ms']:.2f} ms (median).")

    def _inside(self, what: str) -> dict[str, float]:
        """What ``measure`` says in a process of the environment; empty: it failed."""
        command: list[str | Path] = [self.python, Path(__file__), "--inside", what, "--folder", self.folder]
        done = subprocess.run(command, capture_output=True, text=True, check="tonecheck" in what)
        found: dict[str, float] = json.loads(done.stdout) if done.returncode == 0 else {}
        return found

    def many(self) -> None:
        """The command line on a folder: one process, two, unchanged files."""
        check: list[str | Path] = [self.bin / "tonecheck", "check", self.messages, "-q", "--exit-zero"]
        half = corpus.write_messages(self.folder / "half", max(1, sum(1 for _ in self.messages.rglob("*.txt")) // 2))
        commands: dict[str, list[str | Path]] = {
            "--jobs 1": check,
            "--jobs 2": [*check, "--jobs", "2"],
            "--cache, first time": [*check, "--cache"],
            "--cache, nothing changed": [*check, "--cache"],
            "--jobs 1, half of the files": [self.bin / "tonecheck", "check", half, "-q", "--exit-zero"],
        }
        runs = {name: run(command) for name, command in commands.items()}
        first = runs["--jobs 1"]
        rows = [[name, one.wall / first.wall, one.cpu / first.cpu, f"{one.peak:.0f}"] for name, one in runs.items()]
        table("A folder of messages", ("options", "clock", "processor", "peak MiB of a process"), rows)

    def growth(self, size: int) -> None:
        """One file of ``size`` bytes, one of ten times as much, and files of odd shapes."""
        one = self.folder / "shape.txt"
        check: list[str | Path] = [self.bin / "tonecheck", "check", one, "-q", "--exit-zero"]

        def cost(text: str) -> Run:
            one.write_text(text, encoding="utf-8")
            return run(check)

        usual = cost(corpus.ordinary(size))
        rows: list[list[object]] = [["ordinary messages", 1.0, f"{usual.peak:.0f}"]]
        found = cost(corpus.ordinary(10 * size))
        rows.append(["ten times as many", found.cpu / usual.cpu, f"{found.peak:.0f}"])
        for name, made in corpus.SHAPES.items():
            found = cost(made(size))
            rows.append([name, found.cpu / usual.cpu, f"{found.peak:.0f}"])
        table(f"One file of {size:,} bytes", ("content", "times ordinary messages, processor", "peak MiB"), rows)


def measure(what: str, folder: Path) -> dict[str, float]:
    """Inside the environment: processor seconds for a MB of messages, and peak memory."""
    import resource

    texts = [path.read_text(encoding="utf-8") for path in sorted((folder / "messages").rglob("*.txt"))]
    work = _worker(what.split()[1])
    if "snownlp" in what:
        texts = texts[:50]
    for text in texts[: len(texts) // 4]:
        work(text)
    began = time.process_time()
    for text in texts:
        work(text)
    used = time.process_time() - began
    draft, times = (folder / "draft.txt").read_text(encoding="utf-8"), []
    for _ in range(50):
        start = time.process_time()
        work(draft)
        times.append(time.process_time() - start)
    size = sum(len(text.encode()) for text in texts) / corpus.MB
    return {
        "s/MB": used / size,
        "Mchar/s": sum(map(len, texts)) / used / 1e6,
        "draft ms": statistics.median(times) * 1e3,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _worker(name: str) -> Callable[[str], object]:
    if name == "tonecheck":
        from tonecheck import Checker

        return Checker().check
    if name == "autocorrect":
        import autocorrect_py  # type: ignore[import-not-found]

        return lambda text: autocorrect_py.lint_for(text, "a.txt")
    if name == "jieba":
        import jieba

        found: Callable[[str], object] = jieba.lcut
        return found
    from snownlp import SnowNLP

    return lambda text: SnowNLP(text).sentiments


def _autocorrect(draft: Path) -> str:
    return f"import autocorrect_py as a; a.lint_for(open({str(draft)!r}).read(), 'a.txt')"


def _both(draft: Path) -> str:
    return (
        "import jieba; from snownlp import SnowNLP; "
        f"text = open({str(draft)!r}).read(); jieba.lcut(text); SnowNLP(text).sentiments"
    )


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--size", type=int, default=corpus.MB)
    parser.add_argument("--without-peers", action="store_true")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        print(json.dumps(measure(given.inside, given.folder)))
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TONECHECK_CACHE"] = str(Path(folder, "cache"))
        bench = Bench(Path(folder), given.rounds, given.messages, not given.without_peers)
        bench.cold()
        bench.warm()
        bench.many()
        bench.growth(given.size)


if __name__ == "__main__":
    main()
