"""What is said of a mistake in somebody's own lexicon, in Chinese; in English the error says it itself."""

from __future__ import annotations

from ..lexicon.source import LexiconError

PROBLEMS = {
    # files
    "no such folder": "没有这个文件夹，请检查路径",
    "no ordinary file": "不是普通文件",
    "more than {most} MB": "超过 {most} MB，太大了",
    "more than {most} files": "超过 {most} 个文件，太多了",
    "can't be read as UTF-8 text: {detail}": "读不成 UTF-8 文字，请另存为 UTF-8：{detail}",
    "a link that leads in a circle": "这个链接绕成了圈",
    "a link that leads out of the folder {folder}": "这个链接指向文件夹 {folder} 之外，请把文件本身放进来",
    "nothing is read here; rules stand in rules/FAMILY/NAME.toml, classes in classes/NAME.toml, moves in "
    "moves/NAME.toml": "放在这里读不到：规则要放在 rules/类别/名字.toml，词类放在 classes/，行为放在 moves/",
    "nothing in this folder is read; rules stand in rules/FAMILY/NAME.toml, classes in classes/NAME.toml, moves in "
    "moves/NAME.toml": "这个文件夹里没有读得到的文件："
    "规则要放在 rules/类别/名字.toml，词类放在 classes/，行为放在 moves/",
    "only files whose names end in .toml are read here; rename it": "这里只读名字以 .toml 结尾的文件，请改名",
    "not valid TOML: {detail}": "不合 TOML 的写法：{detail}",
    "not valid TOML: nested too deeply": "不合 TOML 的写法：嵌套太深",
    "a line maps one character to one character only": "一行只能把一个字对应到一个字，中间用制表符隔开",
    "a word of more than {most} characters": "有一个词超过 {most} 个字，太长了；词和词之间要用空格或换行隔开",
    # keys and values
    "unknown {what} “{name}”": "没有叫 {name} 的{what}",
    "{what} must be a table": "{what} 应当是一张表",
    "“{name}” has the wrong type; it must be {wanted}": "{name} 应当是{wanted}",
    "“{name}” must be a list of texts": "{name} 应当是文字的列表",
    "“{name}” must be a list of texts, or of tables with a “text”": "{name} 应当是文字的列表，或写着 text 的表的列表",
    "“{name}” is empty; leave it out for all of them": "{name} 是空的，这条规则就永远用不上；想都管，不写 {name} 就行",
    "“{name}” must be a list of tables": "{name} 应当是表的列表（[[{name}]]）",
    "{name} {number} has no “{name_}”": "第 {number} 个 {name} 没有写 {name_}",
    "unknown {what} “{name}”; there are {choices}": "没有叫 {name} 的{what}，只有 {choices}",
    "the key “{name}” is missing": "少写了 {name}",
    "the key “{name}” is missing; it is one of {choices}": "少写了 {name}；请写上，只能是 {choices} 之一",
    "“self” and “others” need each other": "self 和 others 要一起写",
    "“traditional” must be texts of two characters": "traditional 里的每一段应当是两个字：简体一个，繁体一个",
    "“readers” must be {count} texts": "readers 应当是 {count} 段文字",
    "family {number}: “renamed” must be a whole number": "第 {number} 个 family 的 renamed 应当是整数",
    "a cue without “find”": "有一段 [[cue]] 没有写 find（要找的句式）",
    "“on” can only be “subject”": 'on 只能是 "subject"',
    "only a move can look at the subject": "只有行为（moves/）可以写 on，规则不行",
    "boundary is true, false, “start” or “end”": 'boundary 只能是 true、false、"start" 或 "end"',
    "“suggest” needs “suggest_try”, which holds {{suggestion}}": "suggest 要有 suggest_try，里面写 {{suggestion}}",
    "no raw expression: {detail}": "不是正则表达式：{detail}",
    "at_least.{count} must be a whole number": "at_least 里的 {count} 应当是整数",
    "“replace” must map a text to a text": '“replace” 里要写成 "错的" = "对的"',
    "what “replace” puts there must hold nothing that it replaces": "replace 右边的字里不能还有左边要换掉的",
    "“mend” must map a text to another that does not hold it": "“mend” 里改成的文字不能是空的，也不能还含着原来的",
    "“rewrite” needs a slot 【…】; “mend” is for what needs none": "rewrite 里要有留给人填的【…】；没有就写 mend",
    '“add” is {{ at = "start" or "end", text = "…" }}': 'add 要写成 {{ at = "start" 或 "end", text = "…" }}',
    "only a message rule can add a line": '只有整封消息的规则（scope = "message"）可以写 add',
    "only a message rule can have cases": '只有整封消息的规则（scope = "message"）可以写 [[case]]',
    "a case needs “when”": "有一段 [[case]] 没有写 when（什么时候这样说）",
    "a message rule needs “when”": "整封消息的规则要写 when（什么时候该提醒）",
    "a phrase rule needs a cue, a “replace” table or “when”": "词句的规则要写 [[cue]]、replace 或 when",
    # weights
    "a model needs “name” and “bias”": "每个 model 都要写 name 和 bias",
    "“again” needs whole numbers: bias, {names}": "again 里要写这些整数：bias、{names}",
    "“hidden” must be a list of whole numbers": "hidden 应当是整数的列表",
    "a model needs a number for each of the {count} hidden units": "hidden 有 {count} 个，每个 model 都要写够这么多",
    "hidden units are kept by fours: add some that say nothing": "hidden 的个数要是 4 的倍数，请用 0 补足",
    "there are places 0 to {last}, and numbers below 4096": "位置只有 0 到 {last}，数字要小于 4096",
    "not a word, a tab and place:number pairs": "这一行应当是：词、制表符、若干个 位置:数字",
    "not a letter from A to O for each of {count} hidden units": "后面应当有 {count} 个 A 到 O 的字母",
    "{detail}": "不是一棵树：{detail}",
    "no tree for the model “{name}”": "trees.tsv 里没有 {name} 的树",
    # what a lexicon says as a whole
    "these rules wait for each other: {names}": "这几条规则互相等着，谁也算不出来：{names}；请去掉其中一条里的名字",
    "class “{name}” contains itself, or classes are nested too deeply": "词类 {name} 里绕回到了自己，或是词类套得太深",
    "class “{name}” has an empty word": "词类 {name} 里有一个空的词",
    "{owner}: {steps} steps at one place, where {most} is the most; shorten gaps, or put fewer of them into classes: "
    "{shown}": "{owner} 的句式 {shown} 在一处要试 {steps} 步，最多 {most} 步；请把间隔写短，或少放些在词类里",
    "{owner}: more than {most} patterns in all": "{owner}：句式总共超过 {most} 个，太多了",
    "{owner}: a pattern has no word that must occur: {shown}; give it a word, a [a|b] or a class of words that has no "
    "“?” behind it": "{owner} 的句式 {shown} 里没有一个必须出现的词，查的时候无从找起；"
    "请至少写一处后面不带“?”的词、[a|b] 或全是词的词类",
    # patterns
    "more than {most} characters": "超过 {most} 个字符，太长了",
    "the pattern is empty": "句式是空的",
    "“{sign}” at character {at} closes nothing": "第 {at} 个字符“{sign}”前面没有和它配对的",
    "“{sign}” at character {at} opens nothing": "第 {at} 个字符“{sign}”用得不对；要写这个符号本身，请写成 \\{sign}",
    "“{{” at character {at} is not closed": "第 {at} 个字符“{{”没有写完，少了“}}”",
    "“/” at character {at} is not closed": "第 {at} 个字符“/”没有写完，少了后面的“/”",
    "“[” at character {at} is not closed": "第 {at} 个字符“[”没有写完，少了“]”",
    "an empty alternative in the bracket at character {at}; use “?”": "第 {at} 个字符“[”里有一样是空的；请改用“?”",
    "“?” at character {at} follows nothing that can be missing": "第 {at} 个字符“?”前面没有可以省去的部分",
    "a “\\” ends the pattern": "句式末尾多了一个“\\”",
    "< and > must stand once each, in this order, outside brackets": "< 和 > 各写一次，先 < 后 >，写在括号外面",
    "< and > can't stand inside brackets": "< 和 > 不能写在括号里",
    "more than {most} gaps": "间隔（~）超过 {most} 处",
    "a gap at the edge of a pattern says nothing; take it away": "句式头尾的间隔（~）什么也没说，请去掉",
    "a gap is 1 to {most} characters, not {width}": "间隔是 1 到 {most} 个字，不能是 {width}",
    "brackets more than {most} deep": "括号套了不止 {most} 层",
    "/{source}/ gives a group a name": "/{source}/ 里的分组不能起名字",
    "/{source}/ may match {most} characters; {limit} is the most": "/{source}/ 会对上 {most} 个字，最多 {limit} 个",
    "/{source}/ can be tried in {count} ways at one place; {limit} is the most. Let the next character tell which way "
    "to go, or repeat with {{1,8}}+, which gives nothing back": "/{source}/ 在一处有 {count} 种走法，最多 {limit} 种；"
    "请让下一个字就能定出走哪条路，或把重复写成不回头的 {{1,8}}+",
    "/{source}/ is no regular expression: {detail}": "/{source}/ 不是正则表达式：{detail}",
    "/{source}/ has flags for the whole of it; write (?i:…) around a part": "/{source}/ 不能用管整个式子的标志，"
    "请把 (?i:…) 写在一部分外面",
    "/{source}/ repeats more than {most} times; give a bound, as {{1,8}}": "/{source}/ 重复会超过 {most} 次，"
    "请写明上限，如 {{1,8}}",
    "/{source}/ refers back to a group": "/{source}/ 里不能引用前面的分组",
    "/{source}/ asks for “{sign}”, but texts are read in small letters; write it small": "/{source}/ 里的“{sign}”"
    "对不上：查的时候字母都当小写，请写成小写",
    "/{source}/ has a sign that is not allowed here: {sign}": "/{source}/ 里有这里不能用的写法：{sign}",
}
"""What `LexiconError` and `PatternError` say, by the English they say it in."""
WORDS = {
    "key": "键", "class": "词类", "rule": "规则", "rule to turn off": "可以关掉的规则", "reason": "理由（voice）",
    "nearness": "远近（excused_by）", "severity": "级别（severity）", "scope": "范围（scope）",
    "kind": "消息类型（kind）", "audience": "读者（audience）",
    "suggestion": "建议（suggest）", "principle": "原则", "kind of mark": "行为、词类、规则或度量",
    "count": "可数的东西", "feature": "特征", "slot": "空位",
    "this rule": "这条规则", "this move": "这个行为", "a cue": "[[cue]]", "a model": "[[model]]",
    "a text": "一段文字", "a list": "一个列表", "a table": "一张表", "a whole number": "整数",
    "true or false": " true 或 false", "a text or a list": "文字或列表", "true, false or a text": " true、false 或文字",
}  # fmt: skip
"""What facts may be, besides names and numbers."""


def in_chinese(error: LexiconError) -> str:
    """What is wrong and what to do, without the place."""
    facts = {name: WORDS.get(fact, fact) if name in ("what", "wanted") else fact for name, fact in error.facts.items()}
    said = PROBLEMS[error.problem].format(**facts)
    pattern = f"句式“{error.pattern}”：" if error.pattern else ""
    return f"{pattern}{said}" + (f"，是不是 {error.close}？" if error.close else "")


def in_english(error: LexiconError) -> str:
    """The same as the error says it."""
    return str(error).removeprefix(f"{error.where}: ")
