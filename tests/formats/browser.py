"""Chromium without a window: what it says of a page, and pictures of it as rows of pixels."""

from __future__ import annotations

import os
import re
import shutil
import struct
import subprocess
import zlib
from collections import Counter
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WIDTHS = (360, 768, 1280)
Colour = tuple[int, int, int]
LIGHT, DARK = "1", "0"

# In CI a missing browser is a failure; elsewhere the tests that need one are left out.
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"), reason="no Chromium here (Debian: apt-get install chromium)"
)


def chromium(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Runs Chromium with a profile of its own in ``folder``; it asks for nothing from elsewhere."""
    assert CHROMIUM is not None, "no Chromium (Debian: apt-get install chromium)"
    quiet = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic")
    command = [
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", *quiet,
        f"--user-data-dir={folder / 'profile'}", *options,
    ]  # fmt: skip
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)


def picture(folder: Path, page: Path, width: int, scheme: str, height: int = 1200) -> list[list[Colour]]:
    """The rows of a screenshot."""
    target = folder / f"{width}-{scheme}.png"
    size = f"--window-size={width},{height}"
    look = f"--blink-settings=preferredColorScheme={scheme}"
    chromium(folder, "--hide-scrollbars", size, look, f"--screenshot={target}", page.as_uri())
    return pixels(target.read_bytes())


def pixels(png: bytes) -> list[list[Colour]]:
    """The rows of a PNG of 8 bits a channel, without its transparency."""
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    assert (png[:8], depth, kind in (2, 6)) == (b"\x89PNG\r\n\x1a\n", 8, True)
    size = 3 if kind == 2 else 4
    at, packed = 8, b""
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            packed += png[at + 8 : at + 8 + length]
        at += length + 12
    data, stride, rows = zlib.decompress(packed), width * size, []
    last = bytearray(stride)
    for y in range(height):
        start = y * (stride + 1)
        last = _unfiltered(data[start], bytearray(data[start + 1 : start + 1 + stride]), last, size)
        rows.append([(last[x], last[x + 1], last[x + 2]) for x in range(0, stride, size)])
    return rows


def _unfiltered(kind: int, line: bytearray, above: bytearray, size: int) -> bytearray:
    if kind == 2:
        return bytearray((a + b) & 255 for a, b in zip(line, above, strict=True))
    for i in range(len(line) if kind else 0):
        left, corner = (line[i - size], above[i - size]) if i >= size else (0, 0)
        if kind == 1:
            line[i] = (line[i] + left) & 255
        elif kind == 3:
            line[i] = (line[i] + (left + above[i]) // 2) & 255
        else:
            guess = left + above[i] - corner
            near = min((left, above[i], corner), key=lambda value: abs(guess - value))
            line[i] = (line[i] + near) & 255
    return line


def printed(folder: Path, page: Path, scheme: str) -> Counter[Colour]:
    """The colours with which the page is filled in print, and how often."""
    target = folder / f"{scheme}.pdf"
    look = f"--blink-settings=preferredColorScheme={scheme}"
    chromium(folder, look, "--no-pdf-header-footer", f"--print-to-pdf={target}", page.as_uri())
    found: Counter[Colour] = Counter()
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", target.read_bytes(), re.DOTALL):
        try:
            text = zlib.decompress(stream)
        except zlib.error:
            continue
        for red, green, blue in re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) rg\b", text):
            found[round(float(red) * 255), round(float(green) * 255), round(float(blue) * 255)] += 1
    return found
