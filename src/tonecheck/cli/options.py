"""What ``check`` can be asked, declared once: click makes options of it, and `plain` reads the usual ones itself."""

from __future__ import annotations

from ..model import AUDIENCES, KINDS, SEVERITIES
from ..named import NamedTuple

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from typing import Any

    from ..model import Audience, Kind, Lang, Severity

FORMATS = ("text", "concise", "json", "jsonl", "sarif", "github", "gitlab", "checkstyle", "junit", "html")
PEOPLE = ("text", "concise")
"""Formats for a terminal; the others are for programs and always in UTF-8."""
EXCUSED = ("text", "concise", "json", "jsonl", "html")
"""Formats with a place for what was let pass."""


class Option(NamedTuple):
    """One option: a flag, one of some choices, any text, or a number."""

    name: str
    """Under which a command gets it."""
    flags: tuple[str, ...]
    help: str
    choices: tuple[str, ...] = ()
    default: str | int | None = None
    flag: bool = False
    multiple: bool = False
    split: bool = False
    """Each value may be several names with commas between them."""
    least: int | None = None
    """It is a number, and this or more."""
    metavar: str | None = None
    plain: bool = False
    """Usual enough to be read without click."""

    @property
    def absent(self) -> Any:
        """The value where it is not given."""
        return False if self.flag else () if self.multiple else self.default


LANG = Option("lang", ("--lang",), "说明用中文还是英文；不写则用中文。", ("zh", "en"), plain=True)
FORM = Option("form", ("--format",), "输出格式。", ("text", "json"), "text")
CONFIG = (
    Option(
        "given", ("--config",), "用这个配置文件，或只改一项设置（如 strict=true）；可以写几次。",
        multiple=True, metavar="PATH|KEY=VALUE",
    ),
    Option("isolated", ("--isolated",), "不读任何配置文件。", flag=True),
)  # fmt: skip
CHECK = (
    Option("form", ("--format",), "输出格式。", FORMATS, "text", plain=True),
    Option("kind", ("--kind",), "消息的类型；不写则自动判断。", KINDS, plain=True),
    Option("audience", ("--audience",), "写给谁；不写则是 leader（其他部门领导）。", AUDIENCES, plain=True),
    Option("select", ("--select",), "只用这些规则或规则族，可用逗号分开。", multiple=True, split=True, metavar="RULE"),
    Option("ignore", ("--ignore",), "不用这些规则或规则族。", multiple=True, split=True, metavar="RULE"),
    Option("extend_select", ("--extend-select",), "另外再用这些规则。", multiple=True, split=True, metavar="RULE"),
    Option("strict", ("--strict",), "连严格的规则一起用。", flag=True),
    Option("fail_on", ("--fail-on",), "从哪一级起以 1 退出；不写则是 warning。", SEVERITIES),
    LANG,
    *CONFIG,
    Option("force_exclude", ("--force-exclude",), "配置里排除的文件，就是点名了也不查。", flag=True),
    Option("baseline", ("--baseline",), "这个基线文件里已有的不再报。", metavar="PATH"),
    Option("write_baseline", ("--write-baseline",), "把现在的发现都写进基线。", flag=True),
    Option("prune_baseline", ("--prune-baseline",), "从基线里去掉已经没有的。", flag=True),
    Option(
        "show_excused", ("--show-excused",), "也列出放过的地方和原因（text、concise、json、jsonl、html）。", flag=True
    ),
    Option("statistics", ("--statistics",), "只列出每条规则有几处（text、concise、json）。", flag=True),
    Option("quiet", ("-q", "--quiet"), "只显示达到 --fail-on 的，不要总结。", flag=True, plain=True),
    Option("no_snippets", ("--no-snippets",), "输出里不带消息的原文。", flag=True),
    Option("output_file", ("-o", "--output-file"), "写进这个文件，不写到标准输出；退出码不变。", metavar="PATH"),
    Option("jobs", ("--jobs",), "用 N 个进程；0 是有几个处理器就用几个。", default=1, least=0, metavar="N"),
    Option("cache", ("--cache",), "没有改过的文件不再检查；只记规则和位置，不记原文。", flag=True),
    Option("exit_zero", ("--exit-zero",), "有要改的也以 0 退出；2 仍是 2。", flag=True),
    Option("fix", ("--fix",), "把有把握的地方改好，写回文件；- 则输出改好的文字。", flag=True),
    Option("diff", ("--diff",), "只显示 --fix 会改什么，不写文件。", flag=True),
    Option(
        "unsafe_fixes", ("--unsafe-fixes",), "连带 【…】 要自己填的改写也用上，和 --fix 或 --diff 一起用。", flag=True
    ),
    Option("stdin_filename", ("--stdin-filename",), "把标准输入当作这个文件来读。", default="<stdin>"),
)


class CheckOptions(NamedTuple):
    """What a call of ``check`` asks for: its paths, and the values of all options in `CHECK`."""

    paths: tuple[str, ...]
    form: str
    kind: Kind | None
    audience: Audience | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    extend_select: tuple[str, ...]
    strict: bool
    fail_on: Severity | None
    lang: Lang | None
    given: tuple[str, ...]
    isolated: bool
    force_exclude: bool
    baseline: str | None
    write_baseline: bool
    prune_baseline: bool
    show_excused: bool
    statistics: bool
    quiet: bool
    no_snippets: bool
    output_file: str | None
    jobs: int
    cache: bool
    exit_zero: bool
    fix: bool
    diff: bool
    unsafe_fixes: bool
    stdin_filename: str

    @property
    def into_file(self) -> bool:
        """True where the output goes to a file, not to standard output."""
        return self.output_file not in (None, "-")


def split_names(values: tuple[str, ...]) -> tuple[str, ...]:
    """The names in ``values``, each of which may be several with commas between them."""
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())
