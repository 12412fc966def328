"""The pages of ``/app/`` in plain Simplified Chinese. What the chat says too stands in
``bot.texts.zh_hans`` and is said here in the same words.
"""

BRAND = "一课"
SKIP = "直接看内容"
NAV_NAME = "五个页面"
NAV = {
    "courses": "课程",
    "progress": "进度",
    "credits": "学分",
    "competitions": "比赛",
    "settings": "设置",
}

# Signing in ---------------------------------------------------------------------------------

WAITING = "请稍等……"
OUTSIDE = "请从聊天里打开"
OUTSIDE_NEXT = "打开和“一课”的聊天，点左下角的菜单按钮，就能看到自己的课程和进度。"
REFUSED = "这次没能认出您"
REFUSED_NEXT = "请关掉这一页，回到聊天里，再点一次菜单按钮。"
TROUBLE = "网络不太顺"
TROUBLE_NEXT = "您的东西都在，没有丢。请过一会儿再试一次。"
AGAIN = "再试一次"
OVER = "请再打开一次"
OVER_NEXT = "这一页放久了，为了您的安全先关上了。请回到聊天里，再点一次菜单按钮。"
NEWCOMER = "先说一声“开始”"
NEWCOMER_NEXT = "我们还不认识。请回到聊天里，发“开始”，认识以后这里就有您的课程了。"
FORM_OLD = "这一页旧了"
FORM_OLD_NEXT = "刚才的没有记上。请回到课程页，再做一次。"
UNKNOWN = "没有这一页"
UNKNOWN_NEXT = "请回到聊天里，从菜单再打开一次。"
NO_SIGN_IN = "在聊天里就能学"
NO_SIGN_IN_NEXT = "回到聊天里，发“选课”“进度”“学分”“比赛”，就能看到一样的内容。"
WECHAT_FAILED = "微信这次没有成功"
WECHAT_FAILED_NEXT = "请关掉这一页，回到聊天里，从菜单再打开一次。"
BACK_TO_CHAT = "回到聊天"
BACK_TO_COURSES = "回到课程"
CLOSE_HINT = "关掉这一页，就回到聊天了。"

# Courses --------------------------------------------------------------------------------------

COURSES_NOW = "正在学"
COURSES_SHELF = "可以选的课"
COURSES_ALL_TITLE = "全部课程"
COURSES_NONE = "还没有课程，等上架了再来看看。"
COURSES_ALL = "看全部课程"
COURSES_MINE = "只看适合我的课"
LOOK = "看看《{course}》"
FACTS = "第 {level} 级，{lessons} 课，{hours} 学时"
MINUTES = "每课约 {minutes} 分钟"
STATES = {
    "active": "正在学",
    "waiting": "先放着",
    "passed": "已通过",
    "": "还没学",
}
DONE_OF = "已学 {done} 课，共 {total} 课"
LESSONS = "看看有哪些课"
LESSON_LINE = "第{number}课 {title}"
LESSON_DONE = "学完了"
CHOOSE = "学这门课"
CHOOSE_ON = "接着学这门课"
CHOOSE_AGAIN = "再学一遍"
SWITCH_TO = "换成这门课"
SWITCH_KEEP = "不换，回到课程"
SWITCH_NOTE = "您现在在学《{course}》。换了以后，它先放着，学过的都留着，随时可以换回来。"
ACTIVE_NOTE = "每天 {time} 送课。现在就想学，回到聊天里发“今日一课”。"
NOT_SENT_NOTE = "现在没有送课。想学的时候，回到聊天里发“今日一课”。"
CHOSEN = "好，现在学《{course}》，每天 {time} 送课。"
CHOSEN_NEXT = "想现在就学，回到聊天里发“今日一课”。"
COURSE_GONE = "这门课现在没有了，看看别的吧。"

# Progress -------------------------------------------------------------------------------------

PROGRESS_NONE = "还没开始学。回到聊天里发“今日一课”，两三分钟就好。"
STREAK = "连续学习"
STREAK_DAYS = "天"
STREAK_NONE = "歇几天没关系，随时接着学。"
CHART = "最近四周"
CHART_WORDS = "最近四周学了 {lessons} 课，有 {days} 天在学。"
CHART_NONE = "最近四周还没有学完的课。"
CHART_TABLE = "看每周的数字"
CHART_WEEK = "哪一周"
CHART_DAYS = "学了几天"
CHART_LESSONS = "学完几课"
CHART_TO = "到"
CHART_TODAY = "今天"
DAY = "{month}月{day}日"
MY_COURSES = "我的课程"
QUIZZES = "答题"
QUIZ_SHARE = "{total} 题里，{right} 题答对了。"
QUIZ_NONE = "还没有答过题。"
REVIEWS_DUE = "有 {count} 道题可以再练一练。回到聊天里发“小测”。"
REVIEWS_NONE = "现在没有要练的题。"

# Credits --------------------------------------------------------------------------------------

CREDITS_TOTAL = "一共申请"
CREDITS_UNIT = "学分"
CLAIMS = "申请过的课"
CLAIM_FACTS = "{credit} 学分，{hours} 学时，第 {level} 级（共七级）"
CONSENT = "送到学分银行"
CONSENT_STANDING = "您已同意送到学分银行，随时可以收回。"
CONSENT_GIVE = "同意，送到学分银行"
CONSENT_GUARDIAN = "我是孩子的父母或其他监护人，看过上面的话。"
CONSENT_GUARDIAN_GIVE = "监护人同意"
CONSENT_REFUSE = "不同意"
CONSENT_WITHDRAW = "不同意了，收回"
AGE_SAVE = "就是这样"
ACCOUNTS = "学分银行账号"
ACCOUNTS_NOTE = "填了账号，学分才能记到您名下。账号是加密存的，只用来记学分。"
ACCOUNT_AT = "您在“{bank}”的账号"
ACCOUNT_NOW = "{bank}：{tail}"
ACCOUNT_NEW = "换一个号码"
ACCOUNT_SAVE = "保存账号"
ACCOUNT_DROP = "删掉账号"
ACCOUNT_SAVED = "好，账号记下了。"
ACCOUNT_DROPPED = "好，账号删掉了。没有送出的先留着，填了新的再送。"
CERTIFICATES = "我的证书"
CERTIFICATE_OF = "打开《{course}》的证书"
CERTIFICATE_NOTE = "想写上名字，或者不让别人看，回到聊天里发“证书”。"

# Competitions ---------------------------------------------------------------------------------

MINE = "我报名的"
OPEN = "正在进行和快要开始的"
ORGANISER = "主办：{organiser}"
STAGE = "{kind}："
TO = "至"
STAGE_NOW = "进行中"
ENTERED = "已报名"
ENTER = "我要报名：{title}"
ENTER_SHORT = "我要报名"
NO_ENTRY = "不用报名，到时间直接参加。"
ENTRY_AHEAD = "{opens} 开始报名。"
ENTRY_OVER = "报名已经结束。"
DETAILS = "看比赛详情"
DETAILS_OF = "看比赛详情：{title}"
ENTER_DONE = "报名成功：{title}。"

# Settings -------------------------------------------------------------------------------------

TIMES = "送课时间"
TIMES_NOW = "现在每天 {time} 送课。"
TIME_FIRST = "每天几点"
TIME_MORE = "一天想学几次？再加时间"
TIME_NTH = "第{number}次"
TIMES_SAVE = "保存时间"
TIMES_SAVED = "好，改到每天 {time}。"
TIME_WRONG = "这个时间没看明白。请这样写：07:30。"
TIME_MISSING = "请至少写一个时间，比如 07:30。"
NUMERALS = "一二三四"
PAUSE = "停一停"
PAUSE_HOW = "停多久"
PAUSES = (("3", "停三天"), ("7", "停一周"), ("14", "停两周"), ("0", "先停下，想学了再说"))
PAUSE_SAVE = "暂停送课"
PAUSE_WRONG = "请先选停多久。"
PAUSED_NOW = "现在停着送课。"
PAUSED_UNTIL = "现在停着送课，{date}接着送。"
STOPPED_NOW = "现在不给您发消息。学过的都给您留着。"
GO_ON = "接着送课"
PAUSED_DONE = "好，先停下。"
PAUSED_DONE_UNTIL = "好，先停下，{date}接着送。"
WENT_ON = "好，接着学。每天 {time} 见。"
WHO = "我是谁"
WHO_NOTE = "告诉我们，课程页就先放适合您的课。"
WHO_SAVE = "保存"
WHO_SAVED = "好，记住了。课程页先放适合您的课。"
WHO_WRONG = "请先选一项。"
SIZE = "字的大小"
SIZES = {"normal": "标准", "large": "大", "huge": "特大"}
SIZE_SAVE = "换成这个大小"
SIZE_SAVED = "好，字的大小换成“{size}”了。"
SIZE_WRONG = "请先选一种大小。"
QUIET = "不打扰"
QUIET_NOTE = "{begin} 到 {end}，我们不主动给您发消息。您来找我们，随时都在。"
CHECK_FORM = "还差一点，请看下面标出的地方。"
