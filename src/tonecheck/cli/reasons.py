"""What the system says of a file or a program that can't be reached, in both languages."""

from __future__ import annotations

import os
from errno import (
    EACCES,
    EDQUOT,
    EFBIG,
    EIO,
    EISDIR,
    ELOOP,
    EMFILE,
    ENAMETOOLONG,
    ENOENT,
    ENOEXEC,
    ENOSPC,
    ENOTDIR,
    EPERM,
    EROFS,
)

_CHINESE = {
    ENOENT: "没有这个文件或文件夹",
    ENOTDIR: "路径里有一段不是文件夹",
    EISDIR: "这是文件夹",
    EACCES: "没有权限",
    EPERM: "没有权限",
    EROFS: "这个盘是只读的",
    ENOSPC: "磁盘满了",
    EDQUOT: "磁盘配额用完了",
    EFBIG: "文件太大了",
    EIO: "磁盘读写出错",
    ELOOP: "链接绕成了圈",
    EMFILE: "打开的文件太多了",
    ENAMETOOLONG: "名字太长了",
    ENOEXEC: "不是可以运行的程序",
}
_BY_ENGLISH = {os.strerror(number): chinese for number, chinese in _CHINESE.items()}


def reason(error: OSError | str, lang: str | None) -> str:
    """Why, in a few words: of an error, or of what the system said of it; what is not known stays as it is."""
    said = error if isinstance(error, str) else error.strerror or str(error)
    if lang == "en":
        return said
    known = None if isinstance(error, str) else _CHINESE.get(error.errno or 0)
    return known or _BY_ENGLISH.get(said, said)
