"""What a learner is told about a credit bank's decision, in plain Simplified Chinese.

Placeholders in braces are filled with ``str.format``.
"""

ACCEPTED = "好消息：《{title}》的学习成果，{bank}认可了。"
CONVERTED = "好消息：《{title}》的学习成果，{bank}转成了 {credit} 学分。"
CONVERTED_UNTOLD = "好消息：《{title}》的学习成果，{bank}转成了学分。"
REJECTED = "《{title}》的学习成果，{bank}没有认可，银行说：“{reason}”。"
REJECTED_UNTOLD = "《{title}》的学习成果，{bank}没有认可，银行没有说原因。"
NO_ACCOUNT = "{bank}查不到您给的账号，可能抄错了一位。您学的都还在，没有丢。"

SEE_ALL = "想看全部记录，发“学分”。"
GIVE_AGAIN = "想再给一次账号，发“学分”。"

FACT_ACCEPTED = "学习成果已获认可"
FACT_CONVERTED = "学习成果已转成学分"
FACT_REJECTED = "学习成果没有获得认可"
FACT_NO_ACCOUNT = "请再给一次学分银行账号"
FACT_ACCOUNT_TITLE = "学分银行账号"
