"""What is said of a mistake in a configuration, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..config import ConfigError
    from ..model import Notice, Report

_PROBLEMS = {
    "unknown-key": ("没有叫 {name} 的设置", "there is no setting “{name}”"),
    "not-in-overrides": (
        "{name} 管的是整次检查，不能只对一部分消息设；请写在 overrides 外面",
        "{name} is for the whole run and can't depend on files, kinds or recipients; write it outside of overrides",
    ),
    "table-needless": (
        "这个文件里不用写 [{name}]，设置直接写在最外层",
        "in this file [{name}] is not needed; write the settings without it",
    ),
    "unknown-rule": ("没有叫 {name} 的规则或规则族", "there is no rule or family “{name}”"),
    "rule-off": (
        "{name} 在自己的词典里关掉了（off = true），选了也用不上；请去掉其中一处",
        "“{name}” is turned off (off = true) in a lexicon of your own and can't be chosen; take one of the two away",
    ),
    "unknown-value": ("{key} 不能是 {name}，只能是 {choices}", "{key} can't be “{name}”; it is one of {choices}"),
    "wrong-type": ("{key} 应当是{wanted}", "{key} must be {wanted}"),
    "extend-missing": ("extend 的文件 {name} 不存在，请检查路径", "extend: there is no file {name}; check the path"),
    "extend-circle": ("extend 绕回到了 {name} 自己，请去掉一处", "extend leads back to {name}; remove one of the two"),
    "extend-option": (
        "extend 只能写在文件里，这里请用 --config PATH",
        "extend belongs in a file; use --config PATH here",
    ),
    "no-folder": ("词典文件夹 {name} 不存在，请检查路径", "there is no lexicon folder {name}; check the path"),
    "file-missing": ("没有这个配置文件，请检查 --config", "there is no such configuration file; check --config"),
    "file-unread": ("读不了：{detail}", "can't be read: {detail}"),
    "not-utf8": ("不是 UTF-8 文本，请另存为 UTF-8", "not UTF-8 text; save it as UTF-8"),
    "not-toml": ("不合 TOML 的写法：{detail}", "not valid TOML: {detail}"),
    "two-files": ("--config 只能给一个文件", "--config takes one file only"),
    "isolated-file": (
        "--isolated 不读配置文件，两个选项请去掉一个",
        "--isolated reads no file; leave out one of the two",
    ),
    "no-condition": (
        "这一段 overrides 没有条件，请写 files、kinds 或 recipients",
        "this override has no condition; give it files, kinds or recipients",
    ),
    "no-effect": ("这一段 overrides 什么也没改", "this override changes nothing"),
    "kind-too-late": (
        "kind 只能按 files 来定，不能和 kinds 或 recipients 一起用",
        "kind can depend on files only, not on kinds or recipients",
    ),
    "lexicon": ("{detail}", "{detail}"),
    "baseline-missing": (
        "没有这个基线文件；先用 --write-baseline 写一份",
        "there is no such baseline; make one with --write-baseline",
    ),
    "baseline-broken": (
        "不是 tonecheck 的基线文件；请用 --write-baseline 重写",
        "not a baseline of tonecheck; write it anew with --write-baseline",
    ),
    "baseline-unwritten": ("基线写不了：{detail}", "the baseline can't be written: {detail}"),
    "baseline-nowhere": (
        "没有说基线在哪里，请用 --baseline 或配置里的 baseline",
        "no baseline is named; use --baseline, or baseline in the configuration",
    ),
}
_NOTICES = {
    "unused": (
        "提示：这里的指令没有用上，可以删去",
        "note: this directive has nothing to do here and can be removed",
    ),
    "unused-name": (
        "提示：指令里的 {name} 没有用上，可以删去",
        "note: {name} has nothing to do here and can be removed",
    ),
    "unknown-rule": ("提示：指令里没有写规则的名字", "note: this directive names no rule"),
    "unknown-rule-name": (
        "提示：没有叫 {name} 的规则或规则族，指令里的这个名字不起作用",
        "note: there is no rule or family “{name}”",
    ),
    "unknown-directive": ("提示：看不懂这条指令", "note: this directive is not understood"),
    "unknown-directive-name": ("提示：没有叫 {name} 的指令", "note: there is no directive “{name}”"),
    "unclosed-name": (
        "提示：指令里的括号没有收尾；应写成 {name}[规则名]",
        "note: the bracket of this directive is not closed; write {name}[RULE]",
    ),
    "sent": (
        "提示：这条指令写在正文里，会发给对方，也不起作用；"
        "请改用邮件头 X-Tonecheck-Ignore 或提交说明的 Tonecheck-Ignore",
        "note: this directive has no effect and would be sent to the reader; "
        "use the header X-Tonecheck-Ignore, or the trailer Tonecheck-Ignore of a commit",
    ),
}
_TYPES = {
    "flag": (" true 或 false", "true or false"),
    "text": ("一段文字", "a text"),
    "texts": ("文字的列表", "a list of texts"),
    "table": ("一张表", "a table"),
    "tables": ("表的列表（[[overrides]]）", "a list of tables ([[overrides]])"),
}


def told(error: ConfigError, lang: str | None) -> str:
    """The one line that says what is wrong, where, and what is right."""
    english = lang == "en"
    facts = {key: value for key, value in error.facts.items() if key != "wanted"}
    if "detail" in facts:
        from .reasons import reason

        facts["detail"] = reason(facts["detail"], lang)
    if "wanted" in error.facts:
        facts["wanted"] = _TYPES[error.facts["wanted"]][english]
    text = _PROBLEMS[error.problem][english].format(**facts)
    if close := error.facts.get("close"):
        text += _nearest(close, english=english)
    elif error.problem == "unknown-rule":
        text += "; tonecheck rules lists them all" if english else "；tonecheck rules 列出所有规则。"
    return f"{error.where}: {text}" if english else f"{error.where}：{text}"


def notice_line(report: Report, notice: Notice, lang: str) -> str:
    """What is to be said of a directive, on one line."""
    english = lang == "en"
    text = _NOTICES[notice.problem + ("-name" if notice.name else "")][english].format(name=notice.name)
    text += _nearest(notice.close, english=english) if notice.close else ""
    where = f"{report.message.path}:{notice.place.line}:{notice.place.column}"
    return f"{where}: {text}" if english else f"{where}：{text}"


def _nearest(close: str, *, english: bool) -> str:
    return f"; did you mean {close}?" if english else f"，是不是 {close}？"
