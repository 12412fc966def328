"""What stands around a copy of one's data: the page it is fetched from, and the README in it."""

PAGE = {
    "title": "我的数据",
    "lead": "这里可以下载我们保存的、关于您的全部数据。",
    "what": "您的课程、回答、学习记录、同意书、证书，还有我们发给您的消息，都在里面。",
    "button": "下载我的数据",
    "private": "文件里有您的个人信息，请只留给自己。",
    "in_wechat": "如果点了没有反应，请点右上角的“…”，选“在浏览器打开”，再点一次。",
    "english": "A copy of everything we hold about you, as a ZIP file. Keep it to yourself.",
}
GONE = {
    "title": "这个链接不能用了",
    "lead": "链接过了有效期，或者不完整。",
    "what": "回到聊天里说“导出”，就会收到一个新链接。",
    "english": "This link is over or incomplete. Say 导出 in the chat to get a new one.",
}
BUSY = {
    "title": "请稍等一会儿",
    "lead": "现在下载的人比较多。",
    "what": "过一分钟再点一次就好。",
    "english": "Many people are downloading right now. Please try again in a minute.",
}

FILE_NAME = "一课-我的数据"
UNREADABLE = "（密钥已更换，无法显示 / cannot be opened: its key was changed）"

SECTIONS: dict[str, tuple[str, str]] = {
    "profile": ("您的设置：人群、语言、时间、是否暂停", "your settings"),
    "addresses": ("您在哪些账号上联系我们", "where you reach us"),
    "notice_consents": ("您同意或拒绝过的提醒", "reminders you allowed or refused"),
    "groups": ("您参加的群和班级", "groups you belong to"),
    "group_answers": ("您在群里的答题", "your answers in groups"),
    "courses": ("您选过的课程", "courses you took up"),
    "lessons": ("您看过和学完的每一课", "lessons you saw and finished"),
    "answers": ("您回答的每一道题", "every answer you gave"),
    "reviews": ("什么时候复习哪一题", "what is reviewed when"),
    "competitions": ("您知道和参加的比赛", "competitions you were told of or entered"),
    "announcements": ("发给您的通知", "announcements meant for you"),
    "bank_consents": ("您给学分银行的同意和撤回", "consents to credit banks, given and withdrawn"),
    "bank_accounts": ("您在学分银行的账号", "your account numbers at credit banks"),
    "pseudonyms": ("学分银行看到的您的代号", "the pseudonyms that credit banks know you by"),
    "completions": ("您的学习记录", "your learning record"),
    "claims": ("您申请的学分", "credits you claimed"),
    "recognitions": ("学分银行的答复", "what credit banks decided"),
    "statements": (
        "为您生成的学习声明，与发送的内容一字不差",
        "statements, byte for byte as sent",
    ),
    "sent_to_banks": ("哪条声明发给了谁、结果如何", "what was sent to whom, and what came of it"),
    "certificates": ("您的证书", "your certificates"),
    "messages": ("我们要发或已发给您的消息", "messages planned for you or sent to you"),
    "replies": ("近几天我们对您的回复", "our replies of the last days"),
}
"""Each section's name to what it is, in Chinese and English."""

README_ZH = """\
这是“一课”保存的、关于您的全部数据。
制作时间：{made_at}（世界协调时）

data.json    全部数据，适合程序读取
tables/      同样的数据，每类一个表格（CSV），可以用表格软件打开；时间都是世界协调时

单元格开头如果有一个单引号（'），那是为了防止表格软件把文字当成公式，不是数据的一部分。
文件里有您的个人信息，请妥善保管。

各个表格：
"""
README_EN = """\

This is everything that Yike holds about you.
Made at {made_at} (UTC)

data.json    all of it, for programs
tables/      the same as tables (CSV), one for each kind; times are UTC

A single quote (') at the beginning of a cell keeps spreadsheet programs from taking text for a
formula; it is not part of the data. The files are personal: keep them safe.

The tables:
"""
