"""Feeds each target with what reaches new code: ``python tests/fuzz/fuzz_run.py [TARGET …] [--runs N]``.

Needs atheris (``pip install -e ".[test,fuzz]"``). Each target runs in a process of its own, so that one that falls
does not take the others with it. The last line of each says how many executions there were and how much was reached;
an input that breaks something is kept as ``crash-…``, ``slow-…``, ``timeout-…`` or ``oom-…`` in ``--work``.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
TIMEOUT, MEMORY, LONGEST = 10, 2048, 4096
"""Seconds and megabytes that one input may take, and its greatest length in bytes."""

ONE = "--one"
INTERRUPTED = 72
"""The exit code of libFuzzer then."""


def main() -> int:
    """0: nothing was found; 1: something was."""
    sys.path[:0] = [str(HERE), str(HERE.parent)]
    if sys.argv[1:2] == [ONE]:
        run_here(*sys.argv[2:])
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--runs", type=int, default=250_000, help="executions of each target")
    parser.add_argument("--work", type=Path, default=Path("fuzz-work"), help="where inputs are kept")
    options = parser.parse_args()
    from fuzz_targets import TARGETS

    found = 0
    for name in options.targets or TARGETS:
        found |= run_apart(name, options.runs, options.work)
    return found


def run_apart(name: str, runs: int, work: Path) -> int:
    """Run the target ``name`` in a process of its own, and print one line about it."""
    from fuzz_targets import TOKENS, seeds

    corpus = work / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(seeds(name)):
        (corpus / f"seed-{number:03}").write_bytes(data)
    words = work / "tokens.dict"
    words.write_text("".join(f'"{escaped(token)}"\n' for token in TOKENS if token), encoding="utf-8")
    command = [
        sys.executable, str(HERE / "fuzz_run.py"), ONE, name, str(corpus), f"-runs={runs}",
        f"-timeout={TIMEOUT}", f"-rss_limit_mb={MEMORY}", f"-max_len={LONGEST}", f"-dict={words}",
        f"-artifact_prefix={work}/{name}-", "-print_final_stats=1", "-close_fd_mask=1",
    ]  # fmt: skip
    began = time.monotonic()
    done = subprocess.run(command, stderr=subprocess.PIPE, check=False)
    log = done.stderr.decode("utf-8", "replace")
    (work / f"{name}.log").write_text(log, encoding="utf-8")
    count = re.findall(r"stat::number_of_executed_units:\s*(\d+)", log)
    reached = re.findall(r"cov: (\d+)", log)
    ended = "nothing found" if done.returncode == 0 else f"FOUND SOMETHING (exit {done.returncode}), see {name}.log"
    if done.returncode == INTERRUPTED:
        ended = "nothing found before it was interrupted"
    print(
        f"{name:8} {int(count[-1]) if count else 0:>9,} executions  {reached[-1] if reached else '?':>5} branches"
        f"  {time.monotonic() - began:6.0f} s  {ended}",
        flush=True,
    )
    return int(done.returncode not in (0, INTERRUPTED))


def escaped(token: str) -> str:
    """``token`` as a libFuzzer dictionary has it."""
    return "".join(chr(b) if 0x20 <= b < 0x7F and b not in b'"\\' else f"\\x{b:02X}" for b in token.encode())


def run_here(name: str, *arguments: str) -> None:
    """Hand this process over to the fuzzer."""
    import atheris

    with atheris.instrument_imports(include=["tonecheck", "email", "tomllib"]):
        from fuzz_targets import TARGETS, warm_up
    target = TARGETS[name]
    warm_up(name)
    atheris.Setup([sys.argv[0], *arguments], target)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
