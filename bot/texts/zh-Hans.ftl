### What people read, in Simplified Chinese: plain, warm, short, true.

## Marks, dates and spans
mark-comma = 、
mark-clause = ，
mark-between = ；
mark-gap =
    { "" }
date-and-time = { $date } { $time }
near-day-and-time = { $day } { $time }
day-today = 今天
day-tomorrow = 明天
day-after-tomorrow = 后天
span-days = { $count } 天
span-hours = { $count } 小时
span-minutes = { $count } 分钟

## Words at hand
word-today = 今日一课
word-quiz = 小测
word-courses = 选课
menu-more = 更多
word-done = 学完了
word-go-on = 继续

## Greeting
welcome = 您好，我是“一课”。每天一小课，两三分钟，学完算数。
ask-track = 先认识一下，您是哪一位？
welcome-back = 欢迎回来。想学的时候，发“今日一课”就行。
welcome-back-daily = 欢迎回来。每天 { $time } 给您送课；现在就想学，发“今日一课”。
track-seniors = 我退休了，想学手机和防骗
track-couriers = 我送外卖、送快递
track-farmers = 我务农
track-workers = 我在上班
track-youth = 我是学生
track-everyone = 随便看看
track-saved = 好，记住了。想换一门课，发“选课”。
ask-time =
    每天什么时候给您送课？
    也可以直接告诉我，比如“时间 7:30”。
time-usual-0730 = 早上 7:30
time-usual-1230 = 中午 12:30
time-usual-1930 = 晚上 19:30
time-courier-both = 上午 9:30 和下午 15:00
time-courier-0930 = 上午 9:30
time-courier-1500 = 下午 15:00
time-courier-2030 = 晚上 20:30
course-enrolled =
    好，《{ $course }》，每天 { $time } 见。
    这是第一课：
hint-one = 想好了，回复 1。
hint-number = 回复数字就行。
choose-again = 没看明白。请选一个，回复前面的数字：
class-joined = 好，您已经加入了。有通知会告诉您。

## Lessons and questions
lesson-title = 第{ $number }课 { $title }
question-title = 想一想
quiz-stem = { $title }：{ $stem }
question-single-hint = 回复数字作答。
answer-true = 对
answer-false = 错
question-true-false-hint = 回复 1（对）或 2（错）。
question-multiple-hint = 可以选几个，把数字一起发来，比如 13。
question-short-hint = 直接把答案发来。
lesson-done-hint = 看完了，请回复“学完了”。
lesson-go-on-hint = 看完了，回复 1。
lesson-step-again = 没看明白。这一段看完了，请回复 1。
lesson-light = 好几天没见，今天只学一课，轻轻松松。
lesson-in-part = 时间不多，先学一段。
answer-right = ✅ 答对了。
answer-wrong = 没关系，正确答案是：{ $answer }。
lesson-complete = 🎉 这一课学完了，答对 { $right }/{ $total }。
missed-come-back = 答错的题还会再来，练对了就算数。
lesson-complete-plain = 🎉 这一课学完了。
lessons-left = 全部 { $total } 课，已学 { $done } 课。
next-at = { $when } 再见。
next-when-resumed = 现在停着送课，想接着收，发“继续”。
next-when-started = 现在不给您送课，想接着收，发“开始”。
lesson-one-more = 再学一课
course-passed = 🏅 恭喜！《{ $course }》全部学完，并且通过了。
course-to-practise = 《{ $course }》的课都学完了。还有 { $count } 道题要再练一练，练对就通过。
quiz-practise = 现在练一练
choose-next = 想接着学，发“选课”。
already-answered = 这道题您答过了。
question-gone = 这是以前的题，不用答了。发“今日一课”接着学。
question-new = 这道题刚刚更新了，请看新的：
question-back = 这是以前的题，不用答了。请看这一道：
question-elsewhere = 这是《{ $course }》的题，您现在没有在学这门课。想学它，发“选课”。
question-left = 好，再答 { $count } 道题，这一课就学完了。
maybe = 您选的是 { $number }（{ $option }），对吗？
maybe-hint = 是的话，回复“对”；不是，回复“不是”。
ask-again-1 = 没看明白您的回答。请只回复一个选项的数字。
ask-again-2 = 换个说法，选项短一点：
ask-again-3 = 打个比方：选第二个，就发 2。想听一遍，发“听”；要人帮忙，发“人”。
ask-again-multiple-1 = 没看明白您的回答。请把选中的数字一起发来，比如 13。
ask-again-multiple-2 = 换个说法：觉得对的有哪几个？把它们前面的数字连着发来。
ask-again-multiple-3 = 打个比方：选第一个和第三个，就发 13。想听一遍，发“听”；要人帮忙，发“人”。
ask-again-true-false-1 = 没看明白您的回答。对，回复 1；错，回复 2。
ask-again-true-false-2 = 换个说法：下面这句话，您觉得对不对？
ask-again-true-false-3 = 打个比方：觉得说得对，就发 1。想听一遍，发“听”；要人帮忙，发“人”。
ask-again-short-1 = 没看明白您的回答。请只把答案发来。
ask-again-short-2 = 换个说法：只发一个词，或者一个数字，就行。
ask-again-short-3 = 想不起来，就发“不知道”。想听一遍，发“听”；要人帮忙，发“人”。
no-lesson-to-finish = 现在没有在学的课。发“今日一课”就开始。
lesson-new = 这一课刚刚更新了。发“今日一课”看新的。
lesson-was-done = 这一课您学过了。想接着学，发“今日一课”。
nothing-to-teach = 现在还没有可以学的课，等课程上架了再来看看。
course-none-yet = 您还没有选课。想学哪一门？
course-next = 您现在没有在学的课。接着学哪一门？
course-all-passed = 这里的课您都通过了，真好！有了新课，在“选课”里就能看到。想温习，也可以再选一门。
quiz-begin = 练一练，共 { $count } 题。
round-review-day = 今天是复习日，先练 { $count } 道学过的题。
round-light = 好几天没见，先练 { $count } 道学过的题，热热身。
round-break = 先练 { $count } 道学过的题。
round-due = 学过的题，再练一练，共 { $count } 题。
review-mixed = 顺便复习一道：
part-over = 这次先到这里。有空了，发“继续”接着学。
quiz-left = 还有 { $count } 题。
quiz-end = 练完了，做得好。
quiz-again = 这一轮练完了。还有 { $count } 道没答对，随时可以再练。
quiz-nothing = 现在没有要练的题。发“今日一课”学新的。

## Courses
shelf = 选一门课：
shelf-empty = 还没有课程，等上架了再来看看。
shelf-all = 看全部课程
shelf-line = { $title }（第 { $level } 级 · { $lessons } 课 · 每课 { $minutes } 分钟）
shelf-facts = 《{ $title }》第 { $level } 级 · { $lessons } 课 · 每课 { $minutes } 分钟
shelf-more = 看后面的课
shelf-found = 和“{ $words }”有关的课：
shelf-not-found =
    没有找到和“{ $words }”有关的课。想学这个，发“许愿”告诉我们。
    现在有这些课：
recommend = 推荐《{ $course }》：{ $reason }
recommend-after = 您学完了《{ $course }》，正好接着学。
recommend-in-group = 您的群这周也在学它。
recommend-new = 这是新课。
recommend-begun = 您学过几课，可以接着学。
recommend-fits-seniors = 适合长辈，每课 { $minutes } 分钟。
recommend-fits-couriers = 适合骑手和快递小哥，每课 { $minutes } 分钟。
recommend-fits-farmers = 适合务农的朋友，每课 { $minutes } 分钟。
recommend-fits-workers = 适合上班的朋友，每课 { $minutes } 分钟。
recommend-fits-youth = 适合学生，每课 { $minutes } 分钟。
recommend-fits-everyone = 大家都用得上，每课 { $minutes } 分钟。
recommend-switch = 不想看推荐，发“不要推荐”。
recommend-on = 好，选课时会给您推荐一门。不想看了，发“不要推荐”。
recommend-off = 好，不推荐了，课都在“选课”里。想看了，发“要推荐”。
shelf-now = { $title }（正在学）
shelf-passed = { $title }（已通过）
shelf-drop = 不学《{ $course }》了
course-switched = 好，现在学《{ $course }》，每天 { $time } 送课。
drop-sure = 真的不学《{ $course }》了吗？以后再选它，要从第一课开始。
drop-yes = 不学了
drop-no = 接着学
dropped = 好，《{ $course }》不学了。想学别的，发“选课”。
course-start-now = 现在就学
course-gone = 这门课现在没有了。发“选课”看看别的。
drop-kept = 好，《{ $course }》接着学。

## What people think of courses, and what they wish to learn
rate-ask = 《{ $course }》对您有用吗？
rate-3 = 很有用
rate-2 = 还行
rate-1 = 没什么用
rate-kept = 谢谢，《{ $course }》的评价记下了。想改，发“评课”。
rate-none = 学完并通过一门课，就可以评它了。
rate-which = 评哪一门课？
wish-ask = 您想学什么？写一句话发来，比如：做家常菜。
wish-kept = 记下了：“{ $words }”。办课的老师会看到，谢谢您。
wish-known = “{ $words }”已经记下了，办课的老师会看到。
wish-enough = 您今天说了不少，都记着呢。别的明天再告诉我们吧。
wish-near = 现在有一门《{ $course }》，看看是不是您想学的。
wish-look = 学《{ $course }》
wishes-title = 大家想学的（九十天内）
wishes-line = { $number }. { $words }（{ $people } 人）
wishes-none = 九十天内还没有人许愿。

## Milestones: neighbouring ones in different words
milestone-lessons-1 = 🌱 这是您学完的第 { $count } 课，真好。
milestone-lessons-2 = 🌱 算上这一课，您已经学完 { $count } 课了。
milestone-lessons-3 = 🌱 第 { $count } 课学完了，学到的都是自己的。
milestone-lessons-4 = 🌱 您学完 { $count } 课了，一步一步，走得稳。
milestone-days-1 = 📅 您已经有 { $count } 天学过课了，真好。
milestone-days-2 = 📅 今天是您学课的第 { $count } 天，细水长流。
milestone-days-3 = 📅 学了 { $count } 天，了不起。
milestone-courses-1 = 这是您通过的第 { $count } 门课。
milestone-courses-2 = 您一共通过 { $count } 门课了，真了不起。

## Time, pause, resume, stop
time-now = 现在每天 { $time } 送课。
time-breaks = 每次 { $minutes } 分钟。想改，发“每次 5 分钟”。
time-holidays-on = 节假日照常。想休息，发“节假日休息”。
time-holidays-off = 节假日休息。想照常，发“节假日照常”。
time-off-today = 今天不送课。
time-off-tomorrow = 明天不送课。
time-paused = 现在停着送课，{ $date }接着学。
time-ask = 想改到什么时候？比如“时间 7:30”。
meal-sure = { $time } 是饭点，骑车时会响。还要这个时间吗？
meal-yes = 要，就 { $time }
meal-later = 换到 { $time }
time-set = 好，改到每天 { $time }。
time-sure = 要改到每天 { $time } 送课吗？
time-change = 改到 { $time }
time-keep = 不改
time-kept = 好，还是每天 { $time }。
time-again = 这个时间我没看明白。
time-unclear = 没看明白时间。请这样写：时间 7:30。
time-too-many = 一天最多 { $most } 个时间。请再写一次，比如：时间 9:30 15:00。
paused = 好，先停下。想学了，发“继续”。
paused-days = 好，停 { $days } 天，{ $date }接着学。想早点回来，发“继续”。
resumed = 好，接着学。每天 { $time } 见。
stopped =
    好，不再给您发消息了。学过的都给您留着。
    想回来，发“开始”。

## A break, a day off
break-length = 好，以后每次 { $minutes } 分钟。现在就有空，发“有空”。
break-fits = { $minutes } 分钟，够学这一课：
break-goes-on = 接着上次没学完的：
break-resumed = 接着刚才的题：
break-too-long = 这一课要 { $minutes } 分钟，先做 { $count } 道题，行吗？
break-questions = 好，先做 { $count } 道题
break-lesson = 学整课，我有时间
off-today = 好，今天不送课了，{ $when } 见。想学的时候，发“有空”就行。
off-today-plain = 好，今天不送课了。想学的时候，发“有空”就行。
off-tomorrow = 好，明天不送课，{ $when } 见。
off-tomorrow-plain = 好，明天不送课。想学的时候，发“有空”就行。
off-not = 好，照常送课，每天 { $time } 见。
holidays-off = 好，节假日不送课。想改回来，发“节假日照常”。
holidays-on = 好，节假日照常送课。想休息，发“节假日休息”。

## Progress
progress-title = 我的进度
progress-streak = 连续学习：{ $streak } 天
progress-course = 《{ $course }》：{ $done }/{ $total } 课
progress-quiz = 答题：{ $right }/{ $total } 题对
progress-waiting = 《{ $course }》：先放着，发“选课”接着学
progress-passed = 《{ $course }》：已通过
progress-none = 还没开始学。发“今日一课”，两三分钟就好。
progress-due = 有 { $count } 道题可以练，发“小测”。

## Competitions
competitions-none = 现在没有比赛。有了会告诉您。
competitions-list = 现在的比赛：
competition-line = { $title }
competition-entered-line = { $title }（已报名）
competition-card =
    主办：{ $organiser }
    { $stages }
    详情：{ $link }
competition-stage-line = { $kind }：{ $opens } 至 { $closes }
stage-registration = 报名
stage-upload = 交作品
stage-quiz = 答题
stage-live = 现场
stage-judging = 评审
stage-publicity = 公示
stage-award = 颁奖
competition-enter = 我要报名
competition-entered = 报名成功：{ $title }。
competition-entered-reminded = 到时候会提醒您。
competition-entered-look = 想看日期，发“比赛”。
competition-already-entered = 您已经报过名了：{ $title }。
competition-entry-closed = 现在不能报名：{ $title }。报名时间：{ $opens } 至 { $closes }。
competition-entry-open-to-all = 《{ $title }》不用报名，到时间直接参加。
competition-gone = 这个比赛已经结束了。
competition-announcement =
    【比赛】{ $title }
    主办：{ $organiser }
    { $stages }
    详情：{ $link }
competition-announcement-hint = 想报名，发“比赛”。
competition-reminder =
    【提醒】{ $title }
    { $stage } 还有 { $left } 截止（{ $closes }）。
competition-reminder-hint = 还没做的，发“比赛”。

## Everything else
help =
    您可以发这些：
    今日一课：学今天的课
    小测：练一练
    选课：换一门课
    时间 7:30：改送课时间
    暂停、继续
    进度、学分、证书、比赛
    大字、听、慢：换个看法
    人：请人帮忙
    绑定：和您的另一个聊天合在一起
    评课、许愿：说说课好不好、想学什么
    隐私：存了什么，导出、删除
    退订：不再收消息
help-ask = 问 手机丢了怎么办：课里讲过的，都可以问
help-breaks =
    有三分钟：马上学一点
    今天不学、节假日休息：那天不送课
help-question = 刚才那道题还等着您，想答了，直接回复就行。
big-on = 好，以后用大字。想变回来，发“小字”。
big-off = 好，变回小字了。
big-while = 以后都用大字；想变回来，发“小字”。
slow-on = 好，以后一次少看一点。想变回来，发“快一点”。
slow-off = 好，变回原来的样子了。
voice-here = 这一课，读给您听。想再看看字，发“再看一遍”。
voice-none = 这一课还没有录音。想看大字，发“大字”；想慢慢看，发“慢”。
human-ask = 好，我请{ $name }来帮您。想问什么？直接发来；不想写，回复 1。
human-nothing = 就这些
human-asked = 好，我请{ $name }来帮您，回话就发在这里。
human-enough = 今天请过好几次了，回话会发在这里。明天还可以再请。
human-none = 现在没有能帮忙的人。换个办法：想听，发“听”；想看大字，发“大字”；想重看，发“再看一遍”。
human-elsewhere = 要人帮忙，请找：{ $helper }。
help-who = 学友 { $number }
help-wanted = { $who }想请您帮个忙。
help-at = 在学：{ $lesson }
help-question-open = 正在答：{ $question }
help-words = { $who }说：{ $words }
help-how = 回话请这样写：回 { $number } 您的话
help-button = 回话
help-write = 您想对{ $who }说什么？直接发来。
help-unwritten = 先不回了
help-sent = 好，给{ $who }送去了。
help-gone = 这个忙已经有人帮过了，或者过时了。
help-again = 请写上编号和您的话，比如：回 12 点右上角的加号。
help-answer = { $name }回您：{ $words }
help-answer-next = 还有不明白的，发“人”。
fact-help-wanted = 有学友想请您帮忙
fact-help-answer = 您问的，有回话了
said-thanks = 不客气。想学的时候，发“今日一课”就行。
said-fine = 好。想学的时候，发“今日一课”就行。
not-understood = 这句我没看懂。发“今日一课”就能学习，发“帮助”看看还能做什么。
something-waits = 您好，给您留着这个：
unsupported-image = 照片收到了，可惜我只看得懂文字。
unsupported-photo = 照片收到了，可惜我只看得懂文字。
unsupported-sticker = 表情收到了，真有意思。
unsupported-animation = 表情收到了，真有意思。
unsupported-voice = 您的语音我还听不懂。
unsupported-audio = 声音我还听不懂。
unsupported-video = 视频收到了，可惜我还看不懂。
unsupported-shortvideo = 视频收到了，可惜我还看不懂。
unsupported-video-note = 视频收到了，可惜我还看不懂。
unsupported-location = 位置收到了，谢谢您。我这里用不上，不会留着。
unsupported-venue = 位置收到了，谢谢您。我这里用不上，不会留着。
unsupported-link = 链接我打不开。不认识的人发来的，您也先别点。
unsupported-document = 文件我打不开，只看得懂文字。
unsupported-other = 我现在只看得懂文字。
type-today = 想学习，发“今日一课”。
type-answer = 刚才那道题，请打字回复。
sorry = 刚才出了点小问题，没有记上。请再发一次。

## Reminders in WeChat
help-notices = 提醒：到时间叫您一声
notices-invite-lesson-done = 明天要提醒您吗？
notices-invite-entered = 截止前要提醒您吗？
notices-invite-handed-over = 这样的事，下次要早点提醒您吗？
notices-link = 点这里，再点“允许”
notices-offer = 想让我提醒您？
notices-left = 还能提醒您 { $count } 次。想多几次，
notices-more-link = 点这里，再点“允许”
notices-lasting = 好，到时候会提醒您，不用再点了。
notices-none = 现在还不能主动提醒您。想学的时候，发“今日一课”就行。
notices-not-needed = 这里不用另外开提醒，到时候会告诉您。
notices-page-title = 提醒
notices-page-ask = 要提醒您吗？
notices-page-what = 到时候，微信会告诉您：
notices-page-button = 提醒我
notices-page-once =
    点了以后，再点“允许”。
    点一次，提醒一次。
notices-page-lasting =
    点了以后，再点“允许”。
    点一次，一直提醒。
notices-page-mixed = 点了以后，再点“允许”。
notices-page-waiting = 请稍等……
notices-page-accepted = 好，到时候提醒您。
notices-page-close = 可以关掉这一页了。
notices-page-refused = 好，不提醒。
notices-page-outside = 请在微信里打开。
notices-page-outside-next =
    打开微信，进我们的公众号，
    发“提醒”。
notices-page-trouble = 这次没有成功。
notices-page-trouble-next =
    请关掉这一页，
    回到聊天里，再发“提醒”。
notices-page-old = 您的微信版本有点旧。
notices-page-old-next =
    更新微信以后，
    在聊天里发“提醒”就行。
notices-page-down = 微信那边有点忙。
notices-page-down-next = 请过几分钟再打开这一页。
notices-page-none = 这里还没有提醒。
notices-page-none-next =
    想学的时候，
    在聊天里发“今日一课”。
notices-kind-lesson = 每天的课到了
notices-kind-quiz = 该做小测了
notices-kind-reminder = 比赛快截止了
notices-kind-announcement = 有新的比赛了
notices-kind-result = 比赛有结果了
notices-kind-news = 主办方有通知
notices-kind-credit = 学分有消息了

## In a notice or a template message: at most 20 characters each
own-name = 一课
fact-lesson = 今天的一课在等您，发“今日一课”就能学
fact-practice = 有 { $count } 道题再练一练，发“小测”就能练
fact-farewell = 想学了就发“今日一课”，都给您留着
fact-farewell-title = 好几天没见您了
fact-course-lesson = { $lesson }（{ $course }）
fact-announcement = 有新的比赛，发“比赛”看日期和报名
fact-reminder = { $stage }快截止了，发“比赛”看怎么做

## Menus, cohorts, posters
menu-time = 改时间
menu-pause = 暂停送课
menu-progress = 我的进度
menu-page = 我的学习
menu-credits = 我的学分
menu-competitions = 比赛
menu-help = 怎么用
class-joined-named = 好，您已经加入“{ $title }”。有通知会告诉您。
poster-brand = 一课 · 每天一小课，两三分钟
poster-line = 微信扫一扫，每天学一课
poster-steps = 打开微信，点右上角的＋，再点“扫一扫”

## Announcements and digest
news =
    【通知】{ $title }
    { $text }

    { $organiser }
news-link =
    { "" }
    详情：{ $link }
fact-news = 有新的通知，点开聊天看全文
digest-title = 这一周有什么
digest-open = 正在进行：
digest-open-line = 《{ $title }》{ $stage }，{ $closes } 截止
digest-soon = 快要开始：
digest-soon-line = 《{ $title }》{ $stage }，{ $opens } 开始
digest-courses = 新课：
digest-course-line = 《{ $title }》
digest-more = 还有 { $count } 个
digest-hint-competitions = 想参加，发“比赛”。
digest-hint-courses = 想学，发“选课”。
digest-hint-both = 想参加，发“比赛”；想学，发“选课”。

## Links
course-link = 这是《{ $course }》，共 { $lessons } 课，每课两三分钟。
course-link-now = 《{ $course }》您正在学。
group-joined = 好，您已经加入“{ $title }”。
group-joined-nameless = 好，您已经加入这个群。
group-woken = 您的课也接着送，每天 { $time } 见。不想收了，发“退订”。
group-gone = 那个群现在找不到了。

## The weekly board
board-ask = 群里每周有一张学习榜，写着谁学了几课。要把您写上去吗？
board-yes = 上榜
board-no = 不上榜
board-on = 好，榜上会写“{ $name }”。不想上了，发“不上榜”。
board-on-cut = 名字里的网址、号码和联系方式不能上榜，榜上会写“{ $name }”。不想上了，发“不上榜”。
board-off = 好，榜上不写您。想上了，发“上榜”。
board-none = 您还没有加入有学习榜的群。在群里点“私聊我”，就能加入。
board-which = 要上哪一个群的榜？
board-group-nameless = 没有名字的群
board-nameless = 一位学友
in-groups = 这个要在群里发，由群管理员来设置。

## Two chats of one person
bind-code =
    您的号码是 { $code }，十分钟内有效。
    在您的另一个聊天里发“绑定 { $code }”，两边的学习就合在一起。
bind-code-link = 另一边是 Telegram，点下面也可以。
bind-link = 在 Telegram 里绑定
bind-for-you = 这个号码只给您自己用，请不要告诉别人。
bind-ask-touch =
    这会把这里的您，和另一边拿到这个号码的那位，合成一个人：进度、学分、报名都算在一起，以后分不开。
    另一边是您自己吗？号码要是别人给的，请点“不是我”。
bind-ask-words =
    这会把这里的您，和另一边拿到这个号码的那位，合成一个人：进度、学分、报名都算在一起，以后分不开。
    另一边是您自己的话，请发“绑定 { $code }”；不是的话，不用理会。
bind-yes = 是我自己
bind-no = 不是我
bind-touch = 是您自己的话，请点“是我自己”，或者发“绑定 { $code }”。
bind-busy = 现在拿不到号码，请过几分钟再发“绑定”。
bind-six = 号码是六个数字。请这样写：绑定 123456。
bind-own = 这个号码就是在这里拿的。请到您的另一个聊天里发它。
bind-wrong = 没有找到这个号码。请看看有没有打错，再发一次。
bind-expired = 这个号码过了十分钟，不能用了。请在另一边再发“绑定”，拿一个新的。
bind-used = 这个号码已经用过了。请在另一边再发“绑定”，拿一个新的。
bind-already = 两边已经合在一起了，不用再绑。
bind-too-many = 号码错了好几次，先歇一歇，一小时以后再试。
bind-rest = 现在发错号码的人太多，绑定先停一停，请一小时以后再试。学过的都给您留着。
bind-goes-on = 每天的课照常送。不想收了，发“退订”。
bind-done = 好，两边合在一起了。
bind-lessons = 您一共学了 { $lessons } 课。
bind-lessons-streak = 您一共学了 { $lessons } 课，连续 { $streak } 天。

## Rounds of practice
round-score = { $asked } 题答对 { $right } 题。
round-all = { $asked } 题全对，真棒！

## After an absence of ours
late = 刚才没能及时回您，不好意思。请再发一次就好。

## After a long silence
farewell = 好几天没见您了。课先不送了，免得打扰您；学过的都给您留着。想学的时候，发“今日一课”，随时欢迎。

## The balance
credit-title = 我的学分
credit-none = 还没有可以申请学分的课。学完并通过一门课，就可以申请。
credit-no-bank = 这里还没有接学分银行，成绩先记在这里。
credit-total = 一共申请 { $credit } 学分，{ $hours } 学时。
credit-of-it = 其中{ $parts }。
credit-part-received = 银行收到 { $credit } 学分
credit-part-accepted = 已认可 { $credit } 学分
credit-part-credited = 已转成 { $credit } 学分
credit-part-rejected = 没有认可 { $credit } 学分
credit-levels = 学时按等级（共七级）：{ $levels }。
credit-level = 第 { $level } 级 { $hours } 学时
credit-line = 《{ $course }》{ $credit } 学分，{ $hours } 学时，第 { $level } 级：{ $state }。
credit-more = 还有 { $count } 门课，都记着。
credit-state-recorded = 已记下，还没有送出
credit-state-queued = 正在送往学分银行
credit-state-received = 学分银行已收到，等待认定
credit-state-accepted = 学分银行已认可
credit-state-credited = 已转成学分
credit-state-rejected = 没有认可
credit-state-dropped = 没有送成，不再送了，成绩还记在这里
credit-state-withdrawing = 您收回了，学分银行还没有撤掉，我们在办
credit-state-withdrawn = 您收回了，学分银行已经撤掉
credit-state-voided = 这条记录作废了，不算数
credit-credited-as = 已转成 { $credit } 学分
credit-rejected-because = 没有认可，学分银行说：{ $reason }
credit-not-handed-in = 没有送成，我们正在处理
credit-look-at-certificate = 想看结业证书，发“证书”。

## Consent
consent-yes = 同意
consent-no = 不同意
consent-ask =
    要不要把学习成绩送到学分银行（{ $banks }）？
    送去以后，由学分银行认定学分。
consent-what-goes =
    只送一个代号、学了哪门课、学时、成绩和时间{ $account }，不送您的姓名和聊天账号。
    随时发“不同意”就能收回，我们也会请学分银行把送去的撤掉。
consent-with-account = ，还有您填的学分银行账号（填了才送）
consent-given = 好，您学过的会送到学分银行。发“学分”看结果，发“不同意”随时收回。
consent-refused = 好，不送。成绩只记在这里。想送的时候，发“同意”。
consent-withdrawn = 好，从现在起不再送了，也会请学分银行把送去的撤掉。想再送的时候，发“同意”。
accounts-gone = 您填的账号也删掉了。
consent-look-first = 请先看看要送到哪里，再选。
consent-standing = 您已同意送到学分银行。发“不同意”可以收回。

## Under fourteen
age-ask = 先问一下：您满 14 岁了吗？
age-yes = 满了
age-no = 还没有
age-saved = 好，记住了。
guardian-ask =
    这一步请家长来看。
    家长您好：孩子未满 14 岁，要把学习成绩送到学分银行（{ $banks }），得由监护人同意。送去以后，由学分银行认定学分。
guardian-confirms = 您是孩子的父母或其他监护人，看过上面的话，同意这样做，就回复“监护人同意”。
guardian-yes = 监护人同意
guardian-given = 好，监护人已同意，学过的会送到学分银行。发“学分”看结果，发“不同意”随时收回。
guardian-needed = 没有监护人同意，什么都不会送出去。
board-not-under-14 = 未满 14 岁的同学不上榜。自己学得好，就很棒。

## The account number at a bank
account-ask =
    您在“{ $bank }”的账号是多少？填了，学分才能记到您名下。
    请直接发来。没有的话，以后再填也行。
account-later = 以后再说
account-hint = 发账号，或者发“以后再说”。
account-first-agree = 先要您同意送到学分银行，才用填账号。发“学分”就能看。
account-left = 好，以后再填。想填的时候，发“学分”。成绩都给您留着。
account-sure = 您填的账号，末尾是 { $tail }。对吗？
account-yes = 对
account-again = 不对，重新填
account-saved = 好，账号记下了，是加密存的，只用来记学分。想改，发“改账号”。
account-form = 这个号码和“{ $bank }”的账号对不上。请看看有没有打错，再发一次。
account-id-card = 这像是身份证号，我没有存下来。请不要把身份证号发在聊天里，要的是“{ $bank }”的账号。
account-bank-card = 这像是银行卡号，我没有存下来。请不要把银行卡号发给别人，要的是“{ $bank }”的账号。
account-phone = 这像是手机号，我没有存下来。要的是“{ $bank }”的账号。
account-stands = 您在“{ $bank }”的账号，末尾是 { $tail }。
account-stands-unseen = 您在“{ $bank }”的账号填过了。
account-tail = 末尾是 { $tail }
account-unseen = 填过了
account-change = 换一个号码
account-drop = 删掉账号
account-keep = 不改
account-dropped = 好，账号删掉了。没有送出的先留着，填了新的再送。
account-dropped-only = 好，账号删掉了。
account-which = 要填哪一家的账号？
account-not-needed = 现在不用填账号。
account-too-early = 等您学完并通过一门课，有了学分，再填账号。

## Certificates
certificates-none = 还没有证书。学完并通过一门课，就有结业证书了。
certificate-soon = 通过了的课有结业证书，发“证书”就能看。
certificate-alt = 《{ $course }》结业证书
certificate =
    《{ $course }》的结业证书，编号 { $number }。
    { $page }
certificate-page-open = 谁有链接，谁就能核对；看不到您的名字。
certificate-page-named = 谁有链接，谁就能核对，也看得到您的名字。
certificate-page-closed = 核对的网页关着，别人打开什么也看不到。
certificate-revoked = 《{ $course }》的证书已经作废：{ $reason }
certificate-repeated = 同一门课，另有一张证书
certificate-link = 打开证书
certificate-which = 您有 { $count } 张证书，看哪一张？
certificate-line = 《{ $course }》
certificate-name-add = 写名字
certificate-name-change = 改名字
certificate-name-drop = 不写名字
certificate-name-show = 让别人也看到名字
certificate-name-hide = 不让别人看到名字
certificate-web-close = 关上网页
certificate-web-open = 打开网页
certificate-name-ask = 证书上写什么名字？请直接发来，最多 20 个字。只有您自己看得到，除非您愿意给别人看。
certificate-name-later = 不写了
certificate-name-hint = 发名字，或者发“不写了”。
certificate-name-saved = 好，名字写上了。
certificate-name-dropped = 好，证书上不写名字了。
certificate-name-shown = 好，打开网页的人也看得到名字。
certificate-name-hidden = 好，打开网页的人看不到名字。
certificate-web-closed = 好，网页关上了，别人打开什么也看不到。
certificate-web-opened = 好，网页打开了，有链接的人可以核对。
certificate-name-unseen = 没有看到名字。请直接发名字，比如：王秀英。
certificate-name-long = 名字最多 { $most } 个字，请写短一点。
certificate-name-unprintable = 名字里有的字这里印不出来，请换成汉字或者拼音。

## What a credit bank decided
credit-news-accepted = 好消息：《{ $title }》的学习成果，{ $bank }认可了。
credit-news-converted = 好消息：《{ $title }》的学习成果，{ $bank }转成了 { $credit } 学分。
credit-news-converted-untold = 好消息：《{ $title }》的学习成果，{ $bank }转成了学分。
credit-news-rejected = 《{ $title }》的学习成果，{ $bank }没有认可，银行说：“{ $reason }”。
credit-news-rejected-untold = 《{ $title }》的学习成果，{ $bank }没有认可，银行没有说原因。
credit-news-no-account = { $bank }查不到您给的账号，可能抄错了一位。您学的都还在，没有丢。
credit-news-see-all = 想看全部记录，发“学分”。
credit-news-give-again = 想再给一次账号，发“学分”。
credit-news-fact-accepted = 学习成果已获认可
credit-news-fact-converted = 学习成果已转成学分
credit-news-fact-rejected = 学习成果没有获得认可
credit-news-fact-no-account = 请再给一次学分银行账号
credit-news-fact-account-title = 学分银行账号

## One's own data
privacy-title = 您的隐私
privacy-kept = 为了给您送课、算成绩，我们存着：您的聊天编号、选的课、学到哪里、答对答错、送课时间、报名的比赛、给课的评价；您选了上榜，还有榜上的名字。不要您的电话、身份证。
privacy-how-long = 这些存到您说“删除我的数据”为止。平常说的话不存。您许的愿存四百天，问的问题和请人帮忙的话存半年，里面的号码会遮住。我们回您的话，留几天就删。您填的学分银行账号和证书上的名字，都加密存着；账号跟成绩一起交给学分银行；收回同意，这里就删掉。
privacy-accounts = 您填过账号：{ $banks }。想删，发“改账号”。
privacy-consents-none = 您没有同意把成绩送给任何学分银行。
privacy-consents =
    您同意过：
    { $lines }
    想收回，发“不同意”。
privacy-consent-line = { $date }，送到{ $bank }
privacy-consent-line-guardian = { $date }，送到{ $bank }（监护人同意）
privacy-under-14 = 您说过未满 14 岁。不对的话，发“我满十四岁了”。
privacy-recommends = 选课时会推荐一门：只看您学过什么、在哪个群、哪些是新课。不想要，发“不要推荐”。
privacy-recommends-not = 您说过不要推荐课程。想要了，发“要推荐”。
privacy-rights = 想要一份自己的数据，发“导出”。想全部删掉，发“删除我的数据”。
privacy-export = 导出
privacy-forget = 删除我的数据
export-ready =
    您的数据准备好了，点下面打开。链接 { $lasts }内有效，只给您自己用，请不要转给别人。
    里面是一个压缩包，有 JSON 和表格（CSV）。
export-link = 打开我的数据
forget-ask =
    删除以后，您的学习记录、成绩、证书、报名都没有了，找不回来。送到学分银行的，我们会请他们撤掉。
    想好了，请回复“确认”。回复别的，什么都不删。
forget-yes = 确认
forget-no = 不删了
forget-done = 好，一分钟之内就全部删掉，送到学分银行的也请他们撤掉。谢谢您一路学过来。以后想学，随时再来。
forget-kept = 好，什么都没有删。

## For reviewers and operators
drafts = 等您审阅的课程：
drafts-none = 现在没有等审阅的课程。
draft-card =
    版本 { $version }
    来源：{ $source }

    { $lessons }
draft-read = 看第 { $number } 课
draft-question =
    题：{ $stem }
    选项：{ $options }
    答案：{ $answer }
    解释：{ $why }
draft-source = 出处：{ $source }
draft-approve = 全部看过，通过
draft-approved = 《{ $title }》已通过，从现在起可以学了。
draft-once-reviewed = 已经有一位审阅人看过了，您再通过就开课。
draft-reviewed = 好，《{ $title }》您审过了。再请另一位审阅人通过，就开课。
draft-needs-other = 《{ $title }》是您审过的，要请另一位审阅人来通过。
status-title = 运行情况（24 小时）
status-line = { $state }：{ $count }
status-bank = { $bank }：排队 { $queued }，已收 { $accepted }，被拒 { $dead }
status-books = { $bank } 对账：缺 { $missing }，多 { $extra }，不同 { $differing }
status-books-trouble = { $bank } 对账没有做成
status-nothing = 没有要送的，也没有送过的。
status-state-planned = 等着送
status-state-claimed = 正在送
status-state-sent = 送到了
status-state-held = 等对方开口
status-state-expired = 过时未送
status-state-failed = 没送成
competition-reach = 报名 { $entrants } 人，通知已送到 { $reached } 处。

## The pages of the Mini App
app-brand = 一课
app-skip = 直接看内容
app-nav-name = 五个页面
app-nav-courses = 课程
app-nav-progress = 进度
app-nav-credits = 学分
app-nav-competitions = 比赛
app-nav-settings = 设置

## The pages of the Mini App: Signing in
app-waiting = 请稍等……
app-outside = 请从聊天里打开
app-outside-next = 打开和“一课”的聊天，点左下角的菜单按钮，就能看到自己的课程和进度。
app-refused = 这次没能认出您
app-refused-next = 请关掉这一页，回到聊天里，再点一次菜单按钮。
app-trouble = 网络不太顺
app-trouble-next = 您的东西都在，没有丢。请过一会儿再试一次。
app-again = 再试一次
app-over = 请再打开一次
app-over-next = 这一页放久了，为了您的安全先关上了。请回到聊天里，再点一次菜单按钮。
app-newcomer = 先说一声“开始”
app-newcomer-next = 我们还不认识。请回到聊天里，发“开始”，认识以后这里就有您的课程了。
app-form-old = 这一页旧了
app-form-old-next = 刚才的没有记上。请回到课程页，再做一次。
app-unknown = 没有这一页
app-unknown-next = 请回到聊天里，从菜单再打开一次。
app-no-sign-in = 在聊天里就能学
app-no-sign-in-next = 回到聊天里，发“选课”“进度”“学分”“比赛”，就能看到一样的内容。
app-wechat-failed = 微信这次没有成功
app-wechat-failed-next = 请关掉这一页，回到聊天里，从菜单再打开一次。
app-back-to-chat = 回到聊天
app-back-to-courses = 回到课程
app-close-hint = 关掉这一页，就回到聊天了。

## The pages of the Mini App: Courses
app-courses-now = 正在学
app-recommended = 给您推荐
app-courses-shelf = 可以选的课
app-courses-all-title = 全部课程
app-courses-none = 还没有课程，等上架了再来看看。
app-courses-all = 看全部课程
app-courses-mine = 只看适合我的课
app-look = 看看《{ $course }》
app-facts = 第 { $level } 级，{ $lessons } 课，{ $hours } 学时
app-minutes = 每课约 { $minutes } 分钟
app-course-state-active = 正在学
app-course-state-waiting = 先放着
app-course-state-passed = 已通过
app-course-state-new = 还没学
app-done-of = 已学 { $done } 课，共 { $total } 课
app-lessons = 看看有哪些课
app-lesson-line = 第{ $number }课 { $title }
app-lesson-done = 学完了
app-choose = 学这门课
app-choose-on = 接着学这门课
app-choose-again = 再学一遍
app-switch-to = 换成这门课
app-switch-keep = 不换，回到课程
app-switch-note = 您现在在学《{ $course }》。换了以后，它先放着，学过的都留着，随时可以换回来。
app-active-note = 每天 { $time } 送课。现在就想学，回到聊天里发“今日一课”。
app-not-sent-note = 现在没有送课。想学的时候，回到聊天里发“今日一课”。
app-chosen = 好，现在学《{ $course }》，每天 { $time } 送课。
app-chosen-next = 想现在就学，回到聊天里发“今日一课”。
app-course-gone = 这门课现在没有了，看看别的吧。

## The pages of the Mini App: Progress
app-progress-none = 还没开始学。回到聊天里发“今日一课”，两三分钟就好。
app-streak = 连续学习
app-streak-days = 天
app-streak-none = 歇几天没关系，随时接着学。
app-chart = 最近四周
app-chart-words = 最近四周学了 { $lessons } 课，有 { $days } 天在学。
app-chart-none = 最近四周还没有学完的课。
app-chart-table = 看每周的数字
app-chart-week = 哪一周
app-chart-days = 学了几天
app-chart-lessons = 学完几课
app-chart-to = 到
app-chart-today = 今天
app-my-courses = 我的课程
app-quizzes = 答题
app-quiz-share = { $total } 题里，{ $right } 题答对了。
app-quiz-none = 还没有答过题。
app-reviews-due = 有 { $count } 道题可以再练一练。回到聊天里发“小测”。
app-reviews-none = 现在没有要练的题。

## The pages of the Mini App: Credits
app-credits-total = 一共申请
app-credits-unit = 学分
app-claims = 申请过的课
app-claim-facts = { $credit } 学分，{ $hours } 学时，第 { $level } 级（共七级）
app-consent = 送到学分银行
app-consent-standing = 您已同意送到学分银行，随时可以收回。
app-consent-give = 同意，送到学分银行
app-consent-guardian = 我是孩子的父母或其他监护人，看过上面的话。
app-consent-guardian-give = 监护人同意
app-consent-refuse = 不同意
app-consent-withdraw = 不同意了，收回
app-age-save = 就是这样
app-accounts = 学分银行账号
app-accounts-note = 填了账号，学分才能记到您名下。账号是加密存的，只用来记学分。
app-account-at = 您在“{ $bank }”的账号
app-account-now = { $bank }：{ $tail }
app-account-new = 换一个号码
app-account-save = 保存账号
app-account-drop = 删掉账号
app-account-saved = 好，账号记下了。
app-account-dropped = 好，账号删掉了。没有送出的先留着，填了新的再送。
app-certificates = 我的证书
app-certificate-of = 打开《{ $course }》的证书
app-certificate-note = 想写上名字，或者不让别人看，回到聊天里发“证书”。

## The pages of the Mini App: Competitions
app-mine = 我报名的
app-open = 正在进行和快要开始的
app-organiser = 主办：{ $organiser }
app-stage = { $kind }：
app-to = 至
app-stage-now = 进行中
app-entered = 已报名
app-enter = 我要报名：{ $title }
app-enter-short = 我要报名
app-no-entry = 不用报名，到时间直接参加。
app-entry-ahead = { $opens } 开始报名。
app-entry-over = 报名已经结束。
app-details = 看比赛详情
app-details-of = 看比赛详情：{ $title }
app-enter-done = 报名成功：{ $title }。

## The pages of the Mini App: Settings
app-times = 送课时间
app-times-now = 现在每天 { $time } 送课。
app-time-first = 每天几点
app-time-more = 一天想学几次？再加时间
app-time-nth = 第{ $number }次
app-times-save = 保存时间
app-times-saved = 好，改到每天 { $time }。
app-time-wrong = 这个时间没看明白。请这样写：07:30。
app-time-missing = 请至少写一个时间，比如 07:30。
app-numeral-1 = 一
app-numeral-2 = 二
app-numeral-3 = 三
app-numeral-4 = 四
app-pause = 停一停
app-pause-how = 停多久
app-pause-for-3 = 停三天
app-pause-for-7 = 停一周
app-pause-for-14 = 停两周
app-pause-for-0 = 先停下，想学了再说
app-pause-save = 暂停送课
app-pause-wrong = 请先选停多久。
app-paused-now = 现在停着送课。
app-paused-until = 现在停着送课，{ $date }接着送。
app-stopped-now = 现在不给您发消息。学过的都给您留着。
app-go-on = 接着送课
app-paused-done = 好，先停下。
app-paused-done-until = 好，先停下，{ $date }接着送。
app-went-on = 好，接着学。每天 { $time } 见。
app-who = 我是谁
app-who-note = 告诉我们，课程页就先放适合您的课。
app-who-save = 保存
app-who-saved = 好，记住了。课程页先放适合您的课。
app-who-wrong = 请先选一项。
app-size = 字的大小
app-size-of-normal = 标准
app-size-of-large = 大
app-size-of-huge = 特大
app-size-save = 换成这个大小
app-size-saved = 好，字的大小换成“{ $size }”了。
app-size-wrong = 请先选一种大小。
app-quiet = 不打扰
app-quiet-note = { $begin } 到 { $end }，我们不主动给您发消息。您来找我们，随时都在。
app-check-form = 还差一点，请看下面标出的地方。

## A copy of one's data
copy-page-title = 我的数据
copy-page-lead = 这里可以下载我们保存的、关于您的全部数据。
copy-page-what = 您的课程、回答、学习记录、同意书、证书，还有我们发给您的消息，都在里面。
copy-page-button = 下载我的数据
copy-page-private = 文件里有您的个人信息，请只留给自己。
copy-page-in-wechat = 如果点了没有反应，请点右上角的“…”，选“在浏览器打开”，再点一次。
copy-gone-title = 这个链接不能用了
copy-gone-lead = 链接过了有效期，或者不完整。
copy-gone-what = 回到聊天里说“导出”，就会收到一个新链接。
copy-busy-title = 请稍等一会儿
copy-busy-lead = 现在下载的人比较多。
copy-busy-what = 过一分钟再点一次就好。
copy-file-name = 一课-我的数据
copy-unreadable = （密钥已更换，无法显示 / cannot be opened: its key was changed）
copy-sections-profile = 您的设置：人群、语言、时间、是否暂停
copy-sections-addresses = 您在哪些账号上联系我们
copy-sections-notice-consents = 您同意或拒绝过的提醒
copy-sections-groups = 您参加的群和班级
copy-sections-group-answers = 您在群里的答题
copy-sections-courses = 您选过的课程
copy-sections-lessons = 您看过和学完的每一课
copy-sections-answers = 您回答的每一道题
copy-sections-reviews = 什么时候复习哪一题
copy-sections-ratings = 您给课程的评价
copy-sections-wishes = 您想学的
copy-sections-questions-asked = 您问过的问题
copy-sections-help = 您请人帮忙、帮过别人的
copy-sections-helping = 您在哪些群里帮人
copy-sections-competitions = 您知道和参加的比赛
copy-sections-announcements = 发给您的通知
copy-sections-bank-consents = 您给学分银行的同意和撤回
copy-sections-bank-accounts = 您在学分银行的账号
copy-sections-pseudonyms = 学分银行看到的您的代号
copy-sections-completions = 您的学习记录
copy-sections-claims = 您申请的学分
copy-sections-recognitions = 学分银行的答复
copy-sections-statements = 为您生成的学习声明，与发送的内容一字不差
copy-sections-sent-to-banks = 哪条声明发给了谁、结果如何
copy-sections-certificates = 您的证书
copy-sections-messages = 我们要发或已发给您的消息
copy-sections-replies = 近几天我们对您的回复
copy-readme =
    这是“一课”保存的、关于您的全部数据。
    制作时间：{ $made_at }（世界协调时）

    data.json    全部数据，适合程序读取
    tables/      同样的数据，每类一个表格（CSV），可以用表格软件打开；时间都是世界协调时

    单元格开头如果有一个单引号（'），那是为了防止表格软件把文字当成公式，不是数据的一部分。
    文件里有您的个人信息，请妥善保管。

    各个表格：
copy-page-brief = 我们保存的、关于您的全部数据，一个 ZIP 文件。请只留给自己。
copy-gone-brief = 这个链接过了有效期，或者不完整。在聊天里发“导出”，就有新的。
copy-busy-brief = 现在下载的人很多。请过一分钟再试。

## The language
language-ask = 用哪种语言？
language-saved = 好，以后用简体中文。

## Groups
group-greeting =
    大家好，我是“一课”。每周一门小课，每天一道题，就在群里。比赛通知也发在这里。
    管理员发 /group 选一门课，就开始了。
group-greeting-back = 又见面了。群里的设置都还在，管理员发 /group 可以改。
group-help =
    大家好，我是“一课”。在群里可以发：
    /competitions 看比赛
    /board 看本周榜
    管理员发 /group 改设置。
    上课、小测、进度，请私聊我。
group-private-button = 私聊我，每天学一课
group-personal = 这个请私聊我，只有您自己看得到。
group-personal-by-hand = 这个请私聊我，点我的头像就行，只有您自己看得到。
group-only-administrators = 群里的设置由管理员来改。您自己的课，私聊我就行。
group-administrators-unknown = 刚才没问到谁是管理员，请过一分钟再试。
group-competitions-none = 现在没有比赛。有了会告诉大家。
group-panel-title = 本群设置
group-course-line = 每周一课：{ $course }
group-course-none = 还没有选
group-course-gone = 原来的课下架了，请另选一门
group-rotates = 《{ $course }》，每周一换下一门
group-stays = 《{ $course }》，一直学这门
group-question-line = 每日一题：{ $time }
group-question-off = 每日一题：不发
group-board-on = 本周榜：周日发，只列愿意上榜的人
group-board-off = 本周榜：不发
group-topic-line = 发在：{ $topic }
group-topic-chosen = 选定的话题
group-topic-general = General
group-quiet-line = 不打扰的时间：{ $span }
group-quiet-default = 照常规
group-quiet-never = 没有
group-panel-closed = 好，就这样。想再改，发 /group。
group-to-course = 选课
group-to-question = 每日一题
group-turn-board-on = 发本周榜
group-turn-board-off = 不发本周榜
group-to-topic = 发在哪个话题
group-to-quiet = 不打扰的时间
group-to-language = 语言 Language
group-close = 好了
group-back = 返回
group-ask-track = 群里的人是哪一类？
group-track-seniors = 长者
group-track-couriers = 骑手、快递员
group-track-farmers = 农友
group-track-workers = 上班族
group-track-youth = 学生
group-track-everyone = 大家都能学
group-ask-course = 选一门课：
group-course-button = { $title }（{ $lessons } 课）
group-more = 下一页
group-shelf-empty = 这里还没有课，等上架了再来看看。
group-no-course = 先不学课
group-rotate = 每周换一门
group-stay = 不换，一直这门
group-ask-question = 每天什么时候发题？
group-course-first = 先选一门课，才有题可发。
group-no-question = 不发
group-ask-topic = 发在哪个话题？
group-topic-how = 想换到别的话题，请在那个话题里发 /group。
group-topic-here = 就发在这个话题
group-topic-to-general = 发在 General
group-ask-quiet = 什么时候不打扰大家？
group-quiet-by-default = 照常规
group-no-quiet = 随时可以发
group-ask-language = 用哪种文字？
group-saved = 改好了。
group-button-old = 这个按钮过时了，请看新的。
group-right = ✅ 答对了。{ $why }
group-wrong = 没关系，正确答案是：{ $answer }。{ $why }
group-answered-before = 这道题您答过了，算第一次的。
group-explained-before = 这道题已经讲过答案了，等下一道吧。
group-question-gone = 这道题不在了，等下一道吧。

## Groups: what is posted by the clock
post-course = 这周一起学《{ $course }》
post-course-goes-on = 这周接着学《{ $course }》
post-course-about = 讲的是：{ $lessons }。
post-course-about-first = 讲的是：{ $lessons }等。
post-course-size = 共 { $count } 课，每课约 { $minutes } 分钟。
post-course-join = 我也学
post-between = 、
post-question = 今日一题，大家来答
post-question-several = 可以选几个。
post-several-between =
    { " " }和{ " " }
post-explanation = 昨天的题，答案来了
post-answer = 正确答案：{ $answer }
post-answer-between = ；
post-counted = { $people } 人作答，{ $right } 人答对。
post-all-right = { $people } 人作答，全都答对了！
post-nobody = 昨天还没有人作答，没关系，记住道理就好。
post-source = 出处：{ $source }，《{ $course }》“{ $lesson }”一课。
post-board = 本周学习榜
post-board-line = { $place }. { $name }：{ $points } 分
post-board-more = 还有 { $count } 位也在榜上。
post-board-rule = 答对一道群里的题得 1 分，学完一课得 1 分。
post-board-waits = 这周上榜的还不到两位。想上榜，点下面的按钮。
post-board-join = 我也上榜

## The picture of the week
week-title = 这一周
week-days = 一 二 三 四 五 六 日
week-learned = 学了 { $days } 天，{ $lessons } 课
week-answers = 答了 { $answered } 题，对 { $right } 题
week-streak = 连续学习 { $streak } 天
week-heading = 这一周学会了：
week-more = 还有 { $count } 课
week-fact = 您这一周学了什么，看一看
week-closing-1 = 每天一点点，真不简单。
week-closing-2 = 学会了，就是自己的。
week-closing-3 = 下一周，咱们接着来。
week-closing-4 = 又多懂了几件事，真好。
week-closing-5 = 慢慢学，不着急。

## Practice lessons made of a question bank
practice-title = 练习
practice-topic = { $title }：{ $topic }
practice-numbered = { $title }（{ $count }）
practice-text = 今天做练习，一共 { $count } 道题。一题一题来，答完就知道对不对。
practice-why-one = 正确答案是：{ $answer }
practice-why-several = 正确答案有：{ $answer }
practice-why-true = 这个说法是对的。
practice-why-false = 这个说法是错的。
practice-why-accepted = 参考答案是：{ $answer }

## Questions to the companion
companion-ask = 想问什么？直接发来就行。比如：手机丢了怎么办？
companion-quote-title = 《{ $lesson }》{ $version } 版
companion-dated = 依据的资料：{ $dated }
companion-hotline = 拿不准，打 { $numbers } 问一问。
companion-urgent = 情况急，马上打 { $numbers }。
companion-whole = 看全文
companion-whole-hint = 想看全文，回复 1。
companion-refused = 我只能回答课程里的内容，这个课里没有讲。您的问题我记下了，办课的人会看到。
companion-refused-near = 我只能回答课程里的内容，这个课里没有讲。您的问题我记下了。最接近的课是：
companion-human = 请人帮忙
companion-despair =
    听到您这么说，我很挂心。请现在就打 12356，那里有人听您说。
    要是已经伤了自己，或者怕自己忍不住，马上打 120 或 110，也叫身边的人陪着您。
companion-life = 人命要紧，马上打 120：说清在哪里、谁、怎么了，照电话里教的做。我只会讲课，救不了急。
companion-violence = 先到安全的地方，马上打 110。有人受了伤，再打 120。我只会讲课，帮不上急。
companion-competition = 这是正在比赛的内容，现在不能帮您答。比赛结束了再问我吧。
companion-enough = 今天问了 { $most } 次，问满了。明天再来问我吧。
companion-soon = 课程正在更新，请过一会儿再问一次。
companion-renewed = 这一课已经更新了。想看新的，请再问一次。

## The companion's model
companion-answer =
    { $text }
    依据：{ $lessons }
companion-lesson = 《{ $lesson }》
companion-label = AI 生成，仅供参考
companion-fact = 您问的事，有回答了


## 控制台 (handlers/console_word.py)

console-not-staff = 控制台是给工作人员用的。您要学习，说「今日一课」就可以。
console-how = 在浏览器里打开 { $page } 领取口令，再把「控制台 口令」发给我。
console-private = 请在私聊里对我说，不要在群里说口令。
console-code-unknown = 没有浏览器在等这个口令，也可能已经过了十分钟。请回到 { $page } 重新领取。
console-link = 请在领口令的那个浏览器里打开：
    { $link }

    或在网页里填登录码：{ $word }

    十分钟内有效，只能用一次。不是您自己要登录？请不要理会，也不要转给别人。
invite-unknown = 这个邀请码不对、已经用过，或者过期了。请向邀请您的人再要一个。
invite-operator = 您现在是管理员了。控制台在这里：{ $page }
invite-organiser = 您现在是组织者了。在控制台发通知、办比赛：{ $page }
invite-reviewer = 您现在是审核员了。在控制台审阅课程和通知：{ $page }
invite-judge = 谢谢您来当评委。在控制台给作品打分：{ $page }
invite-helper = 您现在是辅导员了。班里有人说「人」，我会转告您。


## News of competitions (bot/competitions/notices.py) and their calendars

contest-opening-upload =
    《{ $title }》：{ $stage }开始了。
    { $closes } 前交来就行。
contest-opening-upload-hint = 交作品，发“比赛”。
contest-opening-live =
    《{ $title }》：{ $stage }就在眼前。
    时间：{ $opens } 至 { $closes }
contest-place = 地点：{ $place }
contest-no-work =
    《{ $title }》：您报了名，作品还没交。
    { $stage }还有 { $left } 截止（{ $closes }）。
contest-no-work-hint = 交作品，发“比赛”。
contest-round-opens =
    《{ $title }》：{ $stage }开始了。
    { $closes } 前都可以答。
contest-round-opens-hint = 开始答题，发“比赛”。
contest-round-closes =
    《{ $title }》：您还没答题。
    { $stage }还有 { $left } 结束（{ $closes }）。
contest-round-closes-hint = 开始答题，发“比赛”。
contest-publicity-begins =
    《{ $title }》：名单开始公示，到 { $closes }。
    有不同意见，请在这之前提出来。
contest-publicity-ends =
    《{ $title }》：公示结束了。
    结果定下来，会告诉您。
contest-look-hint = 想看日期，发“比赛”。
contest-changed =
    《{ $title }》有变动，请留意：
    { $lines }
contest-changed-dates = { $stage }：改为 { $opens } 至 { $closes }，原来是 { $was_opens } 至 { $was_closes }
contest-changed-place = { $stage }：地点改为 { $place }
contest-changed-no-place = { $stage }：地点另行通知
contest-changed-new = 新增 { $stage }：{ $opens } 至 { $closes }
contest-changed-gone = { $stage } 取消了
contest-cancelled = 很抱歉，《{ $title }》取消了，不再举行。
contest-cancelled-reason = 原因：{ $reason }
contest-contact = 有问题，请问：{ $contact }
contest-result = 《{ $title }》的结果出来了。
contest-result-place = 您是第 { $rank } 名。
contest-result-place-in = 您在{ $division }是第 { $rank } 名。
contest-result-unranked = 这次您没有名次。
contest-result-score = 成绩：{ $score } 分
contest-result-award = 恭喜！您获得：{ $award }
contest-result-thanks = 谢谢您来参加。
contest-went-on = 恭喜！《{ $title }》{ $stage }，您晋级了。
contest-went-on-next = 下一步：{ $stage }，{ $opens } 至 { $closes }
contest-not-on =
    《{ $title }》{ $stage }的名单出来了，这次您没有晋级。
    谢谢您来参加，欢迎下次再来。
fact-contest-opening = { $stage }开始了
fact-contest-opening-live = { $stage }就在眼前
fact-contest-no-work = 您的作品还没交，快截止了
fact-contest-round-opens = { $stage }开始了，可以答题了
fact-contest-round-closes = { $stage }快结束，您还没答
fact-contest-publicity-begins = 名单开始公示
fact-contest-publicity-ends = 公示结束了
fact-contest-changed = 时间或地点有变动
fact-contest-cancelled = 比赛取消了，不再举行
fact-contest-result = 结果出来了，发“比赛”看
fact-contest-went-on = 恭喜，您晋级了
fact-contest-not-on = 晋级名单出来了
contest-dates-cancelled = 《{ $title }》取消了。
contest-dates =
    《{ $title }》的日期：
    { $stages }
contest-calendar = 一课 · 比赛日期
contest-calendar-own = 一课 · 我的比赛
contest-calendar-organiser = 主办：{ $organiser }
contest-calendar-contact = 咨询：{ $contact }
contest-calendar-cancelled = 已取消。{ $reason }
contest-calendar-event = 《{ $title }》{ $stage }

## Works handed in
work-kind-video = 视频
work-kind-audio = 录音
work-kind-image = 照片
work-kind-document = 文档
work-kind-link = 链接
work-seconds = { $count } 秒
work-limit-length = { $length }以内
work-limit-size = { $megabytes } MB 以内
work-wanted = { $kinds }（{ $limits }）
work-none = 您还没有报名要交作品的比赛。想参加，发“比赛”。
work-opens = 《{ $title }》{ $opens } 开始交作品，到时候再发给我。
work-closed = 《{ $title }》交作品已经截止（{ $closes }）。
work-which = 要交哪个比赛的作品？
work-send = 请把《{ $title }》的作品发过来：{ $wanted }。{ $closes } 截止。
work-send-new = 您交过《{ $title }》的作品了。想换新的，请发过来：{ $wanted }。{ $closes } 截止，以最后一次为准。
work-is-this = 这是您参加《{ $title }》的作品吗？
work-is-new = 要用它换掉您之前交给《{ $title }》的作品吗？
work-is-which = 这是哪个比赛的作品？
work-yes = 是
work-no = 不是
work-not-one = 好的，不当作品。
work-lost = 刚才的文件没有留着，请再发一次。
work-got = 收到了，正在检查，好了就告诉您。
work-link-got = 链接收到了，已经算您的作品。
work-title = 作品叫什么名字？打字发给我就行。
work-title-none = 不用名字
work-titled = 好的，作品的名字是《{ $title }》。
work-title-too-long = 名字太长了，请写在 { $most } 个字以内。
work-title-unfit = 这个名字写不上去，请换一个。
work-accepted = 您交给《{ $title }》的作品符合要求，已经收下了。
work-may-replace = { $closes } 之前还可以换，以最后一次为准。
work-refused = 您交给《{ $title }》的作品没能收下。{ $why }
work-send-again = { $closes } 之前可以再交，发“交作品”。
work-ask-organiser = 现在已经截止，有疑问请找{ $organiser }。
work-try-again = 请换一个再发。
work-fault-empty = 文件是空的。
work-fault-wrong-kind = 这里收的是{ $wanted }。
work-fault-too-large = 文件太大，最多 { $megabytes } MB，可以在手机里压缩一下。
work-fault-too-long = 时间太长，最多 { $length }。
work-fault-no-length = 看不出它有多长，请用手机直接拍或录一个。
work-fault-broken = 文件打不开，可能没有传完整。
work-fault-too-many-pixels = 照片尺寸太大，请缩小一些。
work-fault-bomb = 文件解开以后太大，请另存一份。
work-fault-late = 它是截止以后发来的。
work-fault-not-open = 这个比赛现在不收您的作品。
work-fault-gone = 文件已经过期，取不到了。
work-fault-unfetched = 试了很多次，都没取到文件。
work-fault-bad-link = 链接要以 https 开头，完整地发过来。
work-fault-by-hand = 主办方看过以后，决定不收这一件。
fact-work-accepted = 作品已收下
fact-work-refused = 作品没能收下

## A copy of one's data: competitions

copy-sections-competition-works = 参赛作品
copy-sections-competition-attempts = 比赛答题（每次的成绩和用时）
copy-sections-competition-answers = 比赛中的每道题和您的答案
copy-sections-competition-marks = 评委给的分数
copy-sections-competition-judges-aside = 回避了的评委和关系（不说是谁）
copy-sections-competition-places = 各阶段名次和最终结果
copy-sections-competition-corrections = 人工更正及其理由
copy-sections-objections = 提出的异议

## Taking part in competitions
entrant-look = 看详情
entrant-others = 看别的比赛
entrant-by = 主办：{ $organiser }
entrant-now = 现在：{ $stage }，到 { $closes } 为止
entrant-next = 接下来：{ $stage }，{ $opens } 开始
entrant-at = 地点：{ $place }
entrant-over = 比赛已经结束。
entrant-in = 您已报名，号码 { $number }。
entrant-in-as = 您已报名，号码 { $number }，{ $division }。
entrant-in-division = 您的组别：{ $division }。
entrant-number = 您的号码是 { $number }。
entrant-disqualified = 《{ $title }》的主办方取消了您的参赛资格。
entrant-cancelled = 《{ $title }》取消了。{ $reason }
entrant-contact = 有疑问请找：{ $contact }
entrant-rules = 看规则和日期
entrant-calendar = 放进手机日历
entrant-start = 开始答题
entrant-once-more = 再答一次
entrant-go-on = 继续答题
entrant-hand-in = 交作品
entrant-work-again = 换一个作品
entrant-work-there = 作品已经收到。
entrant-work-missing = 作品还没交。
entrant-untried = 您还没答题。
entrant-tried = 您答了 { $count } 次。
entrant-my-score = 我的成绩
entrant-list = 看名单
entrant-object = 提异议
entrant-leave = 退赛
app-enter-in-chat = 这个比赛要问几句，请在聊天里发“比赛”报名。
app-cancelled = 《{ $title }》取消了。

## Entering a competition
entrant-later = 以后再说
entrant-left-out = 好的，先不报名。想报名，随时发“比赛”。
entrant-step-over = 这一步已经过去了。想报名，发“比赛”。
entrant-ask-unit = 您代表哪里参加？
entrant-unit-nameless = 第 { $number } 个群
entrant-ask-birth = 您的出生日期是哪一天？比如：1955年3月8日。只用来分组，加密保存，名单上不写。
entrant-hint-birth = 直接发日期就行。
entrant-birth-unclear = 这个日期没看懂。请这样写：1955年3月8日。
entrant-birth-lunar = 农历的日子我不会换算。请发阳历的，身份证上有，比如：1955年3月8日。
entrant-birth-no-year = 还差年份。请这样写：1955年3月8日。
entrant-birth-century = 请把年份写全，四位数字，比如：1955年3月8日。
entrant-birth-no-such-day = 没有这一天。请看一看再发，比如：1955年3月8日。
entrant-birth-too-late = 这一天还没到。请看一看再发，比如：1955年3月8日。
entrant-birth-too-early = 这个年份太早了。请看一看再发，比如：1955年3月8日。
entrant-birth-id-card = 不用发身份证号，我也不会保存。只要出生日期，比如：1955年3月8日。
entrant-ask-job = 您是做什么的？
entrant-job-none = 都不是
entrant-ask-age = 参赛的人满 14 岁了吗？
entrant-age-yes = 满了
entrant-age-no = 还没有
entrant-ask-name = 您叫什么名字？主办方办比赛要用，加密保存。
entrant-ask-team-name = 你们的队叫什么名字？名单上会写。
entrant-hint-name = 直接发名字就行。
entrant-name-empty = 没看到名字，请再发一次。
entrant-name-long = 名字太长了，最多 { $most } 个字。
entrant-name-unshown = 名字里有看不见的符号，请重新打一遍。
entrant-ask-guardian = 参赛的人不满 14 岁，要监护人同意。请监护人发来自己的名字和关系，比如：王芳，妈妈。
entrant-hint-guardian = 由监护人来发。
entrant-guardian-agrees = { $guardian }：您同意孩子参加《{ $title }》吗？主办方“{ $organiser }”会看到孩子的资料，只用来办这个比赛；名单上不写全名。退赛时就删除。
entrant-guardian-yes = 我是监护人，我同意
entrant-agree = 同意，报名
entrant-agree-full = 同意，名单写全名
entrant-agree-masked = 同意，名单写“{ $name }”
entrant-agree-no = 不同意，不报名
entrant-sum-name = 名字：{ $name }
entrant-sum-birth = 出生日期：{ $day }
entrant-sum-division = 组别：{ $division }（{ $why }）
entrant-sum-unit = 代表：{ $unit }
entrant-told = 主办方“{ $organiser }”会看到这些，只用来办这个比赛。退赛时就删除。您同意吗？
entrant-told-names = 主办方“{ $organiser }”会看到这些，只用来办这个比赛；公布名单时，大家会看到名字和成绩。退赛时就删除。您同意吗？
entrant-why-age = 到 { $day } 满 { $years } 岁
entrant-why-born = 按出生日期
entrant-why-job = 按职业
entrant-why-open = 人人可以参加
entrant-nowhere = 《{ $title }》的组别里没有合适您的：{ $divisions }。
entrant-full = “{ $division }”的名额已经满了。

## A team in a competition
entrant-write-team = 写队员
entrant-team-size = 队里写了 { $size } 人。
entrant-ask-team = 请把队员发来，一人一行：名字 生日 角色。比如：
    李梅 1955年3月8日 歌手
    王强 1960年5月1日 指挥
    一共 { $least } 到 { $most } 人。不满 14 岁的，请先问过监护人。
entrant-hint-team = 一条消息发全队，加密保存。
entrant-team-later = 以后再写
entrant-team-line = 第 { $number } 行：{ $fault }
entrant-team-name = 名字没看懂
entrant-team-birth = 生日没看懂，比如 1955年3月8日
entrant-team-many-lines = 行数太多了，最多 { $most } 行。
entrant-team-few = 人不够：要 { $least } 人，现在 { $size } 人。
entrant-team-many = 人太多：最多 { $most } 人，现在 { $size } 人。
entrant-team-two = { $name } 已经在别的队里，一个人只能在一个队。
entrant-team-twice = 有人写了两遍。
entrant-team-more-faults = 还有 { $count } 处。
entrant-team-again = 这次没有保存。请改好，全队再发一遍。
entrant-team-kept = 全队 { $size } 人，都记下了。要改，就再发一遍全队。
entrant-team-certificates = 满 { $age } 岁的队员，请把健康证明交给主办方。
entrant-team-closed = 报名已经截止，队员不能再改。
entrant-no-team = 《{ $title }》是个人比赛，不用写队员。

## Leaving a competition
entrant-ask-leave = 真的要退出《{ $title }》吗？您报名时写的资料会删除。
entrant-leave-no = 不退，继续参加
entrant-leave-yes = 退赛
entrant-left-it = 您已退出《{ $title }》，报名时写的资料已经删除。报名没截止的话，还可以再报。
entrant-leave-late = 结果已经定了，不能再退赛。
entrant-not-entered = 您没有报这个比赛。
entrant-not-in = 您没有报《{ $title }》。

## A quiz round
entrant-rules-items = 一共 { $items } 道题，一题一题来。
entrant-rules-seconds = 每题 { $seconds } 秒，从题目发出算起。
entrant-rules-unhurried = 不限时间，慢慢答。
entrant-rules-closes = { $closes } 截止。
entrant-left = 还可以答 { $count } 次。
entrant-left-today = 今天还可以答 { $count } 次。
entrant-begin = 准备好了，开始
entrant-not-yet = 等一会儿再答
entrant-item = 第 { $item } 题，共 { $items } 题
entrant-item-seconds = （{ $seconds } 秒内作答）
entrant-noted = 第 { $item } 题收到了。
entrant-late = 第 { $item } 题超过时间了，不算分。
entrant-answered-before = 第 { $item } 题已经答过了，现在是这一题：
entrant-unclear = 没看明白您选哪个，请再答一次，时间还在走。
entrant-waits = 您有一轮题还没答完。
entrant-none-open = 现在没有在答的题。想看比赛，发“比赛”。
entrant-closed-over = 这一轮已经截止，前面答的都算数。
entrant-score = 答对 { $right } 题，共 { $items } 题，{ $score } 分。
entrant-used = 用时 { $time }。
entrant-minutes = { $minutes } 分 { $seconds } 秒
entrant-seconds = { $seconds } 秒
entrant-results-at = 结果 { $at } 公布。
entrant-round-early = 这一轮 { $opens } 才开始。
entrant-round-closed = 这一轮已经在 { $closes } 截止了。
entrant-round-not-in = 这一轮只有入选的人参加，入选名单以主办方公布的为准。
entrant-round-used = 这一轮您的答题次数用完了，等结果就行。
entrant-round-used-today = 今天的次数用完了，明天再来。{ $closes } 截止。
entrant-round-empty = 这一轮的题目正在准备，请过一会儿再来。

## Results and objections
entrant-no-result = 成绩还没有出来。
entrant-final = 最后结果
entrant-total = 总成绩
entrant-place = { $what }：第 { $rank } 名。
entrant-place-score = { $what }：{ $score } 分，第 { $rank } 名。
entrant-place-none = { $what }：没有名次。
entrant-award = 奖项：{ $award }
entrant-on = 您进入下一轮。
entrant-not-on = 没有进入下一轮，谢谢您参加。
entrant-no-list = 名单还没有公布。
entrant-list-line = { $rank }. { $name } { $score }
entrant-list-number = { $number } 号
entrant-ask-objection = 您觉得哪里不对？写在一条消息里发来，主办方会看到并回答。
entrant-hint-objection = 直接写就行。
entrant-objection-none = 不提了
entrant-objection-kept = 您的异议收到了，已经交给主办方。有了回答会告诉您，比赛的页面上也看得到。
entrant-objection-long = 请写上您的意见，最多 { $most } 个字。
entrant-objection-waits = 您的异议还在等主办方回答，一次提一个。
entrant-objection-early = 公示还没开始，那时再提异议。
entrant-objection-over = 公示已经结束，不能再提异议。
entrant-objection-without = 这个比赛没有公示。
entrant-objection-open = 您的异议：等主办方回答。
entrant-objection-upheld = 您的异议成立了。{ $answer }
entrant-objection-dismissed = 您的异议没有成立。{ $answer }

## 更正：收回的课
correction-told = 更正：您学过的《{ $title }》有一处内容不对，那一版已经收回，请以这里为准：
    { $words }
    给您添麻烦了，对不起。
fact-correction = 课程内容有更正，请看

## 比赛：报名时说的话、队里的孩子、跳过一题
entrant-redo = 写错了，重填
entrant-again = 没看明白您选哪个。请选一个，回复前面的数字就行。
entrant-again-example = 还是没看明白。比如，回复 1，就是“{ $label }”。
entrant-which-list = 好的。名单上怎么写您的名字？请选一个。
entrant-name-none = 这好像不是名字。请只发名字，比如：王桂芳。
entrant-chosen-soon = 入选名单还没出来。出来以后会告诉您。
entrant-unclear-unhurried = 没看明白您选哪个。不着急，请再答一次；想跳过这一题，就发“跳过”。
entrant-skip-sure = 要跳过这一题吗？跳过了不能再答。再发一次“跳过”就跳过；想答，直接答就行。
entrant-team-children = 队里有不满 14 岁的孩子。主办方“{ $organiser }”会看到他们的名字和生日，只用来办这个比赛。每个孩子的监护人都同意吗？
entrant-team-children-yes = 监护人都同意了
entrant-team-children-no = 还没有，先不写
entrant-team-not-kept = 好的，这次没有保存。监护人都同意了，再发一遍全队就行。
contest-objection-upheld = 您对《{ $title }》提的异议成立了。{ $answer }
contest-objection-dismissed = 您对《{ $title }》提的异议没有成立。{ $answer }
fact-contest-objection = 异议有了回答，请看
contest-withdrawn-for-you = 《{ $title }》的主办方替您退出了比赛。
contest-put-back = 《{ $title }》的主办方恢复了您的报名，您现在照常参赛。
fact-contest-disqualified = 参赛资格取消了，请看
fact-contest-withdrawn = 主办方替您退出了
fact-contest-put-back = 您的报名恢复了

## 比赛：还没做完的报名和作品、没有名次的人、日历、隐私
entrant-entry-go-on = 接着报名
entrant-entry-waits = 《{ $title }》的报名还没写完，您写的都还在。
entrant-team-go-on = 接着写队员
entrant-team-waits = 《{ $title }》的队员还没写好。
entrant-given = 您已经写了：
entrant-sum-job = 职业：{ $job }
work-awaited = 《{ $title }》的作品还等着您发来。不想交了，发“算了”。
work-not-now = 好的，先不交。想交，随时发“交作品”。
work-undecided = 《{ $title }》的评审还没结束，入选名单还没出来。出来了会告诉您，入选了再交。
work-fault-not-chosen = 评审还没结束，入选名单还没出来。出来了会告诉您，入选了再交。
contest-result-took-part = 这次您没有名次和分数。肯来参加就很好，谢谢您，欢迎下次再来。
contest-result-hint = 想看名单，发“比赛”。
contest-excluded = 主办方取消了您的参赛资格，所以您没有名次。
contest-excluded-list =
    《{ $title }》的名单开始公示了。
    主办方取消了您的参赛资格，名单上没有您。
contest-excluded-object = 您觉得不对，{ $closes } 之前可以提异议：发“比赛”，选这个比赛，再选“提异议”。
entrant-disqualified-object = 您觉得不对，{ $closes } 之前可以提异议。
contest-way-in = 看比赛，去参加
entrant-calendar-other = 换一个日历地址
entrant-ask-calendar = 谁有您的日历地址，谁就能看到您报了什么比赛。转给过别人、不放心，就换一个：旧地址马上停用，手机里要重新放一次。
entrant-calendar-change = 换一个
entrant-calendar-keep = 不换
entrant-calendar-changed = 换好了，旧地址不能用了。请用下面的新地址，再放一次手机日历。
privacy-entrant =
    报名比赛时写的名字、生日、职业、监护人和队员，都加密存着，只用来分组、评奖、公布名单。
    只有那个比赛的主办方看得到；评委只看到号码和作品。
    退赛就删；发“删除我的数据”也删。要看、要改，请找：
    { $lines }
privacy-entrant-line = 《{ $title }》：{ $contact }
