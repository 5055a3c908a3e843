"""The words that the layout of a letter is known by: forms of address, closings, departments, labels.

Nothing here is judged: these tell a salutation from a sentence and a signature from a closing, no more.
"""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


PUNCTUATION = " \t\u3000\xa0，,。.！!～~：:；;、…"

ADDRESSED = _words("""
    总 總 董 工 处 處 局 科 部 老总 经理 經理 协理 協理 总监 總監 主任 部长 部長 处长 處長 科长 科長 局长 局長
    院长 院長 校长 校長 厂长 廠長 队长 隊長 组长 組長 店长 店長 所长 所長 站长 园长 股长 課長 课长 行长 市长
    县长 镇长 会长 書記 书记 董事长 董事長 总裁 總裁 主席 秘书 秘書 助理 专员 專員 主管 干事 老师 老師 教授 博士
    医生 醫師 护士 律师 師傅 师傅 工程师 工程師 总师 總師 设计师 先生 女士 小姐 同学 同事 同事们 同仁 同仁们 领导 領導
    领导们 伙伴 伙伴们 朋友 朋友们 家人们 团队 團隊 部门 部門 科室 班组 门店 单位 單位 公司 分公司 项目组 小组
    中心 办公室 客户 客戶 用户 家长 家長 业主 住户 居民 员工 職員 各位 诸位 諸位 大家 所有人 全体 老板 老闆 大哥
    大姐 哥 姐 管理层 负责人 成员 鉴 鑒 鈞鑒 台鑒 敬启 亲启
""")
"""What a form of address ends with."""
ADDRESS_STARTS = ("尊敬的", "敬爱的", "亲爱的", "尊敬", "致：", "致:", "致", "各", "敬啟者", "敬启者", "@")
FORMAL = ("尊敬的", "敬爱的", "亲爱的", "各位", "致：", "致:")
ENGLISH_ADDRESSES = (
    "good afternoon", "good morning", "good evening", "hello", "dear", "hey", "hi", "to", "mr.", "mrs.", "ms.", "dr.",
)  # fmt: skip
LIST_ENDS = _words("""
    如下 下 列 安排 事项 要求 内容 时间 地点 说明 方式 名单 原则 标准 情况 问题 建议 注意 提示 原因 结果 范围 对象 步骤
    流程 目的 背景 概况 上午 下午 晚上 一 二 三 四 步 点
    进展 议题 议程 结论 经过 依据 办法 措施 计划 清单 明细 数据 条件 材料 汇报 通知 报告 是 为 有
""")
"""What a line ends with that announces a list, not a reader."""
GREETINGS = _words("""
    您好 你好 您们好 你们好 大家好 各位好 早上好 上午好 中午好 下午好 晚上好 早安 午安 晚安 新年好 节日好 好 早
""")

SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤"
    "花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米"
    "贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支"
    "柯管卢莫房解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程嵇邢裴陆荣翁荀甄曲家封储靳焦牧车侯班仰秋仲伊宫宁栾厉祖武符刘"
    "景詹束龙叶幸司韶黎溥印宿白怀蒲台从索赖卓蔺屠蒙池乔阴能苍双闻莘党翟谭贡劳姬申冉雍桑桂牛边尚农温庄晏柴瞿阎连习"
    "艾容向古易戈廖终步耿满匡文寇广东欧利蔚越隆师巩聂晁勾敖冷辛阚那简饶空曾沙鞠丰巢关相查后荆红游权盖益桓公岳佟覃"
    "邝涂肖付代闫岚尧仝苟冼趙錢孫吳鄭馮陳衛韓楊許呂張嚴華謝鄒竇雲蘇範魯韋馬鳳賀湯羅畢鄔樂時齊顧黃蕭龐紀項藍閔賈婁"
    "顏鐘駱萬盧應單諸鈕龔陸榮儲車寧劉葉賴喬陰聞黨譚貢勞邊農溫莊連習滿廣歐師鞏聶簡饒豐關遊權閆段兰芦谷牟阳隋甘丘晋"
    "苑仇井竺官楚栗巫胥谌邸冀揭糜鄢缪麦蘭陽繆麥"
)
DOUBLE_SURNAMES = frozenset(_words("欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 皇甫 尉迟 慕容 夏侯 令狐 司徒"))
NOT_IN_NAMES = frozenset(
    "案法式面便向周于是末度间时题常全刻上下重要急快后前些次份点总结会议件知道束谢见能个位种天年月期内外里们我你您的了注收决独续关效释"
)
"""What can't be the rest of a name: 方案, 马上, 安全, 应急, 高度 …"""
FAMILIAR = frozenset("小老阿")
"""What is put before a name among people who know one another."""
WEEKDAYS = frozenset("一二三四五六日末")

CLOSINGS = frozenset(
    _words("""
    此致 敬礼 敬禮 此致敬礼 此致敬禮 祝 祝好 祝安 商祺 时祺 時祺 台安 大安 春安 夏安 秋安 冬安 盼复 盼覆 盼回复
    盼回覆 候复 敬候回音 有劳 有劳您 有劳您了 有勞 有勞您了 辛苦 辛苦了 辛苦您了 辛苦大家了 辛苦各位 拜托 拜托了
    拜托您了 麻烦了 麻烦您了 麻煩您了 费心了 让您费心了 费神了 工作顺利 身体健康 万事如意 生活愉快 thx tks rgds
    br best cheers
    """)
)
CLOSING_STARTS = _words("""
    顺颂 顺祝 順頌 順祝 即颂 即頌 敬颂 敬頌 谨颂 謹頌 敬祝 谨祝 謹祝 恭祝 恭颂 此颂 祝您 祝你 祝工作 祝商 祝安
    祝顺 祝周末 祝一切 敬请台 顺致 順致
""")
THANKS = _words("""
    谢谢 謝謝 感谢 感謝 多谢 多謝 再次感谢 再次感謝 再次谢谢 非常感谢 非常感謝 万分感谢 十分感谢 衷心感谢 先谢
    谢了
""")
ENGLISH_CLOSINGS = (
    *("best regards", "best wishes", "kind regards", "warm regards", "with regards", "regards"),
    *("many thanks", "thanks", "thank you", "sincerely", "yours ", "cheers"),
)

TITLE_ENDS = _words("""
    通知 公告 通告 公示 启事 声明 聲明 倡议书 纪要 紀要 温馨提示 温馨提醒 友情提示 邀请函 催款函 公开信
    感谢信 感谢函 贺信 贺函 介绍信 慰问信 表扬信 推荐信 证明信 道歉信 致歉信 承诺书 意向函 商洽函 回复函
""")
WEAK_TITLE_ENDS = _words("""
    提示 提醒 函 简报 通报 通報 快报 预告 说明 說明 请示 請示 报告 報告 决定 意见 方案 批复 复函 安排 汇报 申请
""")
"""Titles only in a short line, or after 关于: they end sentences too."""

ORGANISATIONS = _words("""
    部 处 處 科 组 組 中心 室 办 辦 公司 集团 集團 团队 團隊 院 局 所 司 厅 廳 队 隊 店 学校 學校 大学 大學 银行
    銀行 物业 物業 委员会 委員會 工会 工會 厂 廠 事务所 基地 车间 車間 支行 分行 党委 团委 平台 工作室 部门 部門
    协会 學會 学会 馆 社区 街道 商会 小学 中学 医院 支队 教育 科技 建设 建工
""")
POSITIONS = _words("""
    经理 經理 总监 總監 主任 主管 工程师 工程師 专员 專員 助理 负责人 負責人 部长 部長 处长 處長 科长 科長 组长
    組長 院长 校长 厂长 店长 总 總 工 老师 老師 教授 先生 女士 秘书 秘書 顾问 顧問 代表 主席 总裁 總裁 董事长
    合伙人 律师 设计师 架构师 销售 会计 出纳 客服
""")
EVERYBODY = frozenset(_words("全体 全體 全体同事 全體同事 全体同仁 全體同仁 全体员工 全体成员"))
BOWS = _words("敬上 谨启 謹啟 敬启 敬啟 谨上 謹上 拜上 顿首 啟上 启上 谨呈 敬呈")
"""What follows the name of who signs a formal letter."""
SIGNERS = frozenset(_words("反馈人 申请人 汇报人 报告人 经办人 落款 署名 签名 发件人"))
CONTACTS = _words("""
    分机 分機 电话 電話 手机 手機 联系电话 联系方式 联系人 传真 傳真 邮箱 郵箱 电邮 微信 地址 网址 官网 邮编
    日期 tel phone mobile mob cell fax e-mail email mail add address web wechat qq m: t: e: ext skype teams
""")

SAYING = (
    *"我你您請请吗嗎呢吧是把哦啦呀哈嘛",
    *_words("谢谢 感谢 多谢 謝謝 感謝 今天 明天 后天 上午 下午 星期 周一 周二 周三 周四 周五 周六 周日 周末"),
    *_words("会议室 附件 已经 尽快 回复 收到 确认 如题 给您 给我 发给 跟进 处理"),
)
"""What no signature says."""
SAYING_ENDS = ("的", "了", "完")
DOING = _words("已 由 将 让 找 去 联系 转给 转交 抄送 通知 参加 汇总 提交 发给 发到 发往 发财 到 在")
"""What makes a line that ends in a department a sentence: 资料已发财务部."""

COMMIT_FILES = frozenset(_words("commit_editmsg merge_msg squash_msg tag_editmsg"))
ISSUE_HEADINGS = _words("""
    复现步骤 重现步骤 复现方法 期望结果 预期结果 预期行为 实际结果 实际行为 问题描述 环境信息 运行环境
    reproduce expected actual environment
""")
ISSUE_LABELS = frozenset(
    _words("""
    环境 环境信息 运行环境 版本 步骤 复现 复现步骤 重现步骤 复现方法 期望 期望结果 预期 预期结果 预期行为
    实际 实际结果 实际行为 現象 现象 環境 重現步驟 預期結果 實際結果
""")
)
"""What stands before a colon in a report of a bug that has no headings."""
TO_MANY = _words("各部门 各科室 各单位 各门店 各班组 各项目 各位业主 各位住户 各處室 各部門 全体员工 全体职工")
NOTICES = _words("通知 公告 通告 公示 启事 倡议书 温馨提示 温馨提醒 友情提示")

HEAD_LABELS = {
    label: name
    for name, labels in {
        "from": "from sender 发件人 發件人 寄件者 寄件人 发信人 发送人",
        "to": "to 收件人 收件者 收信人 主送",
        "cc": "cc bcc 抄送 抄送人 密送 副本 密件副本 密件抄送",
        "subject": "subject 主题 主題 主旨 邮件主题 郵件主旨",
        "date": "date sent 日期 发送时间 發送時間 发件时间 寄件日期 傳送時間 发送日期",
        "attachments": "attachments attachment 附件",
        "time": "时间 時間",
        "other": "x-tonecheck-ignore reply-to importance priority 重要性 优先级",
    }.items()
    for label in labels.split()
}
