"""Mails and texts that break programs: name → bytes. The big ones grow with ``size`` (1: as large as the issue asks)."""

from __future__ import annotations

import base64
from collections.abc import Callable

HEAD = b"From: a@example.com\nTo: b@example.com\nSubject: =?utf-8?B?6L+b5bqm?=\nMIME-Version: 1.0\n"
SAID = "王总：\n\n数据又拖延了，请周五前给到。\n\n谢谢！\n"
PLAIN = b"Content-Type: text/plain; charset=utf-8\n\n" + SAID.encode()


def single(head: bytes, body: bytes) -> bytes:
    """A mail of one part."""
    return HEAD + head + b"\n\n" + body


def parts(*bodies: bytes, kind: bytes = b"mixed", end: bytes = b"--b--\n") -> bytes:
    """A mail of several parts."""
    head = b"Content-Type: multipart/" + kind + b'; boundary="b"\n\n'
    return HEAD + head + b"".join(b"--b\n" + body + b"\n" for body in bodies) + end


def in_each_other(depth: int) -> bytes:
    """A mail in a mail in a mail …"""
    return (HEAD + b"Content-Type: message/rfc822\n\n") * depth + HEAD + PLAIN


def parts_in_each_other(depth: int) -> bytes:
    """Parts in parts in parts …"""
    opened = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(depth))
    return HEAD + opened + PLAIN + b"".join(b"\n--b%d--\n" % n for n in reversed(range(depth)))


def text(charset: str, said: str = SAID, declared: str | None = None) -> bytes:
    """A mail in ``charset`` that says it is in ``declared``."""
    return single(f"Content-Type: text/plain; charset={declared or charset}".encode(), said.encode(charset))


def base64_of(change: Callable[[bytes], bytes]) -> bytes:
    """A mail whose base64 was changed."""
    body = change(base64.encodebytes(SAID.encode() * 9))
    return single(b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64", body)


READ = {
    "truncated before any part": parts(end=b""),
    "truncated in the head of a part": HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Ty",
    "truncated in a body": parts(PLAIN, end=b"")[:-20],
    "truncated in a boundary": parts(PLAIN, end=b"--"),
    "no boundary named": HEAD + b"Content-Type: multipart/mixed\n\n--b\n" + PLAIN,
    "an empty boundary": HEAD + b'Content-Type: multipart/mixed; boundary=""\n\n--\n' + PLAIN,
    "a boundary that never comes": HEAD + b"Content-Type: multipart/mixed; boundary=x\n\n" + SAID.encode(),
    "gbk that says utf-8": text("gbk", declared="utf-8"),
    "utf-8 that says gbk": text("utf-8", declared="gb2312"),
    "utf-8 that says us-ascii": text("utf-8", declared="us-ascii"),
    "big5 that says iso-8859-1": text("big5", SAID.replace("数据", "資料").replace("请", "請").replace("谢", "謝").replace("给", "給").replace("总", "總"), "iso-8859-1"),
    "a charset nobody knows": text("utf-8", declared="x-klingon"),
    "a charset that is no charset": text("utf-8", declared="rot13"),
    "a charset that unpacks": text("utf-8", declared="zlib"),
    "utf-16 without a mark": text("utf-16-le", declared="utf-16"),
    "utf-7": text("utf-7"),
    "hz": text("hz"),
    "rubbish between base64": base64_of(lambda data: b"!\x00 ".join(data[n : n + 7] for n in range(0, len(data), 7))),
    "base64 cut in the middle": base64_of(lambda data: data[:-7]),
    "base64 with signs of its end inside": base64_of(lambda data: data[:76] + b"==\n" + data[76:]),
    "base64 that is none": base64_of(lambda _data: SAID.encode()),
    "quoted-printable that is none": single(
        b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable",
        b"=ZZ=E7=8E=8B=\n==3D=" + SAID.encode(),
    ),
    "a transfer encoding nobody knows": single(b"Content-Transfer-Encoding: x-uuencode", SAID.encode()),
    "NUL bytes in the body": single(b"Content-Type: text/plain; charset=utf-8", SAID.replace("，", "\0，").encode()),
    "NUL bytes in the head": HEAD.replace(b"example", b"ex\0ample") + PLAIN,
    "surrogates written as utf-8": single(b"Content-Type: text/plain; charset=utf-8", b"\xed\xa0\x80" + SAID.encode()),
    "surrogates as entities": single(b"Content-Type: text/html; charset=utf-8", b"<p>&#xD800;&#xDFFF;&#0;&#x110000;</p>"),
    "mixed line ends": (HEAD + PLAIN).replace(b"\n", b"\r\n", 5).replace(b"\n\n", b"\r\n\n", 1),
    "carriage returns alone": (HEAD + PLAIN).replace(b"\n", b"\r"),
    "no line end at the end": (HEAD + PLAIN).rstrip(),
    "a mark in the middle": single(b"Content-Type: text/plain; charset=utf-8", SAID.replace("数据", "\ufeff数据").encode()),
    "a mark before the head": b"\xef\xbb\xbf" + HEAD + PLAIN,
    "no head at all": b"\n\n" + SAID.encode(),
    "a head and nothing else": HEAD,
    "nothing": b"",
    "only line ends": b"\r\n" * 99,
    "a subject in broken encoded words": HEAD.replace(b"6L+b5bqm", b"6L+b5bq") + PLAIN,
    "an encoded word that is never closed": HEAD.replace(b"?=\nMIME", b"\nMIME") + PLAIN,
    "two hundred subjects": HEAD + b"Subject: x\n" * 200 + PLAIN,
    "a file name that climbs": parts(b'Content-Disposition: attachment; filename="../../etc/passwd"\n\nx', PLAIN),
    "a file name in a thousand pieces": parts(
        b"Content-Disposition: attachment;"
        + b"".join(b" filename*%d*=x%%41;\n" % n for n in range(1000)) + b"\n\nx", PLAIN,
    ),
    "parts of itself": HEAD + b'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: multipart/mixed; boundary="b"\n\n--b\n' + PLAIN,
    "an external body": parts(b"Content-Type: message/external-body; access-type=URL; URL=file:///etc/passwd\n\n\n", PLAIN),
}  # fmt: skip
"""Read to the end, or refused in one line; nothing is looked for elsewhere."""

BIG: dict[str, Callable[[float], bytes]] = {
    "mails in mails 100 deep": lambda size: in_each_other(int(100 * size)),
    "parts in parts 100 deep": lambda size: parts_in_each_other(int(100 * size)),
    "a header of 1 MB": lambda size: HEAD + b"X-Long: " + b"a" * int(1_000_000 * size) + b"\n" + PLAIN,
    "a subject of 1 MB": lambda size: b"Subject: " + b"=?utf-8?B?6L+b5bqm?= " * int(48_000 * size) + b"\n" + HEAD + PLAIN,
    "recipients of 1 MB": lambda size: b"To: " + b'"a, b" <a@example.com>, ' * int(42_000 * size) + b"\n" + HEAD + PLAIN,
    "a content type of 1 MB": lambda size: HEAD + b"Content-Type: text/plain; " + b'a="b;c"; ' * int(110_000 * size) + b"\n" + PLAIN,
    "a header folded 50,000 times": lambda size: HEAD + b"X-Long: a\n" + b" b\n" * int(50_000 * size) + PLAIN,
    "20,000 headers": lambda size: HEAD + b"X-Some: a\n" * int(20_000 * size) + PLAIN,
    "10,000 parts": lambda size: parts(*[PLAIN] * int(10_000 * size)),
    "10,000 alternatives": lambda size: parts(*[PLAIN] * int(10_000 * size), kind=b"alternative"),
    "10,000 attachments": lambda size: parts(PLAIN, *[b"Content-Disposition: attachment; filename=a.txt\n\nx"] * int(10_000 * size)),
    "a line of 1 MB": lambda size: single(b"Content-Type: text/plain; charset=utf-8", "又拖延了，".encode() * int(66_000 * size)),
    "100,000 lines quoted": lambda size: single(b"Content-Type: text/plain; charset=utf-8", "> 又拖延\n".encode() * int(100_000 * size)),
    "tags never closed": lambda size: single(b"Content-Type: text/html; charset=utf-8", b"<div><blockquote><a b='" * int(20_000 * size)),
    "entities by the thousand": lambda size: single(b"Content-Type: text/html; charset=utf-8", b"&#x4e2d;&lt" * int(50_000 * size)),
    "base64 in lines of one sign": lambda size: single(b"Content-Transfer-Encoding: base64", b"5\no\nu\ny\n" * int(60_000 * size)),
    "soft line ends": lambda size: single(b"Content-Transfer-Encoding: quoted-printable", b"=E5=8F=88=\n" * int(60_000 * size)),
    "flowed lines": lambda size: single(b"Content-Type: text/plain; charset=utf-8; format=flowed", "又拖延 \n".encode() * int(60_000 * size)),
}  # fmt: skip

TEXTS: dict[str, tuple[str, str]] = {
    "emoji with joiners": ("👨‍👩‍👧‍👦又«拖延»了", "1:9"),
    "a flag and a tone of skin": ("🇨🇳👍🏽又«拖延»了", "1:6"),
    "rare characters beyond the basic plane": ("𠀀𪚥又«拖延»了𠮷", "1:4"),
    "combining marks": ("e\u0301a\u0300又«拖延»了", "1:6"),
    "a character in another form": ("葛\U000e0100又«拖延»了", "1:4"),
    "full width and half width": ("ＡＢ ab又«拖延»了", "1:7"),
    "mixed line ends": ("一\r\n二\r三\n又«拖延»了", "4:2"),
    "no line end at the end": ("一\n又«拖延»", "2:2"),
    "a mark in the middle": ("一\n\ufeff又«拖延»", "2:3"),
    "a mark at the start": ("\ufeff又«拖延»", "1:2"),
    "separators that are no line ends": ("一\u2028二\u2029三\x0b四\x0c五\x85又«拖延»", "1:12"),
    "zero width beside the words": ("又\u200b«拖延»\u200b了", "1:3"),
    "directions": ("又\u202e«拖延»\u202c了", "1:3"),
    "a lone surrogate": ("又\ud800«拖延»了", "1:3"),
    "tabs": ("\t又«拖延»了", "1:3"),
    "a thousand combining marks": ("a" + "\u0301" * 1000 + "又«拖延»", "1:1003"),
}
"""Text with the words at fault in «», and their line and column (in characters, from 1)."""
