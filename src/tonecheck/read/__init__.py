"""STUB until the real reader lands."""
from ..model import *
import re
class ReadError(Exception): pass
def read_bytes(data, path, *, kind=None, audience=None):
    return read_text(data.decode("utf-8").replace("\r\n","\n"), path, kind=kind, audience=audience)
def read_text(text, path="<text>", *, kind=None, audience=None):
    b=[];at=0;layer="own";first=True
    lines=text.split("\n")
    n=len([l for l in lines if l.strip()]);seen=0
    for line in lines:
        if line.strip():
            seen+=1
            l=layer;shape="paragraph"
            if line.startswith(">"): l="quote"
            elif re.match(r"-+原始邮件|发件人[:：]|寄件者", line): layer=l="quote"
            elif first and len(line)<16 and re.search(r"[：:，,]$|好[！。!]?$|鑒", line.strip()): shape="salutation"
            elif seen==n and len(line)<16 and not re.search("[。！？!?]",line) and n>2: l="signature"
            first=False
            b.append(Block(Span(at,at+len(line)),l,shape))
        at+=len(line)+1
    starts=[0]
    for l in lines[:-1]: starts.append(starts[-1]+len(l)+1)
    return Message(path,text,kind or "mail",audience or "leader",tuple(b),line_starts=tuple(starts))
