"""Plain Simplified Chinese: warm, short, true. Named after the moment each is said in.

Placeholders in braces are filled with ``str.format``.
"""

# Words at hand -----------------------------------------------------------------------------

TODAY = "今日一课"
QUIZ = "小测"
COURSES = "选课"
PROGRESS = "进度"
CREDITS = "学分"
COMPETITIONS = "比赛"
MORE_MENU = "更多"
HELP = "帮助"
DONE = "学完了"

COMMANDS = (
    ("today", "今日一课"),
    ("quiz", "小测：练一练"),
    ("courses", "选课"),
    ("progress", "我的进度"),
    ("credits", "我的学分"),
    ("competitions", "比赛"),
    ("time", "改时间，如 /time 07:30"),
    ("pause", "暂停"),
    ("resume", "继续"),
    ("stop", "退订"),
    ("help", "帮助"),
)

# Greeting ----------------------------------------------------------------------------------

WELCOME = "您好，我是“一课”。每天一小课，两三分钟，学完算数。"
ASK_TRACK = "先认识一下，您是哪一位？"
WELCOME_BACK = "欢迎回来。想学的时候，发“今日一课”就行。"
WELCOME_BACK_DAILY = "欢迎回来。每天 {time} 给您送课；现在就想学，发“今日一课”。"
TRACKS = {
    "seniors": "我退休了，想学手机和防骗",
    "couriers": "我送外卖、送快递",
    "farmers": "我务农",
    "workers": "我在上班",
    "youth": "我是学生",
    "everyone": "随便看看",
}
TRACK_SAVED = "好，记住了。想换一门课，发“选课”。"
ASK_TIME = "每天什么时候给您送课？\n也可以直接告诉我，比如“时间 7:30”。"
TIMES = (("早上 7:30", "07:30"), ("中午 12:30", "12:30"), ("晚上 19:30", "19:30"))
TIMES_COURIERS = (("上午 9:30", "09:30"), ("下午 15:00", "15:00"), ("晚上 20:30", "20:30"))
ENROLLED = "好，《{course}》，每天 {time} 见。\n这是第一课："
ONE_HINT = "想好了，回复 1。"
NUMBER_HINT = "回复数字就行。"
CHOOSE_AGAIN = "没看明白。请选一个，回复前面的数字："
JOINED_GROUP = "好，您已经加入了。有通知会告诉您。"

# Lessons and questions ---------------------------------------------------------------------

LESSON_TITLE = "第{number}课 {title}"
QUESTION_TITLE = "想一想"
QUIZ_STEM = "{title}：{stem}"
QUESTION_SINGLE_HINT = "回复数字作答。"
QUESTION_TRUE_FALSE = ("对", "错")
QUESTION_TRUE_FALSE_HINT = "回复 1（对）或 2（错）。"
QUESTION_MULTIPLE_HINT = "可以选几个，把数字一起发来，比如 13。"
QUESTION_SHORT_HINT = "直接把答案发来。"
LESSON_DONE_HINT = "看完了，请回复“学完了”。"
RIGHT = "✅ 答对了。"
WRONG = "没关系，正确答案是：{answer}。"
LESSON_COMPLETE = "🎉 这一课学完了，答对 {right}/{total}。"
MISSED_COME_BACK = "答错的题还会再来，练对了就算数。"
LESSON_COMPLETE_PLAIN = "🎉 这一课学完了。"
LESSONS_LEFT = "全部 {total} 课，已学 {done} 课。"
NEXT_AT = "{when} 再见。"
NEXT_WHEN_RESUMED = "现在停着送课，想接着收，发“继续”。"
NEXT_WHEN_STARTED = "现在不给您送课，想接着收，发“开始”。"
DAYS_AHEAD = ("今天", "明天", "后天")
ONE_MORE = "再学一课"
COURSE_PASSED = "🏅 恭喜！《{course}》全部学完，并且通过了。"
COURSE_TO_PRACTISE = "《{course}》的课都学完了。还有 {count} 道题要再练一练，练对就通过。"
PRACTISE = "现在练一练"
CHOOSE_NEXT = "想接着学，发“选课”。"
ALREADY_ANSWERED = "这道题您答过了。"
QUESTION_GONE = "这是以前的题，不用答了。发“今日一课”接着学。"
QUESTION_NEW = "这道题刚刚更新了，请看新的："
QUESTION_BACK = "这是以前的题，不用答了。请看这一道："
QUESTION_ELSEWHERE = "这是《{course}》的题，您现在没有在学这门课。想学它，发“选课”。"
QUESTION_LEFT = "好，再答 {count} 道题，这一课就学完了。"
ASK_AGAIN = (
    "没看明白您的回答。请只回复一个选项的数字。",
    "换个办法：看准一个选项，把它前面的数字发给我，比如 1。",
    "不着急。想再看一遍这一课，发“今日一课”；想答题，回复选项前面的数字。",
)
ASK_AGAIN_MULTIPLE = (
    "没看明白您的回答。请把选中的数字一起发来，比如 13。",
    "换个办法：选 1 和 3，就发 13；只选 2，就发 2。",
    "不着急。想再看一遍这一课，发“今日一课”；想答题，把选中的数字一起发来。",
)
ASK_AGAIN_TRUE_FALSE = (
    "没看明白您的回答。对，回复 1；错，回复 2。",
    "换个办法：觉得说得对，就发“对”；觉得不对，就发“错”。",
    "不着急。想再看一遍这一课，发“今日一课”；想答题，发“对”或“错”。",
)
ASK_AGAIN_SHORT = (
    "没看明白您的回答。请只把答案发来。",
    "换个办法：只发一个词或一个数字。想不起来，就发“不知道”。",
    "不着急。想再看一遍这一课，发“今日一课”；想不起来，就发“不知道”。",
)
NO_LESSON_TO_FINISH = "现在没有在学的课。发“今日一课”就开始。"
LESSON_NEW = "这一课刚刚更新了。发“今日一课”看新的。"
LESSON_WAS_DONE = "这一课您学过了。想接着学，发“今日一课”。"
NOTHING_TO_TEACH = "现在还没有可以学的课，等课程上架了再来看看。"
NO_COURSE = "您还没有选课。想学哪一门？"
NEXT_COURSE = "您现在没有在学的课。接着学哪一门？"
ALL_PASSED = "这里的课您都通过了，真好！有了新课，在“选课”里就能看到。想温习，也可以再选一门。"

QUIZ_BEGIN = "练一练，共 {count} 题。"
QUIZ_LEFT = "还有 {count} 题。"
QUIZ_END = "练完了，做得好。"
QUIZ_AGAIN = "这一轮练完了。还有 {count} 道没答对，随时可以再练。"
QUIZ_NOTHING = "现在没有要练的题。发“今日一课”学新的。"

# Courses -----------------------------------------------------------------------------------

SHELF = "选一门课："
SHELF_EMPTY = "还没有课程，等上架了再来看看。"
SHELF_ALL = "看全部课程"
SHELF_LINE = "{title}（{lessons} 课）"
SHELF_NOW = "{title}（正在学）"
SHELF_PASSED = "{title}（已通过）"
SHELF_DROP = "不学《{course}》了"
SWITCHED = "好，现在学《{course}》，每天 {time} 送课。"
DROP_SURE = "真的不学《{course}》了吗？以后再选它，要从第一课开始。"
DROP_YES = "不学了"
DROP_NO = "接着学"
DROPPED = "好，《{course}》不学了。想学别的，发“选课”。"
START_NOW = "现在就学"
COURSE_GONE = "这门课现在没有了。发“选课”看看别的。"

# Time, pause, resume, stop -----------------------------------------------------------------

TIME_ASK = "现在每天 {time} 送课。想改到什么时候？比如“时间 7:30”。"
TIME_SET = "好，改到每天 {time}。"
TIME_SURE = "要改到每天 {time} 送课吗？"
TIME_CHANGE = "改到 {time}"
TIME_KEEP = "不改"
TIME_KEPT = "好，还是每天 {time}。"
TIME_AGAIN = "这个时间我没看明白。"
TIME_UNCLEAR = "没看明白时间。请这样写：时间 7:30。"
TIME_TOO_MANY = "一天最多 {most} 个时间。请再写一次，比如：时间 9:30 15:00。"
PAUSED = "好，先停下。想学了，发“继续”。"
PAUSED_DAYS = "好，停 {days} 天，{date}接着学。想早点回来，发“继续”。"
RESUMED = "好，接着学。每天 {time} 见。"
STOPPED = "好，不再给您发消息了。学过的都给您留着。\n想回来，发“开始”。"

# Progress ------------------------------------------------------------------------

PROGRESS_TITLE = "我的进度"
PROGRESS_STREAK = "连续学习：{streak} 天"
PROGRESS_COURSE = "《{course}》：{done}/{total} 课"
PROGRESS_QUIZ = "答题：{right}/{total} 题对"
PROGRESS_WAITING = "《{course}》：先放着，发“选课”接着学"
PROGRESS_PASSED = "《{course}》：已通过"
PROGRESS_NONE = "还没开始学。发“今日一课”，两三分钟就好。"
PROGRESS_DUE = "有 {count} 道题可以练，发“小测”。"

# Competitions --------------------------------------------------------------------------------

COMPETITIONS_NONE = "现在没有比赛。有了会告诉您。"
COMPETITIONS_LIST = "现在的比赛："
COMPETITION_LINE = "{title}"
COMPETITION_ENTERED_LINE = "{title}（已报名）"
COMPETITION_CARD = "主办：{organiser}\n{stages}\n详情：{link}"
STAGE_LINE = "{kind}：{opens} 至 {closes}"
STAGE_KINDS = {
    "registration": "报名",
    "upload": "交作品",
    "quiz": "答题",
    "live": "现场",
    "judging": "评审",
    "publicity": "公示",
    "award": "颁奖",
}
ENTER = "我要报名"
ENTERED = "报名成功：{title}。"
ENTERED_REMINDED = "到时候会提醒您。"
ENTERED_LOOK = "想看日期，发“比赛”。"
ALREADY_ENTERED = "您已经报过名了：{title}。"
ENTRY_CLOSED = "现在不能报名：{title}。报名时间：{opens} 至 {closes}。"
ENTRY_OPEN_TO_ALL = "《{title}》不用报名，到时间直接参加。"
COMPETITION_GONE = "这个比赛已经结束了。"
ANNOUNCEMENT = "【比赛】{title}\n主办：{organiser}\n{stages}\n详情：{link}"
ANNOUNCEMENT_HINT = "想报名，发“比赛”。"
REMINDER = "【提醒】{title}\n{stage} 还有 {left} 截止（{closes}）。"
REMINDER_HINT = "还没做的，发“比赛”。"
GROUP_GREETING = (
    "大家好，我是“一课”。比赛通知会发在这里。想自己每天学一课，点我的头像，私聊发“开始”。"
)
GROUP_ELSEWHERE = "这个请私聊我，只有您自己看得到。"

# Everything else -----------------------------------------------------------------------------

HELP_TEXT = (
    "您可以发这些：\n今日一课：学今天的课\n小测：练一练\n选课：换一门课\n时间 7:30：改送课时间\n"
    "暂停、继续\n进度、学分、证书、比赛\n绑定：和您的另一个聊天合在一起\n隐私：存了什么，导出、删除\n退订：不再收消息"
)
HELP_QUESTION = "刚才那道题还等着您，想答了，直接回复就行。"
THANKS = "不客气。想学的时候，发“今日一课”就行。"
FINE = "好。想学的时候，发“今日一课”就行。"
NOT_UNDERSTOOD = "这句我没看懂。发“今日一课”就能学习，发“帮助”看看还能做什么。"
SOMETHING_WAITS = "您好，给您留着这个："
UNSUPPORTED = {
    "image": "照片收到了，可惜我只看得懂文字。",
    "photo": "照片收到了，可惜我只看得懂文字。",
    "sticker": "表情收到了，真有意思。",
    "animation": "表情收到了，真有意思。",
    "voice": "您的语音我还听不懂。",
    "audio": "声音我还听不懂。",
    "video": "视频收到了，可惜我还看不懂。",
    "shortvideo": "视频收到了，可惜我还看不懂。",
    "video_note": "视频收到了，可惜我还看不懂。",
    "location": "位置收到了，谢谢您。我这里用不上，不会留着。",
    "venue": "位置收到了，谢谢您。我这里用不上，不会留着。",
    "link": "链接我打不开。不认识的人发来的，您也先别点。",
    "document": "文件我打不开，只看得懂文字。",
}
UNSUPPORTED_OTHER = "我现在只看得懂文字。"
TYPE_TODAY = "想学习，发“今日一课”。"
TYPE_ANSWER = "刚才那道题，请打字回复。"
DAYS = "{count} 天"
HOURS = "{count} 小时"
MINUTES = "{count} 分钟"
SORRY = "刚才出了点小问题，没有记上。请再发一次。"

# Reminders in WeChat ---------------------------------------------------------------------------

HELP_NOTICES = "提醒：到时间叫您一声"
NOTICES_INVITE = {
    "lesson_done": "明天要提醒您吗？",
    "entered": "截止前要提醒您吗？",
    "handed_over": "这样的事，下次要早点提醒您吗？",
}
NOTICES_LINK = "点这里，再点“允许”"
NOTICES_OFFER = "想让我提醒您？"
NOTICES_LEFT = "还能提醒您 {count} 次。想多几次，"
NOTICES_MORE_LINK = "点这里，再点“允许”"
NOTICES_LASTING = "好，到时候会提醒您，不用再点了。"
NOTICES_NONE = "现在还不能主动提醒您。想学的时候，发“今日一课”就行。"
NOTICES_NOT_NEEDED = "这里不用另外开提醒，到时候会告诉您。"
NOTICES_PAGE = {
    "title": "提醒",
    "ask": "要提醒您吗？",
    "what": "到时候，微信会告诉您：",
    "button": "提醒我",
    "once": "点了以后，再点“允许”。\n点一次，提醒一次。",
    "lasting": "点了以后，再点“允许”。\n点一次，一直提醒。",
    "mixed": "点了以后，再点“允许”。",
    "waiting": "请稍等……",
    "accepted": "好，到时候提醒您。",
    "close": "可以关掉这一页了。",
    "refused": "好，不提醒。",
    "outside": "请在微信里打开。",
    "outside_next": "打开微信，进我们的公众号，\n发“提醒”。",
    "trouble": "这次没有成功。",
    "trouble_next": "请关掉这一页，\n回到聊天里，再发“提醒”。",
    "old": "您的微信版本有点旧。",
    "old_next": "更新微信以后，\n在聊天里发“提醒”就行。",
    "down": "微信那边有点忙。",
    "down_next": "请过几分钟再打开这一页。",
    "none": "这里还没有提醒。",
    "none_next": "想学的时候，\n在聊天里发“今日一课”。",
}
NOTICES_PAGE_KINDS = {
    "lesson": "每天的课到了",
    "quiz": "该做小测了",
    "reminder": "比赛快截止了",
    "announcement": "有新的比赛了",
    "result": "比赛有结果了",
    "news": "主办方有通知",
    "credit": "学分有消息了",
}

# In a notice or a template message: at most 20 characters each --------------------------------

OWN_NAME = "一课"
LESSON_FACT = "今天的一课在等您，发“今日一课”就能学"
PRACTICE_FACT = "有 {count} 道题再练一练，发“小测”就能练"
COURSE_LESSON_FACT = "{lesson}（{course}）"
ANNOUNCEMENT_FACT = "有新的比赛，发“比赛”看日期和报名"
REMINDER_FACT = "{stage}快截止了，发“比赛”看怎么做"

# Menus, cohorts, posters ---------------------------------------------------------------------

MENU_TIME = "改时间"
MENU_PAUSE = "暂停送课"
MENU_PROGRESS = "我的进度"
MENU_PAGE = "我的学习"
MENU_CREDITS = "我的学分"
MENU_COMPETITIONS = "比赛"
MENU_HELP = "怎么用"
JOINED_GROUP_NAMED = "好，您已经加入“{title}”。有通知会告诉您。"
POSTER_BRAND = "一课 · 每天一小课，两三分钟"
POSTER_LINE = "微信扫一扫，每天学一课"
POSTER_STEPS = "打开微信，点右上角的＋，再点“扫一扫”"

# Announcements and digest --------------------------------------------------------------------

NEWS = "【通知】{title}\n{text}\n\n{organiser}"
NEWS_LINK = "\n详情：{link}"
NEWS_FACT = "有新的通知，点开聊天看全文"
DIGEST_TITLE = "这一周有什么"
DIGEST_OPEN = "正在进行："
DIGEST_OPEN_LINE = "《{title}》{stage}，{closes} 截止"
DIGEST_SOON = "快要开始："
DIGEST_SOON_LINE = "《{title}》{stage}，{opens} 开始"
DIGEST_COURSES = "新课："
DIGEST_COURSE_LINE = "《{title}》"
DIGEST_MORE = "还有 {count} 个"
DIGEST_HINT_COMPETITIONS = "想参加，发“比赛”。"
DIGEST_HINT_COURSES = "想学，发“选课”。"
DIGEST_HINT_BOTH = "想参加，发“比赛”；想学，发“选课”。"
