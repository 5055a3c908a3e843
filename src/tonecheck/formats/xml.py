"""XML as a document of text."""

from __future__ import annotations

from xml.etree.ElementTree import Element, indent, tostring


def document(root: Element) -> str:
    """The whole document; its texts must have gone through `terminal.visible`, as XML has no control characters."""
    indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'
