"""Bytes to text: which encoding, and what is no text at all."""

from __future__ import annotations

import codecs
from itertools import chain

_HINT = ("请把要检查的文字存成 UTF-8 的 .txt、.md 或 .eml 文件", "save the text as .txt, .md or .eml in UTF-8")

_MAGIC = (
    (b"\x89PNG", " PNG 图片", "a PNG picture"),
    (b"\xff\xd8\xff", " JPEG 图片", "a JPEG picture"),
    (b"GIF8", " GIF 图片", "a GIF picture"),
    (b"%PDF-", " PDF 文档", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "旧版 Office 文档或 Outlook .msg 邮件", "an old Office document or an Outlook .msg mail"),
    (b"{\\rtf", " RTF 文档", "an RTF document"),
    (b"Rar!", " RAR 压缩包", "a RAR archive"),
    (b"7z\xbc\xaf", " 7z 压缩包", "a 7z archive"),
    (b"\x1f\x8b", " gzip 压缩包", "a gzip archive"),
    (b"\x7fELF", "可执行程序", "a program"),
    (b"MZ\x90", "可执行程序", "a program"),
    (b"SQLite format 3", "数据库文件", "a database"),
)
"""How files that are no text begin, and what they are; Chinese words with the blank that parts them from Latin ones."""
_ZIPPED = (
    (b"word/", " Word 文档", "a Word document"),
    (b"xl/", " Excel 表格", "an Excel sheet"),
    (b"ppt/", " PowerPoint 文稿", "a PowerPoint file"),
    (b"", " zip 压缩包", "a zip archive"),
)

CHARSETS = ("gb18030", "cp950", "big5hkscs")
"""What Chinese text is written in where it is not Unicode."""
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""The byte order marks, and what they say."""
_SAMPLE = 20_000
"""Characters looked at when two encodings are weighed: enough to tell, and short on a long file."""

_SHORT = 40
"""Characters of a text too short to be weighed by its frequent characters."""

# The characters of everyday Chinese, the most frequent first; they tell a right decoding from a wrong one.
_FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民"
    "得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那"
    "事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道此变条只没结解问意建月公无系很情者最立代想已通并提直题"
    "程展五果料员位入常文总次品式活设及管特件长求老头基资边流路级少图统接知较将组见计别手期根论运指几区强放决被干做必先回则任取据处"
    "给光门即保规领口导志世金增思术极交受联什认六共权收证改清己美再采转更单打白教速带安场身车真务具万每目至达走示议报完类名确才科信"
    "节话整空今集传许步记需段研算低持书布复容须际商非连断深难近周委技备半办列响约支般感便团往历市何除消构称准值号率维划选标写存候"
    "快效院查型按格易置层始却专状识适包住调满参细引听该价您请谢贵司附邮麻烦辛苦测试财务审批付款客户项目午晚早延误尽催哪吗呢吧啊让帮"
    "這為個國時來們於會發動過說產種後經進電裡現實兩體機當點從業應開還間樣與關線內數質氣變條沒結問無題員設長頭資邊統將組見計別論運"
    "幾區強決則處給門規領東導術極聯認權證單帶場車務萬達議報類確節話傳許記須際連斷難週備辦響約團歷構稱準號維劃選標寫層專狀識適滿參"
    "細聽該價請謝貴郵煩測試財審協總戶項誤盡催嗎讓幫覆檔傳協並"
)
_MARKS = frozenset("，。！？：；、“”「」（）《》")


class ReadError(Exception):
    """A file that can't be read; says in one line, in either language, what is wrong and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)

    def __str__(self) -> str:
        return self.told("zh")

    def told(self, lang: str) -> str:
        """The line in ``lang``: ``zh`` or ``en``."""
        line: str = self.args[lang == "en"]
        return line


def decode_file(data: bytes) -> str:
    """The text of a plain file, without its byte order mark.

    UTF-8; UTF-16 and UTF-32 with a mark; else GB18030 or Big5, whichever reads more like Chinese.
    Raises ReadError for anything else.
    """
    marked = _by_mark(data)
    if marked is not None:
        return marked
    _refuse_binary(data)
    line = 0
    try:
        text = data.decode("utf-8")
        if not _mistaken(text):
            return text
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        text = data[: 8 * _SAMPLE].decode("utf-8", "replace")
    best = _best(data, CHARSETS)
    if line == 0:
        return text if best is None else best
    if _nearly_utf8(data) and (best is None or _score(text) > _score(best)):
        raise ReadError(
            f"UTF-8 编码在第 {line} 行损坏；请用编辑器改正后另存为 UTF-8",
            f"the UTF-8 is broken in line {line}; mend it in an editor and save it as UTF-8",
        )
    if best is None:
        raise _no_text("认不出文件的编码", "the encoding is not known")
    return best


def decode_body(data: bytes, charset: str) -> str:
    """The text of a mail part, whatever its declared charset says; never fails.

    The declaration is believed when it decodes to something sensible, else the bytes decide.
    """
    if data.isascii() and not charset.lower().startswith(("hz", "iso-2022", "utf-16", "utf-7")):
        return data.decode("ascii")
    declared = known_charset(charset)
    text = _strict(data, declared)
    if text is not None and declared is not None and (declared == "utf-8" or plausible(text)):
        return text
    best = _best(data, ("utf-8", *CHARSETS))
    if best is not None:
        return best
    if text is not None:
        return text
    return data.decode("utf-8" if _nearly_utf8(data) else declared or "utf-8", "replace")


def known_charset(name: str) -> str | None:
    """Python's name of a charset that a mail may declare, or None.

    Chinese ones are widened to the set that contains them: much mail says gb2312 and uses more.
    """
    label = name.strip().strip("\"'").lower().replace("_", "-")
    if label.startswith(("gb", "x-gb", "euc-cn", "cp936", "ms936", "windows-936", "chinese")):
        return "gb18030"
    if label.startswith(("big5", "big-5", "x-x-big5", "cp950", "ms950", "windows-950")):
        return "big5hkscs" if "hkscs" in label else "cp950"
    # Only charsets: Python also knows rot13, zlib and idna by name.
    if not label.startswith(
        (
            "utf-",
            "utf8",
            "us-ascii",
            "ascii",
            "iso-",
            "iso8859",
            "latin",
            "windows-",
            "cp125",
            "shift",
            "euc-",
            "koi8",
            "hz",
        )
    ):
        return None
    try:
        return codecs.lookup(label).name
    except (LookupError, ValueError):
        return None


def plausible(text: str) -> bool:
    """True when the characters beyond ASCII look like Chinese as people write it."""
    wide = [char for char in text[:_SAMPLE] if char > "\x7f"]
    if not wide:
        return True
    usual = sum(char in _FREQUENT or char in _MARKS for char in wide)
    odd = sum(_odd(char) for char in wide)
    return usual * 8 >= len(wide) and odd * 3 <= len(wide)


def _by_mark(data: bytes) -> str | None:
    """The text of a file that starts with a byte order mark, or None without one."""
    for mark, name in MARKS:
        if not data.startswith(mark):
            continue
        text = _strict(data[len(mark) :], name)
        if text is None and name.startswith("utf-32"):
            continue
        if text is None:
            raise ReadError(
                f"文件标明是 {name.upper()}，内容却不完整；请重新另存为 UTF-8",
                f"marked as {name.upper()}, but cut short; save it anew as UTF-8",
            )
        if "\0" in text:
            raise _no_text("文件里有空字符，不是文字", "it holds null characters and is no text")
        return text
    return None


def is_binary(data: bytes) -> bool:
    """True when the bytes start like a file that is no text: a picture, a document, an archive."""
    return data.startswith((b"PK\x03\x04", *(sign for sign, *_ in _MAGIC)))


def _refuse_binary(data: bytes) -> None:
    """Raise ReadError, with the kind where it is known, when the bytes are no text."""
    if data.startswith(b"PK\x03\x04"):
        found = [names for sign, *names in _ZIPPED if sign in data]
    else:
        found = [names for sign, *names in _MAGIC if data.startswith(sign)]
    if found:
        zh, en = found[0]
        raise _no_text(f"这是{zh}，不是纯文本", f"this is {en}, no plain text")
    if b"\0" in data:
        for charset in ("utf-16-le", "utf-16-be"):
            text = _strict(data[:4000], charset)
            if text is not None and "\0" not in text and plausible(text):
                raise ReadError(
                    "像是没有字节序标记的 UTF-16 文件；请另存为 UTF-8",
                    "it looks like UTF-16 without a byte order mark; save it as UTF-8",
                )
        raise _no_text("文件里有空字符，是二进制文件", "it holds null characters and is no text")


def _no_text(zh: str, en: str) -> ReadError:
    return ReadError(f"{zh}；{_HINT[0]}", f"{en}; {_HINT[1]}")


def _strict(data: bytes, charset: str | None) -> str | None:
    """The decoded text, or None when the bytes are not of that charset."""
    if charset is None:
        return None
    try:
        return data.decode(charset)
    except (UnicodeError, LookupError, ValueError):
        return None


def _best(data: bytes, charsets: tuple[str, ...]) -> str | None:
    """The decoding that looks most like Chinese, or None when none does."""
    texts = [text for text in (_strict(data, charset) for charset in charsets) if text is not None]
    best = max(texts, key=_score, default=None)
    if best is not None and plausible(best):
        return best
    # A name or two words may have no frequent character: then the common half of each set must do.
    return next(
        (text for text in texts if len(text) <= _SHORT and (_common(text, "gb2312") or _common(text, "big5"))), None
    )


def _common(text: str, charset: str) -> bool:
    """True when all Chinese characters stand in the first level of GB2312 or Big5, where the common ones are."""
    first, last = (0xB0, 0xD7) if charset == "gb2312" else (0xA4, 0xC6)
    try:
        codes = [
            char.encode(charset)[0] for char in text if char > "\x7f" and char not in _MARKS and not char.isspace()
        ]
    except UnicodeEncodeError:
        return False
    return not any(_odd(char) for char in text) and all(first <= code <= last for code in codes)


def _mistaken(text: str) -> bool:
    """True for a short text that is valid UTF-8 by chance: 谢谢 in GBK reads as two Russian letters."""
    wide = [char for char in text[: 2 * _SHORT] if char > "\x7f"]
    return 0 < len(wide) <= _SHORT and all(_odd(char) for char in wide)


def _score(text: str) -> int:
    return sum(
        3 if char in _FREQUENT else 2 if char in _MARKS else -4 if _odd(char) else 0
        for char in text[:_SAMPLE]
        if char > "\x7f"
    )


def _odd(char: str) -> bool:
    """Characters that a Chinese mail hardly has, and a wrong decoding has by the dozen."""
    return (
        "\x80" <= char < "\xa0"
        or "\u0100" <= char < "\u2000"
        or "\u3040" <= char < "\u3200"
        or "\u3400" <= char < "\u4e00"
        or "\ue000" <= char < "\uf900"
        or char == "\ufffd"
        or "\uff60" <= char < "\uffa0"
    )


def _nearly_utf8(data: bytes) -> bool:
    """True for UTF-8 with a few broken bytes: cut off at the end, or damaged on the way."""
    text = data[: 8 * _SAMPLE].decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return broken * 3 <= sum(char > "\x7f" for char in chain(text))
