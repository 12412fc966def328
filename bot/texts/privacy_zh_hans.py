"""What is said about one's own data, in plain Simplified Chinese; at most 150 characters a message.

Placeholders in braces are filled with ``str.format``.
"""

TITLE = "您的隐私"
KEPT = (
    "为了给您送课、算成绩，我们存着：您的聊天编号、选的课、学到哪里、答对答错、送课时间、报名的比赛；"
    "您选了上榜，还有榜上的名字。不要您的电话、身份证。"
)
HOW_LONG = (
    "这些存到您说“删除我的数据”为止。您发来的话不存；我们回您的话，留几天就删。"
    "您填的学分银行账号和证书上的名字，都加密存着；账号跟成绩一起交给学分银行；收回同意，这里就删掉。"
)
ACCOUNTS = "您填过账号：{banks}。想删，发“改账号”。"
CONSENTS_NONE = "您没有同意把成绩送给任何学分银行。"
CONSENTS = "您同意过：\n{lines}\n想收回，发“不同意”。"
CONSENT_LINE = "{date}，送到{bank}"
CONSENT_LINE_GUARDIAN = "{date}，送到{bank}（监护人同意）"
UNDER_14 = "您说过未满 14 岁。不对的话，发“我满十四岁了”。"
RIGHTS = "想要一份自己的数据，发“导出”。想全部删掉，发“删除我的数据”。"
EXPORT = "导出"
FORGET = "删除我的数据"
DATE = "{year}年{month}月{day}日"

COPY = (
    "您的数据准备好了，点下面打开。链接 {lasts}内有效，只给您自己用，请不要转给别人。\n"
    "里面是一个压缩包，有 JSON 和表格（CSV）。"
)
COPY_LINK = "打开我的数据"

FORGET_ASK = (
    "删除以后，您的学习记录、成绩、证书、报名都没有了，找不回来。送到学分银行的，我们会请他们撤掉。\n"
    "想好了，请回复“确认”。回复别的，什么都不删。"
)
FORGET_YES = "确认"
FORGET_NO = "不删了"
FORGET_DONE = (
    "好，一分钟之内就全部删掉，送到学分银行的也请他们撤掉。谢谢您一路学过来。以后想学，随时再来。"
)
FORGET_KEPT = "好，什么都没有删。"
