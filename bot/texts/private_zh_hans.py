"""What is said about links, the weekly board, two chats of one person, and answers that come late.

Plain Simplified Chinese; placeholders in braces are filled with ``str.format``.
"""

# Links -------------------------------------------------------------------------------------

COURSE_LINK = "这是《{course}》，共 {lessons} 课，每课两三分钟。"
COURSE_LINK_NOW = "《{course}》您正在学。"
GROUP_JOINED = "好，您已经加入“{title}”。"
GROUP_JOINED_NAMELESS = "好，您已经加入这个群。"
GROUP_WOKEN = "您的课也接着送，每天 {time} 见。不想收了，发“退订”。"
GROUP_GONE = "那个群现在找不到了。"

# The weekly board --------------------------------------------------------------------------

BOARD_ASK = "群里每周有一张学习榜，写着谁学了几课。要把您写上去吗？"
BOARD_YES = "上榜"
BOARD_NO = "不上榜"
BOARD_ON = "好，榜上会写“{name}”。不想上了，发“不上榜”。"
BOARD_ON_CUT = "名字里的网址、号码和联系方式不能上榜，榜上会写“{name}”。不想上了，发“不上榜”。"
BOARD_OFF = "好，榜上不写您。想上了，发“上榜”。"
BOARD_NONE = "您还没有加入有学习榜的群。在群里点“私聊我”，就能加入。"
BOARD_WHICH = "要上哪一个群的榜？"
BOARD_GROUP_NAMELESS = "没有名字的群"
BOARD_NAMELESS = "一位学友"
IN_GROUPS = "这个要在群里发，由群管理员来设置。"

# Two chats of one person -------------------------------------------------------------------

BIND_CODE = (
    "您的号码是 {code}，十分钟内有效。\n在您的另一个聊天里发“绑定 {code}”，两边的学习就合在一起。"
)
BIND_CODE_LINK = "另一边是 Telegram，点下面也可以。"
BIND_LINK = "在 Telegram 里绑定"
BIND_FOR_YOU = "这个号码只给您自己用，请不要告诉别人。"
BIND_ASK = (
    "这会把这里的您，和另一边拿到这个号码的那位，合成一个人：进度、学分、报名都算在一起，"
    "以后分不开。\n"
)
BIND_ASK_TOUCH = BIND_ASK + "另一边是您自己吗？号码要是别人给的，请点“不是我”。"
BIND_ASK_WORDS = BIND_ASK + "另一边是您自己的话，请发“绑定 {code}”；不是的话，不用理会。"
BIND_YES = "是我自己"
BIND_NO = "不是我"
BIND_TOUCH = "是您自己的话，请点“是我自己”，或者发“绑定 {code}”。"
BIND_BUSY = "现在拿不到号码，请过几分钟再发“绑定”。"
BIND_SIX = "号码是六个数字。请这样写：绑定 123456。"
BIND_OWN = "这个号码就是在这里拿的。请到您的另一个聊天里发它。"
BIND_WRONG = "没有找到这个号码。请看看有没有打错，再发一次。"
BIND_EXPIRED = "这个号码过了十分钟，不能用了。请在另一边再发“绑定”，拿一个新的。"
BIND_USED = "这个号码已经用过了。请在另一边再发“绑定”，拿一个新的。"
BIND_ALREADY = "两边已经合在一起了，不用再绑。"
BIND_TOO_MANY = "号码错了好几次，先歇一歇，一小时以后再试。"
BIND_REST = "现在发错号码的人太多，绑定先停一停，请一小时以后再试。学过的都给您留着。"
BIND_GOES_ON = "每天的课照常送。不想收了，发“退订”。"
BIND_DONE = "好，两边合在一起了。"
BIND_LESSONS = "您一共学了 {lessons} 课。"
BIND_LESSONS_STREAK = "您一共学了 {lessons} 课，连续 {streak} 天。"

# Rounds of practice ------------------------------------------------------------------------

ROUND_SCORE = "{asked} 题答对 {right} 题。"
ROUND_ALL = "{asked} 题全对，真棒！"

# Courses -----------------------------------------------------------------------------------

DROP_KEPT = "好，《{course}》接着学。"

# After an absence of ours ------------------------------------------------------------------

LATE = "刚才没能及时回您，不好意思。请再发一次就好。"
