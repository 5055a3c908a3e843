"""Quoted and forwarded mail as programs write it below an answer, and the HTML of whole answers."""

from __future__ import annotations

THREADS: dict[str, str] = {
    "outlook-cn": """
________________________________
发件人: 王芳 <wang@example.com>
发送时间: 2025年5月6日 14:20
收件人: 郭凯 <guo@example.com>
主题: 数据

你们又没按时提交！
""",
    "outlook-cn-divider": """
-----邮件原件-----
发件人: 王芳 <wang@example.com>
发送时间: 2025年5月6日 14:20
收件人: 郭凯 <guo@example.com>
主题: 数据

你们又没按时提交！
""",
    "outlook-cn-old": """
-----原始邮件-----
发件人: 王芳 <wang@example.com>
发送时间: 2025年5月6日 14:20
收件人: 郭凯 <guo@example.com>
主题: 数据

你们又没按时提交！
""",
    "outlook-en": """
From: Wang Fang <wang@example.com>
Sent: Tuesday, May 6, 2025 2:20 PM
To: Guo Kai
Subject: data

你们又没按时提交！
""",
    "outlook-en-divider": """
-----Original Message-----
From: Wang Fang
Sent: Tuesday

你们又没按时提交！
""",
    "outlook-bold": """
*发件人:* 王芳
*发送时间:* 2025年5月6日 14:20
*收件人:* 郭凯

你们又没按时提交！
""",
    "outlook-tw": """
寄件者: 王芳 <wang@example.com>
寄件日期: 2025年5月6日 下午 02:20
收件者: 郭凯
主旨: 資料

你們又沒按時提交！
""",
    "foxmail": """
发件人： 王芳
发送时间： 2025-05-06 14:20
收件人： 郭凯
主题： 数据

你们又没按时提交！
""",
    "qq": """
------------------ 原始邮件 ------------------
发件人: "王芳" <wang@qq.com>;
发送时间: 2025年5月6日(星期二) 下午2:20
收件人: "郭凯"

你们又没按时提交！
""",
    "qq-en": """
------------------ Original ------------------
From: "王芳" <wang@qq.com>;
Date: Tue, May 6, 2025

你们又没按时提交！
""",
    "163-web": """
At 2025-05-06 14:20:11, "王芳" <wang@163.com> wrote:
>你们又没按时提交！
>下不为例
""",
    "163-web-cn": """
在 2025-05-06 14:20:11，"王芳" <wang@163.com> 写道：
>你们又没按时提交！
""",
    "163-mailmaster": """
---- 回复的原邮件 ----
| 发件人 | 王芳<wang@163.com> |
| 日期 | 2025年05月06日 14:20 |
你们又没按时提交！
""",
    "163-replied": """
---- Replied Message ----
From	王芳<wang@163.com>
Date	05/06/2025 14:20
你们又没按时提交！
""",
    "gmail-cn": """
王芳 <wang@gmail.com> 于2025年5月6日周二 14:20写道：

> 你们又没按时提交！
""",
    "gmail-tw": """
王芳 <wang@gmail.com> 於 2025年5月6日 週二 下午2:20寫道：

> 你們又沒按時提交！
""",
    "gmail-en": """
On Tue, May 6, 2025 at 2:20 PM Wang Fang <wang@gmail.com> wrote:

> 你们又没按时提交！
""",
    "gmail-en-wrapped": """
On Tue, May 6, 2025 at 2:20 PM Wang Fang the Second of Beijing
<wang@gmail.com> wrote:

> 你们又没按时提交！
""",
    "apple-cn": """
> 在 2025年5月6日，14:20，王芳 <wang@example.com> 写道：
>
> 你们又没按时提交！
""",
    "apple-cn-plain": """
在 2025年5月6日，14:20，王芳 <wang@example.com> 写道：

你们又没按时提交！
""",
    "apple-cn-split": """
在 2025年5月6日，14:20，王芳
<wang@example.com> 写道：

> 你们又没按时提交！
""",
    "apple-year-first": """
2025年5月6日 14:20，王芳 <wang@example.com> 写道：

你们又没按时提交！
""",
    "thunderbird-cn": """
在 2025/5/6 14:20, 王芳 写道:
> 你们又没按时提交！
""",
    "thunderbird-en": """
On 5/6/2025 2:20 PM, Wang Fang wrote:
> 你们又没按时提交！
""",
    "lark": """
发件人: 王芳<wang@example.com>
时间: 2025年5月6日 (周二) 14:20
主题: 数据
收件人: 郭凯

你们又没按时提交！
""",
    "alimail": """
------------------------------------------------------------------
发件人：王芳<wang@example.com>
日　期：2025年05月06日 14:20
收件人：郭凯
主　题：数据

你们又没按时提交！
""",
    "iphone": """
发自我的 iPhone

> 在 2025年5月6日，14:20，王芳 <wang@example.com> 写道：
>
> 你们又没按时提交！
""",
    "angle": """
> 你们又没按时提交！
> 王芳
""",
    "angle-wide": """
＞你们又没按时提交！
""",
    "angle-attributed": """
王芳 写道：
> 你们又没按时提交！
""",
}

FORWARDS: dict[str, str] = {
    "gmail": """
---------- Forwarded message ---------
发件人： 王芳 <wang@gmail.com>
Date: 2025年5月6日周二 14:20

责任在你方
""",
    "163": """
-------- 转发邮件信息 --------
发件人："王芳" <wang@163.com>
发送日期：2025-05-06

责任在你方
""",
    "thunderbird": """
-------- 转发的消息 --------
主题: 数据
日期: 2025年5月6日
发件人: 王芳

责任在你方
""",
    "outlook-tw": """
---------- 轉寄的郵件 ----------
寄件者: 王芳

责任在你方
""",
    "lark": """
--------- 转发消息 ---------
发件人: 王芳
时间: 2025年5月6日

责任在你方
""",
    "apple-en": """
Begin forwarded message:

> From: Wang Fang
> Subject: data
>
> 责任在你方
""",
    "apple-cn": """
以下是转发的邮件：

发件人: 王芳
主题: 数据

责任在你方
""",
    "by-subject": """
发件人: 王芳 <wang@example.com>
发送时间: 2025年5月6日 14:20
收件人: 郭凯 <guo@example.com>
主题: 数据

责任在你方
""",
}

OWN = "<div>王总，您好：</div>\n<div>数据还没有收到。</div>"
"""What {OWN} stands for below."""

ANSWERS: dict[str, str] = {
    "outlook-html": """
<div class=WordSection1><p class=MsoNormal>王总，您好：</p>
<p class=MsoNormal>&nbsp;</p>
<p class=MsoNormal>数据还没有收到。</p>
<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class=MsoNormal><b>发件人:</b> 王芳<br>
<b>发送时间:</b> 2025年5月6日<br>
<b>收件人:</b> 郭凯<br>
<b>主题:</b> 数据</p>
</div>
<p class=MsoNormal>你们又没按时提交</p>
</div>
""",
    "outlook-web": """
{OWN}<div id="appendonsend"></div>
<hr>
<div id="divRplyFwdMsg"><b>发件人:</b> 王芳</div>
<div>你们又没按时提交</div>
""",
    "qq": """
{OWN}<div><includetail>
<div>&nbsp;</div>
<div>------------------&nbsp;原始邮件&nbsp;------------------</div>
<div><b>发件人:</b> 王芳</div>
<div>你们又没按时提交</div>
</includetail></div>
""",
    "foxmail": """
{OWN}<blockquote style="margin-Top: 0px">
<div>&nbsp;</div>
<div><b>发件人：</b>王芳</div>
<div>你们又没按时提交</div>
</blockquote>
""",
    "163-web": """
{OWN}<p>在 2025-05-06 14:20:11，"王芳" &lt;w@163.com&gt; 写道：</p>
<blockquote id="isReplyContent">
<div>你们又没按时提交</div>
</blockquote>
""",
    "163-mailmaster": """
{OWN}<div class="J-reply ntes-mailmaster-quote">
<div>---- 回复的原邮件 ----</div>
<table><tr><td>发件人</td><td>王芳</td></tr></table>
<div>你们又没按时提交</div>
</div>
""",
    "gmail": """
<div dir="ltr">{OWN}</div>
<br>
<div class="gmail_quote">
<div class="gmail_attr">王芳 &lt;w@gmail.com&gt; 于2025年5月6日周二 14:20写道：<br>
</div>
<blockquote class="gmail_quote" style="margin:0 0 0 .8ex">你们又没按时提交</blockquote></div>
""",
    "apple": """
{OWN}<div>
<blockquote type="cite">
<div>在 2025年5月6日，14:20，王芳 &lt;w@example.com&gt; 写道：</div>
<div>你们又没按时提交</div>
</blockquote></div>
""",
    "thunderbird": """
<p>王总，您好：</p>
<p>数据还没有收到。</p>
<div class="moz-cite-prefix">在 2025/5/6 14:20, 王芳 写道:<br>
</div>
<blockquote type="cite"><p>你们又没按时提交</p>
</blockquote>
""",
    "lark": """
{OWN}<div class="history-quote-wrapper" id="lark-mail-quote-1748">
<div>
<div>发件人: 王芳</div>
<div>你们又没按时提交</div>
</div></div>
""",
    "yahoo": """
{OWN}<div class="yahoo_quoted">你们又没按时提交</div>
""",
    "mac-outlook": """
{OWN}<span id="OLK_SRC_BODY_SECTION">
<div>你们又没按时提交</div>
</span>
""",
}
