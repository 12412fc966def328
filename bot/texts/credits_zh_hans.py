"""What is said about credits, consent, account numbers and certificates, in plain Simplified Chinese.

Placeholders in braces are filled with ``str.format``. A message has at most 150 characters.
"""

# The balance ---------------------------------------------------------------------------------

TITLE = "我的学分"
NONE = "还没有可以申请学分的课。学完并通过一门课，就可以申请。"
NO_BANK = "这里还没有接学分银行，成绩先记在这里。"
TOTAL = "一共申请 {credit} 学分，{hours} 学时。"
OF_IT = "其中"
OF_WHICH = {
    "received": "银行收到 {credit} 学分",
    "accepted": "已认可 {credit} 学分",
    "credited": "已转成 {credit} 学分",
    "rejected": "没有认可 {credit} 学分",
}
"""In this order, and only what is more than nothing."""
LEVELS = "学时按等级（共七级）：{levels}。"
LEVEL = "第 {level} 级 {hours} 学时"
LINE = "《{course}》{credit} 学分，{hours} 学时，第 {level} 级：{state}。"
MORE = "还有 {count} 门课，都记着。"
STATES = {
    "recorded": "已记下，还没有送出",
    "queued": "正在送往学分银行",
    "received": "学分银行已收到，等待认定",
    "accepted": "学分银行已认可",
    "credited": "已转成学分",
    "rejected": "没有认可",
    "dropped": "没有送成，不再送了，成绩还记在这里",
    "withdrawing": "您收回了，学分银行还没有撤掉，我们在办",
    "withdrawn": "您收回了，学分银行已经撤掉",
    "voided": "这条记录作废了，不算数",
}
CREDITED_AS = "已转成 {credit} 学分"
REJECTED_BECAUSE = "没有认可，学分银行说：{reason}"
NOT_HANDED_IN = "没有送成，我们正在处理"
LOOK_AT_CERTIFICATE = "想看结业证书，发“证书”。"

# Consent -------------------------------------------------------------------------------------

YES = "同意"
NO = "不同意"
ASK = "要不要把学习成绩送到学分银行（{banks}）？\n送去以后，由学分银行认定学分。"
WHAT_GOES = (
    "只送一个代号、学了哪门课、学时、成绩和时间{account}，不送您的姓名和聊天账号。\n"
    "随时发“不同意”就能收回，我们也会请学分银行把送去的撤掉。"
)
WITH_ACCOUNT = "，还有您填的学分银行账号（填了才送）"
GIVEN = "好，您学过的会送到学分银行。发“学分”看结果，发“不同意”随时收回。"
REFUSED = "好，不送。成绩只记在这里。想送的时候，发“同意”。"
WITHDRAWN = "好，从现在起不再送了，也会请学分银行把送去的撤掉。想再送的时候，发“同意”。"
ACCOUNTS_GONE = "您填的账号也删掉了。"
LOOK_FIRST = "请先看看要送到哪里，再选。"
STANDING = "您已同意送到学分银行。发“不同意”可以收回。"

# Under fourteen ------------------------------------------------------------------------------

AGE_ASK = "先问一下：您满 14 岁了吗？"
AGE_YES = "满了"
AGE_NO = "还没有"
AGE_SAVED = "好，记住了。"
GUARDIAN = "监护人"
GUARDIAN_ASK = (
    "这一步请家长来看。\n家长您好：孩子未满 14 岁，要把学习成绩送到学分银行（{banks}），"
    "得由监护人同意。送去以后，由学分银行认定学分。"
)
GUARDIAN_CONFIRMS = "您是孩子的父母或其他监护人，看过上面的话，同意这样做，就回复“监护人同意”。"
GUARDIAN_YES = "监护人同意"
GUARDIAN_GIVEN = "好，监护人已同意，学过的会送到学分银行。发“学分”看结果，发“不同意”随时收回。"
GUARDIAN_NEEDED = "没有监护人同意，什么都不会送出去。"
NO_BOARD_UNDER_14 = "未满 14 岁的同学不上榜。自己学得好，就很棒。"

# The account number at a bank ----------------------------------------------------------------

ACCOUNT_ASK = (
    "您在“{bank}”的账号是多少？填了，学分才能记到您名下。\n请直接发来。没有的话，以后再填也行。"
)
ACCOUNT_LATER = "以后再说"
ACCOUNT_HINT = "发账号，或者发“以后再说”。"
ACCOUNT_FIRST_AGREE = "先要您同意送到学分银行，才用填账号。发“学分”就能看。"
ACCOUNT_LEFT = "好，以后再填。想填的时候，发“学分”。成绩都给您留着。"
ACCOUNT_SURE = "您填的账号，末尾是 {tail}。对吗？"
ACCOUNT_YES = "对"
ACCOUNT_AGAIN = "不对，重新填"
ACCOUNT_SAVED = "好，账号记下了，是加密存的，只用来记学分。想改，发“改账号”。"
ACCOUNT_FORM = "这个号码和“{bank}”的账号对不上。请看看有没有打错，再发一次。"
ACCOUNT_ID_CARD = (
    "这像是身份证号，我没有存下来。请不要把身份证号发在聊天里，要的是“{bank}”的账号。"
)
ACCOUNT_BANK_CARD = (
    "这像是银行卡号，我没有存下来。请不要把银行卡号发给别人，要的是“{bank}”的账号。"
)
ACCOUNT_PHONE = "这像是手机号，我没有存下来。要的是“{bank}”的账号。"
ACCOUNT_STANDS = "您在“{bank}”的账号，末尾是 {tail}。"
ACCOUNT_STANDS_UNSEEN = "您在“{bank}”的账号填过了。"
ACCOUNT_TAIL = "末尾是 {tail}"
ACCOUNT_UNSEEN = "填过了"
ACCOUNT_CHANGE = "换一个号码"
ACCOUNT_DROP = "删掉账号"
ACCOUNT_KEEP = "不改"
ACCOUNT_DROPPED = "好，账号删掉了。没有送出的先留着，填了新的再送。"
ACCOUNT_DROPPED_ONLY = "好，账号删掉了。"
ACCOUNT_WHICH = "要填哪一家的账号？"
ACCOUNT_NOT_NEEDED = "现在不用填账号。"
ACCOUNT_TOO_EARLY = "等您学完并通过一门课，有了学分，再填账号。"

# Certificates --------------------------------------------------------------------------------

CERTIFICATES_NONE = "还没有证书。学完并通过一门课，就有结业证书了。"
CERTIFICATE_SOON = "通过了的课有结业证书，发“证书”就能看。"
CERTIFICATE_ALT = "《{course}》结业证书"
CERTIFICATE = "《{course}》的结业证书，编号 {number}。\n{page}"
CERTIFICATE_PAGE_OPEN = "谁有链接，谁就能核对；看不到您的名字。"
CERTIFICATE_PAGE_NAMED = "谁有链接，谁就能核对，也看得到您的名字。"
CERTIFICATE_PAGE_CLOSED = "核对的网页关着，别人打开什么也看不到。"
CERTIFICATE_REVOKED = "《{course}》的证书已经作废：{reason}"
CERTIFICATE_REPEATED = "同一门课，另有一张证书"
"""Why the second certificate of a course stands no more; whoever opens its page reads it."""
CERTIFICATE_LINK = "打开证书"
CERTIFICATE_WHICH = "您有 {count} 张证书，看哪一张？"
CERTIFICATE_LINE = "《{course}》"
NAME_ADD = "写名字"
NAME_CHANGE = "改名字"
NAME_DROP = "不写名字"
NAME_SHOW = "让别人也看到名字"
NAME_HIDE = "不让别人看到名字"
PAGE_CLOSE = "关上网页"
PAGE_OPEN = "打开网页"
NAME_ASK = "证书上写什么名字？请直接发来，最多 20 个字。只有您自己看得到，除非您愿意给别人看。"
NAME_LATER = "不写了"
NAME_HINT = "发名字，或者发“不写了”。"
NAME_SAVED = "好，名字写上了。"
NAME_DROPPED = "好，证书上不写名字了。"
NAME_SHOWN = "好，打开网页的人也看得到名字。"
NAME_HIDDEN = "好，打开网页的人看不到名字。"
PAGE_CLOSED = "好，网页关上了，别人打开什么也看不到。"
PAGE_OPENED = "好，网页打开了，有链接的人可以核对。"
