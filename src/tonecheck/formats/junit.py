"""JUnit's XML: a test suite for each message, in which what ``--fail-on`` counts is a failed test."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from ..lexicon import Lexicon
from ..model import Report, Settings, reaches
from .shared import UNREADABLE, one_line
from .terminal import visible
from .text import WORDS, title_of
from .xml import document


def render(
    reports: list[Report],
    errors: list[tuple[str, str]],
    lexicon: Lexicon,
    settings: Settings,
    *,
    show_excused: bool = False,
) -> str:
    """A suite for each message and for each file that could not be read.

    A finding below ``settings.fail_on`` is a test that passes and tells something; no finding, a test that passes.
    """
    root = Element("testsuites", name="tonecheck")
    suites = [_suite(root, report, lexicon, settings) for report in reports]
    for path, text in errors:
        suite = SubElement(root, "testsuite", name=visible(path), tests="1", failures="0", errors="1")
        case = SubElement(suite, "testcase", name=UNREADABLE, classname=visible(path))
        SubElement(case, "error", message=visible(text), type=UNREADABLE)
        suites.append(suite)
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in suites)))
    return document(root)


def _suite(root: Element, report: Report, lexicon: Lexicon, settings: Settings) -> Element:
    path, words = visible(report.message.path), WORDS[settings.lang]
    suite = SubElement(root, "testsuite", name=path)
    failures = 0
    for finding in report.findings:
        place = report.message.place(finding.span.start)
        name = f"{finding.rule} {title_of(lexicon.rules[finding.rule], settings)} {place.line}:{place.column}"
        case = SubElement(suite, "testcase", name=name, classname=path, file=path, line=str(place.line))
        text = f"{path}:{place.line}:{place.column} {words[finding.severity]} {one_line(finding, settings)}"
        if reaches(finding.severity, settings.fail_on):
            failures += 1
            failure = SubElement(case, "failure", message=one_line(finding, settings), type=finding.severity)
            failure.text = text
        else:
            SubElement(case, "system-out").text = text
    if not report.findings:
        SubElement(suite, "testcase", name="tonecheck", classname=path, file=path)
    for count, value in (("tests", len(suite)), ("failures", failures), ("errors", 0)):
        suite.set(count, str(value))
    return suite
