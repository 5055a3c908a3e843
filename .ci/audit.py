"""Are there known weak spots in what tonecheck depends on? Exit 0: none known; 1: there are.

Two questions, both put to package registries alone. First a dated snapshot of advisories, which comes as a package
(``safety-db``): it is asked about every version installed here, and about the lowest that pyproject.toml lets in.
Then ``pip-audit``, whose service knows the advisories of today; where it can't be reached, that is said, and the
answer is no newer than the snapshot.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

TOP = Path(__file__).resolve().parent.parent


def main() -> int:
    """Ask both, and print what they say."""
    project = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]
    direct = project["dependencies"] + project["optional-dependencies"]["outlook"]
    pins = {name: version(name) for name in closure(direct)}
    # Not imported: the package looks for its data in the current folder.
    kept = Path(str(distribution("safety-db").locate_file("safety_db/insecure.json")))
    snapshot = json.loads(kept.read_text("utf-8"))
    asked = [*pins.items(), *lowest(direct)]
    found = [f"{name} {pin}: {bad}" for name, pin in asked for bad in weak(snapshot.get(name, []), pin)]
    print(f"audit: {len(asked)} versions against the snapshot safety-db {version('safety-db')}: {len(found)} known")
    found += ask_service(pins)
    print("".join(f"  {line}\n" for line in found), end="")
    return int(bool(found))


def closure(requirements: list[str]) -> set[str]:
    """The packages that ``requirements`` bring with them, by their plain names."""
    todo, done = list(requirements), set[str]()
    while todo:
        wanted = Requirement(todo.pop())
        name = re.sub(r"[-_.]+", "-", wanted.name).lower()
        if name in done or (wanted.marker and not wanted.marker.evaluate({"extra": ""})):
            continue
        try:
            todo += distribution(name).requires or []
        except PackageNotFoundError:
            sys.exit(f"audit: {name} is not installed; install tonecheck first")
        done.add(name)
    return done


def lowest(requirements: list[str]) -> list[tuple[str, str]]:
    """Each package of ``requirements`` with the lowest version that is let in."""
    bounds = [(Requirement(text).name.lower(), Requirement(text).specifier) for text in requirements]
    return [(name, bound.version) for name, specifier in bounds for bound in specifier if bound.operator == ">="]


def weak(advisories: list[str], pin: str) -> list[str]:
    """Those of ``advisories`` (``<1.2,>=1.0``) that hold for the version ``pin``."""
    return [bad for bad in advisories if SpecifierSet(bad).contains(pin, prereleases=True)]


def ask_service(pins: dict[str, str]) -> list[str]:
    """What pip-audit's service knows of ``pins``; says how many it could not tell of."""
    wanted = TOP / ".ci" / "audited.txt"
    wanted.write_text("".join(f"{name}=={pin}\n" for name, pin in sorted(pins.items())), encoding="utf-8")
    command = [sys.executable, "-m", "pip_audit", "-r", str(wanted), "--no-deps", "--disable-pip", "--format", "json"]
    try:
        done = subprocess.run([*command, "--timeout", "10"], capture_output=True, text=True, check=False, timeout=120)
        told = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        told = []
    finally:
        wanted.unlink()
    answered = [one for one in told if "vulns" in one]
    print(f"audit: pip-audit's service told of {len(answered)} of {len(pins)} packages"
          + ("" if answered else "; it can't be reached from here"))  # fmt: skip
    return [f"{one['name']} {one['version']}: {bad['id']}" for one in answered for bad in one["vulns"]]


if __name__ == "__main__":
    sys.exit(main())
