"""Markdown and HTML files."""

from __future__ import annotations

import pytest
from read_samples import outline, words

from tonecheck.model import Message
from tonecheck.read import ReadError, read_bytes


def markdown(text: str) -> Message:
    return read_bytes(text.encode(), "a.md", kind="mail")


def html(text: str) -> Message:
    return read_bytes(text.encode(), "a.html", kind="mail")


class TestMarkdown:
    def test_the_text_is_the_file_s(self) -> None:
        text = "# 标题\n\n王总：\n\n- 一\n- 二\n\n> 引用\n"
        assert markdown(text).text == text
        assert outline(markdown(text)) == [
            "heading: # 标题",
            "salutation: 王总：",
            "item: - 一",
            "item: - 二",
            "quote: > 引用",
        ]

    @pytest.mark.parametrize(
        "text",
        [
            *(
                "```\n你们\n```",
                "~~~python\n你们\n~~~",
                "````\n```\n你们\n````",
                "    你们()",
                "<!-- 你们 -->",
                "<!--\n你们\n-->",
            ),
            *("[1]: https://example.com/你们", "```\n你们"),
        ],
    )
    def test_code_and_comments_are_nobody_s_words(self, text: str) -> None:
        message = markdown(f"请看。\n\n{text}")
        assert "你们" not in words(message, "own")

    def test_front_matter(self) -> None:
        assert outline(markdown("---\ntitle: 你们\n---\n请看。")) == [
            "code: --- ⏎ title: 你们 ⏎ ---",
            "paragraph: 请看。",
        ]

    def test_a_rule_at_the_top_is_not_front_matter(self) -> None:
        assert outline(markdown("---\n请看。")) == ["paragraph: 请看。"]

    def test_underlined_headings(self) -> None:
        assert outline(markdown("标题\n====\n\n请看。")) == ["heading: 标题", "paragraph: 请看。"]

    def test_rules_and_table_lines_are_no_words(self) -> None:
        assert outline(markdown("| 甲 | 乙 |\n|---|---|\n| 一 | 二 |\n\n***\n\n请看。")) == [
            "paragraph: | 甲 | 乙 |",
            "paragraph: | 一 | 二 |",
            "paragraph: 请看。",
        ]

    def test_lines_of_an_item_that_are_set_in_belong_to_it(self) -> None:
        assert words(markdown("- 一\n\n    接着说"), "code") == ""

    def test_signature_and_closing(self) -> None:
        assert outline(markdown("王总：\n\n请看。\n\n---\n\n谢谢！\n\n运营部 郭凯"))[-2:] == [
            "closing: 谢谢！",
            "signature: 运营部 郭凯",
        ]

    def test_an_open_fence_hides_the_rest_as_it_does_on_the_page(self) -> None:
        assert outline(markdown("请看。\n```\n你们")) == ["paragraph: 请看。", "code: ``` ⏎ 你们"]


class TestHtml:
    @pytest.mark.parametrize(
        ("source", "text"),
        [
            ("<p>一</p><p>二</p>", "一\n二"),
            ("一<br>二<br/>三", "一\n二\n三"),
            ("<div>一</div><div><br></div><div>二</div>", "一\n\n二"),
            ("<p>一</p><p>&nbsp;</p><p>二</p>", "一\n\n二"),
            ("<div><div><p>一</p></div></div>二", "一\n二"),
            ("<p>数据\n还没有\n收到</p>", "数据还没有收到"),
            ("<p>one\n  two   three</p>", "one two three"),
            ("<p>一 <b>二</b> 三</p>", "一 二 三"),
            ("&lt;王总&gt;&amp;&#22909;&nbsp;x", "<王总>&好 x"),
            ("<script>alert('一')</script><style>p{}</style>二", "二"),
            ("<head><title>一</title></head><body>二</body>", "二"),
            ("<head><title>一</title><body>二", "二"),
            ("<head><meta charset=utf-8><title>一</title><p>二<p>三", "二\n三"),
            ("<html><head><style>p{}</style><div>二</div></html>", "二"),
            ("<!-- 一 -->二<!--[if mso]>三<![endif]-->", "二"),
            ("一<!-->二<!--->三<!-- 四 --!>五", "一二三五"),
            ("<div style='display: none'>一</div>二", "二"),
            ("<p>二</p><p hidden>一<br>一</p><p>三</p>", "二\n三"),
            ("<p hidden>一<p>二", "二"),
            ("<p style='color:red;\nDISPLAY : none'>一<b>一</b></p><p>二", "二"),
            ("<ul><li hidden>一<ul><li>一</ul><li>二</ul><h1 hidden=until-found>一</h1>三", "二\n三"),
            ("<table><tr hidden><td>一<tr><td>二<td style='display:none'>一<td>三</table>", "二 三"),
            ("<font style='display:none'>一<font>一</font>一</font>二", "二"),
            ("<p class=hidden>一</p><p aria-hidden='true'>二</p><p title='a hidden b'>三</p>", "一\n二\n三"),
            ("<p style='overflow:hidden;border:none'>一</p><img hidden><br hidden>二", "一\n\n二"),
            ("<body style='display:none'>一", "一"),
            ("<p style='visibility:hidden'>一</p><p>二</p>", "二"),
            ("<p style='color:red; visibility : hidden'>一</p><p style='backface-visibility:hidden'>二</p>", "二"),
            ("<p hidden>一<span>一<div>二</div>", "二"),
            ("<p hidden>一<i>一<ul><li>二</ul>", "二"),
            ("<p>二<span hidden>一</p>三", "二\n三"),
            ("<p>二<span hidden>一<p>三", "二\n三"),
            ("<center><p hidden>一</center>二", "二"),
            ("<h1>二<span hidden>一</h1>三", "二\n三"),
            ("<ul><li hidden>一<div>一<span>一<li>二</ul>", "二"),
            ("<ul><li>二<span hidden>一</li><li>三</ul>", "二\n三"),
            ("<dl><dt hidden>一<b>一<dd>二<dd hidden>一<div>一<dt>三</dl>", "二\n三"),
            ("<table><tr><td hidden>一<span>一<div>一<td>二<tr hidden><td><p>一<tr><td>三</table>", "二\n三"),
            ("<table><thead hidden><tr><th>一<tbody><tr><td>二</table>", "二"),
            ("<table><tbody hidden><tr><td>一<tbody><tr><td>二</table>", "二"),
            ("<li hidden>一<ol><li>一</ol>一<table><tr><td>一<li>一</table>一</li>二", "二"),
            ("<div hidden>一<table><tr><td>一</div>一</table>一</div>二", "二"),
            ("<div hidden><p>一</p>一</p><p>一<div>一</div>一</div>二", "二"),
            ("<span hidden><div>一</div><p>一</p></span>二", "二"),
            ("<table><tr><td>一</td><td>二</td></tr><tr><td>三</td></tr></table>", "一 二\n三"),
            ("<pre>一\n  二</pre>", "一\n  二"),
            ("3 < 5 > 4 <王总>", "3 < 5 > 4 <王总>"),
            ('<a title="a>b" href=x>一</a>', "一"),
            ("</div></p>一</b>", "一"),
            ("<P>一<P>二", "一\n二"),
            ("一<script>二", "一"),
            ("\n\n<p>一</p>\n\n", "一"),
            ("", ""),
        ],
    )
    def test_what_the_reader_sees(self, source: str, text: str) -> None:
        assert html(source).text == text

    def test_lists_headings_quotes_and_code(self) -> None:
        lists = "<h2>标题</h2><ul><li>一</li><li><p>二</p></li></ul>"
        assert outline(html(lists + "<blockquote>引</blockquote><pre><code>x = 1</code></pre>三")) == [
            "heading: 标题",
            "item: 一",
            "item: 二",
            "quote: 引",
            "code: x = 1",
            "paragraph: 三",
        ]

    def test_words_set_in_by_gmail_are_the_author_s(self) -> None:
        box = '<blockquote class="gmail_quote" style="margin:0 0 0 40px;border:none;padding:0px">'
        assert words(html(f"{box}<div>我的话</div></blockquote>"), "own") == "我的话"

    @pytest.mark.parametrize(
        "source",
        [
            "<blockquote><p>引<span>引</blockquote><p>答",
            "<div><blockquote><table><tr><td>引</div>引</table></blockquote>答</div>",
            "<ul><li><blockquote>引</li><li>答</ul>",
        ],
    )
    def test_a_quotation_ends_with_what_holds_it(self, source: str) -> None:
        assert words(html(source), "own") == "答"

    def test_a_quotation_ends_where_its_box_ends(self) -> None:
        assert outline(html("<blockquote><div>引</div></blockquote><div>答</div>")) == ["quote: 引", "paragraph: 答"]

    def test_places_are_lines_of_the_file(self) -> None:
        message = html("<html>\n<body>\n<p>一</p>\n\n<p>\n二<br>三</p>")
        assert [message.place(start).line for start in message.line_starts] == [3, 6, 6]

    def test_columns_are_those_of_the_file_where_a_line_stands_there_as_it_is_read(self) -> None:
        source = '<p title="二">一 一</p><p>二</p>\n <p>\n  三</p><p>　四</p><pre>八\n 九</pre>'
        source += "<p>五<b>六</b></p>七&lt;<p>十\n百"
        message = html(source)
        stored = source.split("\n")
        known = {
            line: message.place(start)
            for line, start in zip(message.text.split("\n"), message.line_starts, strict=True)
        }
        for line in ("一 一", "二", "三", "　四", "八", " 九"):
            assert stored[known[line].line - 1].startswith(line, known[line].column - 1), line
        assert [known[line].column for line in ("五六", "七<", "十百")] == [1, 1, 1]
        assert message.place(message.text.index("六")).column == message.place(message.text.index("<")).column == 1

    @pytest.mark.parametrize("declared", ["gb2312", "GBK", "utf-8"])
    def test_the_charset_it_declares(self, declared: str) -> None:
        source = (
            f'<meta http-equiv="Content-Type" content="text/html; charset={declared}"><p>数据还没有收到，请看。</p>'
        )
        assert read_bytes(source.encode(declared), "a.htm").text == "数据还没有收到，请看。"

    def test_no_text_is_refused(self) -> None:
        with pytest.raises(ReadError):
            read_bytes(b"\x89PNG\0", "a.html")

    @pytest.mark.parametrize(
        "piece",
        [
            "<!--",
            "<a ",
            "<a b='",
            '<a b="',
            "&#",
            "<![",
            "<",
            "<script>",
            "</a",
            "<div>",
            "<a b='>'",
            "<p>a",
            "<p hidden>",
            "<li hidden><ul>",
            "<p  hidden",
            "<li hidden><span>",
            "<li><table>",
            "<td hidden><div>",
        ],
    )
    def test_time_is_linear(self, piece: str) -> None:
        """html.parser takes minutes over some of these."""
        html(piece * 50_000)
