"""Chat words: commands, their Chinese words and near forms, to the one intent they mean."""

import re

COMMANDS: dict[str, str] = {
    name: name
    for name in (
        "start",
        "today",
        "quiz",
        "courses",
        "time",
        "pause",
        "resume",
        "progress",
        "credits",
        "competitions",
        "help",
        "stop",
        "notices",
        "bind",
        "language",
        "board",
        "group",
        "drafts",
        "status",
        "certificate",
        "privacy",
        "export",
        "forget",
        "big",
        "voice",
        "slow",
        "human",
    )
} | {"ask": "companion", "console": "console", "invite": "invited"}
"""Telegram commands, without the slash; ``group`` is for who runs a group chat, ``drafts`` is for reviewers, ``status`` for operators."""

_FORMS = {
    "start": "开始 开始吧",
    "today": "今日一课 今天一课 今天的课 今日课程 上课 上课啦 学习 我要学习 开始学习 再学一课 再来一课 下一课 学一课 来一课 再看一遍 重看 再看一次 再睇一次 重新看"
    " 现在就学 接着学 继续学 继续学习 而家就学 又想学 今天又想学 今天想学 今天还是学",
    "quiz": "小测 练一练 测验 测试 练习 复习 做题 答题 现在练一练 而家练一练",
    "courses": "选课 课程 换课 换一门 换一门课 全部课程 看全部课程 睇全部课程",
    "time": "时间 改时间 换时间 送课时间",
    "minutes": "有空 我有空 现在有空 有空了 有时间 我有时间 现在有时间 有一会 有一会儿 闲下来 闲下来了 空下来 空下来了 等单"
    " 在等单 等餐 在等餐 得闲 有得闲 依家得闲",
    "off:today": "今天不学 今天不学了 今天不想学 今天先不学 今天学不了 今天没空 今天没空学 今天没时间 今天忙 今天很忙 今天太忙 今天好忙"
    " 今天休息 今天歇 今天歇一天 今天累 今天太累 今天请假 今天不要发 今天别发 今天别发了 休息一天 歇一天 太忙 太忙了 别烦我 别烦"
    " 别吵 别吵我 今日不学 今日不得闲 今日唔学 今日唔学喇 今日唔得闲 今日好忙 今日太忙 今日休息 唔好烦我 唔好嘈",
    "off:tomorrow": "明天不学 明天不学了 明天不想学 明天先不学 明天学不了 明天没空 明天没时间 明天忙 明天很忙 明天太忙 明天休息"
    " 明天歇一天 明天请假 明天别发 听日唔学 听日唔得闲 听日好忙 听日休息 明日不学 明日休息",
    "off:not": "今天照常 明天照常 明天学 明天还学 照常送课 照常学 听日照常 今日照常",
    "holidays:off": "节假日休息 节假日不学 节假日别发 节假日停课 节日休息 节日不学 假日休息 假期休息 法定节假日休息 放假不学 放假休息 过节休息"
    " 过节不学 公众假期休息 公众假期唔学 放假唔学",
    "holidays:on": "节假日照常 节假日也学 节假日学习 节日照常 节日也学 假日照常 假期照常 法定节假日照常 放假照常 放假也学 过节照常 过节也学"
    " 公众假期照常 公众假期都学 放假都学",
    "pause": "暂停 停 停一停 先停一下",
    "resume": "继续 下文 下一页",
    "progress": "进度 我的进度 学习进度",
    "credits": "学分 我的学分 查学分",
    "competitions": "比赛 竞赛 报名 我要报名 参加比赛 我的比赛 我的成绩 比赛成绩 开始答题 退赛 提异议",
    "goon": "继续答题 接着答题 接着答 返去答题",
    "work": "交作品 我要交作品 提交作品 上传作品 换作品 我的作品 交參賽作品 交参赛作品",
    "help": "帮助 怎么用 点样用 点用 菜单 你是谁 您是谁 ? menu",
    "drafts": "草稿 审阅",
    "console": "控制台",
    "status": "运行情况",
    "stop": "退订 取消订阅 不要再发了 别再发了",
    "notices": "提醒 订阅提醒 提醒我 要提醒 明天提醒我 每天提醒我 请提醒我 开提醒 打开提醒 订阅通知 通知",
    "done": "学完了 学完 看完了 看完 读完了 学完咗 睇完咗 睇完",
    "consent": "同意 我同意",
    "refuse": "不同意 我不同意 撤回同意 收回同意 撤回",
    "guardian": "监护人同意 家长同意",
    "grown": "我满十四岁了 我满14岁了 我已满十四岁 我已满14岁 我已经满十四岁了 我已经满14岁了",
    "account": "改账号 改帐号 换账号 换帐号 填账号 填帐号 学分银行账号 学分银行帐号 账号 帐号 改户口 换户口 改户口号码",
    "certificate": "证书 我的证书 结业证书 看证书 查证书 结业证",
    "certificate_name": "写名字 改名字 写上名字 加名字",
    "certificate_no_name": "不写名字 去掉名字 删掉名字",
    "certificate_show": "显示名字 让别人也看到名字",
    "certificate_hide": "不显示名字 不让别人看到名字 隐藏名字",
    "certificate_open": "打开网页 打开证书",
    "certificate_close": "关上网页 关闭网页 关闭证书",
    "privacy": "隐私 我的隐私 隐私政策 隐私保护 你们存了什么 私隐 我的私隐",
    "export": "导出 导出数据 导出我的数据 我的数据 下载我的数据 下载资料 下载我的资料 我的资料",
    "forget": "删除我的数据 删除数据 删除我的资料 删除资料 删除我 注销 注销账号 注销帐号 删除账号 删除帐号 忘记我 忘了我",
    "companion": "问 请问 提问 问一问 问问 问一下 想问 我想问 我要问 我有问题 有问题 有个问题 有问题想问 问个问题",
    "never_mind": "算了 不用了 取消 不改 不改了 没事 没事了",
    "hello": "你好 您好 老师好 老师您好 早 早上好 下午好 晚上好 hi hello",
    "thanks": "谢谢 谢谢你 谢谢您 谢谢老师 多谢 多谢晒 唔该 唔该晒 辛苦了",
    "bind": "绑定 绑定账号 绑定微信",
    "language": "语言 换语言 改语言 选语言 语言设置 language",
    "language:zh-Hans": "简体 简体中文 简体字 中文 普通话",
    "language:zh-Hant": "繁体 繁体中文 繁体字 粤语 广东话",
    "language:en": "english 英文 英语",
    "board": "学习榜 排行榜 榜单",
    "group": "本群 群设置",
    "board_on": "上榜 我要上榜",
    "board_off": "不上榜 不要上榜 我不上榜 下榜 唔上榜 我唔上榜",
    "wish": "许愿 许个愿 我想许愿 想学别的什么",
    "wishes": "心愿 大家的心愿 大家想学什么",
    "rate": "评课 评价 评一评 给课打分 打分 评价课程",
    "recommend:on": "要推荐 开推荐 打开推荐 推荐课程 给我推荐",
    "recommend:off": "不要推荐 不看推荐 关推荐 关掉推荐 关闭推荐 别推荐 别推荐了 不要再推荐 不要再推荐了",
    "courses:all": "全部的课 所有课程 所有的课 有什么课 有哪些课 还有什么课 还有哪些课 想学别的 学别的 学点别的 学别的课",
    "big": "大字 大字版 看大字 要大字 字大一点 大一点 字太小 字太小了 看不清 看不清楚 放大",
    "small": "小字 普通字 字小一点 不要大字 取消大字 细字",
    "slow": "慢 慢一点 慢点 慢慢看 慢慢来 慢些 太快了 太快 短一点 一段一段看 慢啲",
    "fast": "正常 快一点 快点 快些 照常看 正常速度 恢复正常 快啲",
    "voice": "听 听课 听一遍 听一听 听一下 想听 我想听 读给我听 念给我听 读一遍 念一遍 朗读 语音 听一次 读畀我听",
    "human": "人 人工 找人 找个人 找人帮忙 请人帮忙 要人帮忙 我要人帮忙 帮帮我 帮忙 人工服务 找人问问 真人 搵人 搵人帮手 帮手",
    "fine": "好 可以 可以的 没问题 好的 好嘞 好啊 行 嗯 嗯嗯 哦 收到 知道了 明白 明白了 ok",
}

_ENGLISH = {
    "start": ("begin",),
    "quiz": ("practice", "practise"),
    "courses": ("course", "choose a course"),
    "time": ("change time", "change the time"),
    "minutes": ("free", "i am free", "i'm free", "i have time", "i have a moment", "free now"),
    "off:today": (
        "not today",
        "no lesson today",
        "busy today",
        "too busy",
        "day off",
        "leave me alone",
    ),
    "off:tomorrow": ("not tomorrow", "no lesson tomorrow", "busy tomorrow"),
    "off:not": ("today as usual", "tomorrow as usual"),
    "holidays:off": ("holidays off", "no lessons on holidays", "rest on holidays"),
    "holidays:on": ("holidays on", "lessons on holidays", "holidays as usual"),
    "resume": ("continue", "go on"),
    "progress": ("my progress",),
    "credits": ("credit", "my credits"),
    "competitions": ("competition", "contests"),
    "work": ("hand in", "hand in my work", "submit my work", "my work"),
    "goon": ("continue the round", "go on answering"),
    "stop": ("unsubscribe",),
    "notices": ("reminders", "remind me"),
    "done": ("done", "i am done", "finished", "i have finished"),
    "bind": ("link my account",),
    "language": ("change language",),
    "certificate": ("certificates", "my certificate", "my certificates"),
    "certificate_name": ("add my name", "change my name"),
    "certificate_no_name": ("no name",),
    "certificate_show": ("show my name to others", "show my name"),
    "certificate_hide": ("hide my name from others", "hide my name"),
    "certificate_open": ("open the page",),
    "certificate_close": ("close the page",),
    "privacy": ("my privacy",),
    "export": ("my data", "export my data", "download my data"),
    "forget": ("forget me", "delete my data", "delete my account"),
    "consent": ("i agree", "agree"),
    "refuse": ("i do not agree", "withdraw"),
    "guardian": ("guardian agrees",),
    "grown": ("i am fourteen", "i am 14"),
    "account": ("change account", "change my account", "account"),
    "board_on": ("on the board", "put me on the board"),
    "board_off": ("not on the board", "off the board"),
    "companion": ("ask a question", "i have a question", "a question"),
    "never_mind": ("never mind", "cancel"),
    "wish": ("wish", "make a wish", "a wish"),
    "wishes": ("wishes",),
    "rate": ("rate", "rate a course"),
    "recommend:on": ("recommend", "recommend courses"),
    "recommend:off": (
        "do not recommend",
        "don't recommend",
        "don’t recommend",
        "no recommendations",
    ),
    "thanks": ("thanks", "thank you", "thank you very much"),
    "today": (
        "today's lesson",
        "today’s lesson",
        "todays lesson",
        "lesson",
        "once more",
        "read it again",
    ),
    "big": ("large type", "big type", "bigger", "large"),
    "small": ("small type", "small", "normal type"),
    "slow": ("slower", "slowly", "too fast"),
    "fast": ("faster", "normal", "normal speed"),
    "voice": ("listen", "read it to me", "read aloud"),
    "human": ("helper", "a person", "a helper", "ask a person", "person"),
    "fine": ("fine", "good", "okay", "all right"),
}
"""The words on an English keyboard, and near ones; a command's own name is a word too."""

WORDS: dict[str, str] = {
    **COMMANDS,
    **{form: name for name, forms in _ENGLISH.items() for form in forms},
    **{form: name for name, forms in _FORMS.items() for form in forms.split()},
}
"""Whole replies that name an intent, alone or with its argument behind a colon, in the comparable form of ``bot.learning.plain``."""

_TIMED = r"[\s:]*(?:改|换|调|设|定)?(?:到|成|为|在)?\s*"

WITH_ARGUMENT: dict[str, str] = {
    "改时间": "time",
    "换时间": "time",
    "时间": "time",
    "暂停": "pause",
    "停": "pause",
    "选课": "courses",
    "许愿": "wish",
    "许个愿": "wish",
    "绑定": "bind",
    "控制台": "console",
    "邀请码": "invited",
    "change time": "time",
    "time": "time",
    "pause": "pause",
    "courses": "courses",
    "wish": "wish",
    "bind": "bind",
}
"""Words that may be followed by what they are about: 时间 7:30, 暂停三天, 选课 手机支付."""

ARGUMENTS: dict[str, str] = {
    "time": _TIMED
    + r"(?:to\s+)?(?:每天|凌晨|早上|早晨|上午|中午|下午|晚上|傍晚|夜里|半夜)*\s*[0-9零一二两三四五六七八九十].*",
    "pause": r"[\s:]*(?:[0-9一二两三四五六七八九十半几]+\s*个?(?:天|日|周|星期|月|礼拜|days?|weeks?|months?).*|送?课|一下|一会儿?|一阵子?|学习)",
    "courses": r"[\s:].+",
    "wish": r"[\s:,].+",
    "bind": r"[\s:]*[0-9][0-9\s-]*",
    "console": r"[\s:]*[0-9][0-9\s-]*",
    "invited": r"[\s:]*[0-9a-z][0-9a-z\s-]*",
}
"""What may follow, as regular expressions; anything else is no such intent."""

QUESTION = re.compile(
    r"(?:[您你]好[，,!！。 ]*|老[师師][，,!！。 ]*)?(?:我)?(?:"
    r"(?:[请請]|想)?[问問](?:[一]?下|[问問]|[个個][问問][题題])?[\s:：，,。]+"
    r"|[请請]{1,2}[问問](?:一?下)?|想(?:[请請])?[问問](?:一?下|[问問])?|[请請]教(?:一?下)?"
    r"|(?i:ask)[\s:：]+"
    r")[\s:：，,。]*(.+)",
    re.DOTALL,
)
"""A question that says it is one, as people write it in either script: what is asked is the group."""

_TRACKS = {
    "seniors": "老人 老年 老年人 长者 长辈 退休 爷爷奶奶 seniors",
    "couriers": "骑手 快递 外卖 送外卖 送快递 快递员 外卖员 快递小哥 外卖小哥 小哥 couriers",
    "farmers": "农民 务农 种地 农业 农村 farmers",
    "workers": "上班 上班族 职工 工人 workers",
    "youth": "学生 青年 年轻人 青少年 youth students",
    "everyone": "大家 通用 人人 everyone",
}

SHELF_TRACKS: dict[str, str] = {
    form: track for track, forms in _TRACKS.items() for form in forms.split()
}
"""Behind 选课: whose courses are looked for."""

SHELF_ALL = frozenset(
    {"all", "全部", "所有", "全部课程", "所有课程", "看全部课程", "see all courses"}
)
"""Behind 选课: the whole shelf."""

SHELF_LEVEL = r"(?=.*级|level)(?:第|level)? ?(?P<level>[1-7一二三四五六七]) ?级?"
"""Behind 选课: a level."""

SHELF_BEHIND = r"(?:的课程?|课程|的)$"
"""What stands behind a part of the shelf, and is none of its name."""
