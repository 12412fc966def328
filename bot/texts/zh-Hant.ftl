### What people read, in Traditional Chinese as it is written in Hong Kong.

## Marks, dates and spans
mark-comma = 、
mark-clause = ，
mark-between = ；
mark-gap =
    { "" }
date-and-time = { $date } { $time }
near-day-and-time = { $day } { $time }
day-today = 今日
day-tomorrow = 聽日
day-after-tomorrow = 後天
span-days = { $count } 日
span-hours = { $count } 小時
span-minutes = { $count } 分鐘

## Words at hand
word-today = 今日一課
word-quiz = 小測
word-courses = 選課
menu-more = 更多
word-done = 學完咗
word-go-on = 繼續

## Greeting
welcome = 您好，我係「一課」。每日一小課，兩三分鐘，學完有紀錄。
ask-track = 先認識下，您係邊位？
welcome-back = 歡迎返嚟。想學嗰陣，發「今日一課」就得。
welcome-back-daily = 歡迎返嚟。每日 { $time } 送課畀您；而家想學，發「今日一課」。
track-seniors = 我退休咗，想學手機同防騙
track-couriers = 我送外賣、送速遞
track-farmers = 我務農
track-workers = 我返工
track-youth = 我係學生
track-everyone = 隨便睇下
track-saved = 好，記住咗。想換一門課，發「選課」。
ask-time =
    每日幾時送課畀您好？
    亦可以直接話我知，例如「時間 7:30」。
time-usual-0730 = 早上 7:30
time-usual-1230 = 中午 12:30
time-usual-1930 = 晚上 19:30
time-courier-both = 上午 9:30 和下午 15:00
time-courier-0930 = 上午 9:30
time-courier-1500 = 下午 15:00
time-courier-2030 = 晚上 20:30
course-enrolled =
    好，《{ $course }》，每日 { $time } 見。
    第一課嚟喇：
hint-one = 諗好咗，回覆 1。
hint-number = 回覆數字就得。
choose-again = 睇唔明。唔該揀一個，回覆前面嘅數字：
class-joined = 好，您已經加入。有通知會話您知。

## Lessons and questions
lesson-title = 第{ $number }課 { $title }
question-title = 諗一諗
quiz-stem = { $title }：{ $stem }
question-single-hint = 回覆數字作答。
answer-true = 對
answer-false = 錯
question-true-false-hint = 回覆 1（對）或 2（錯）。
question-multiple-hint = 可以揀幾個，數字一齊發嚟，例如 13。
question-short-hint = 直接發答案嚟。
lesson-done-hint = 睇完，請回覆「學完咗」。
lesson-go-on-hint = 睇完，回覆 1。
lesson-step-again = 睇唔明。呢一段睇完，請回覆 1。
lesson-light = 好耐冇見，今日只學一課，輕輕鬆鬆。
lesson-in-part = 時間唔多，先學一段。
answer-right = ✅ 答啱咗。
answer-wrong = 唔緊要，正確答案係：{ $answer }。
lesson-complete = 🎉 呢一課學完咗，答啱 { $right }/{ $total }。
missed-come-back = 答錯嘅題遲啲再嚟，練啱咗就得。
lesson-complete-plain = 🎉 呢一課學完咗。
lessons-left = 全部 { $total } 課，學咗 { $done } 課。
next-at = { $when } 再見。
next-when-resumed = 而家停咗送課，想繼續收，發「繼續」。
next-when-started = 而家冇送課畀您，想繼續收，發「開始」。
lesson-one-more = 再學一課
course-passed = 🏅 恭喜！《{ $course }》全部學完，而且通過咗。
course-to-practise = 《{ $course }》嘅課都學完咗。仲有 { $count } 題要再練下，練啱就通過。
quiz-practise = 而家練一練
choose-next = 想繼續學，發「選課」。
already-answered = 呢題您答過喇。
question-gone = 呢題係以前嘅，唔使答。發「今日一課」繼續學。
question-new = 呢題啱啱更新咗，請睇新嘅：
question-back = 呢題係以前嘅，唔使答。請睇呢一題：
question-elsewhere = 呢題係《{ $course }》嘅，您而家冇學緊呢門課。想學，發「選課」。
question-left = 好，再答 { $count } 題，呢一課就學完。
maybe = 您揀嘅係 { $number }（{ $option }），啱唔啱？
maybe-hint = 啱就回覆「對」；唔啱，回覆「不是」。
ask-again-1 = 唔好意思，睇唔明。請只回覆一個選項嘅數字。
ask-again-2 = 換個講法，選項短啲：
ask-again-3 = 例如揀第二個，就發 2。想聽一次，發「聽」；要人幫手，發「人」。
ask-again-multiple-1 = 唔好意思，睇唔明。請將揀咗嘅數字一齊發嚟，例如 13。
ask-again-multiple-2 = 換個講法：覺得啱嘅有邊幾個？將佢哋前面嘅數字連住發嚟。
ask-again-multiple-3 = 例如揀第一個同第三個，就發 13。想聽一次，發「聽」；要人幫手，發「人」。
ask-again-true-false-1 = 唔好意思，睇唔明。對，回覆 1；錯，回覆 2。
ask-again-true-false-2 = 換個講法：下面呢句，您覺得啱唔啱？
ask-again-true-false-3 = 例如覺得講得啱，就發 1。想聽一次，發「聽」；要人幫手，發「人」。
ask-again-short-1 = 唔好意思，睇唔明。請只發答案嚟。
ask-again-short-2 = 換個講法：只發一個詞，或者一個數字，就得。
ask-again-short-3 = 諗唔起，就發「不知道」。想聽一次，發「聽」；要人幫手，發「人」。
no-lesson-to-finish = 而家冇學緊嘅課。發「今日一課」就開始。
lesson-new = 呢一課啱啱更新咗。發「今日一課」睇新嘅。
lesson-was-done = 呢一課您學過喇。想繼續學，發「今日一課」。
nothing-to-teach = 而家仲未有課可以學，等有新課再嚟睇下。
course-none-yet = 您仲未選課。想學邊一門？
course-next = 您而家冇學緊課。接住學邊一門？
course-all-passed = 呢度嘅課您都通過晒，好叻！有咗新課，喺「選課」就睇到。想温習，亦可以再揀一門。
quiz-begin = 練一練，共 { $count } 題。
round-review-day = 今日温習，先練 { $count } 題學過嘅。
round-light = 好耐冇見，先練 { $count } 題學過嘅，熱熱身。
round-break = 先練 { $count } 題學過嘅。
round-due = 學過嘅題，再練一練，共 { $count } 題。
review-mixed = 順便温習一題：
part-over = 今次先到呢度。得閒就發「繼續」，接住學。
quiz-left = 仲有 { $count } 題。
quiz-end = 練完喇，做得好。
quiz-again = 呢一輪練完喇。仲有 { $count } 題未答啱，隨時可以再練。
quiz-nothing = 而家冇題要練。發「今日一課」學新嘅。

## Courses
shelf = 揀一門課：
shelf-empty = 仲未有課程，遲啲再嚟睇下。
shelf-all = 睇全部課程
shelf-line = { $title }（第 { $level } 級 · { $lessons } 課 · 每課 { $minutes } 分鐘）
shelf-facts = 《{ $title }》第 { $level } 級 · { $lessons } 課 · 每課 { $minutes } 分鐘
shelf-more = 睇後面嘅課
shelf-found = 同「{ $words }」有關嘅課：
shelf-not-found =
    搵唔到「{ $words }」嘅課。想學呢樣，發「許願」話我哋知。
    而家有呢啲課：
recommend = 推薦《{ $course }》：{ $reason }
recommend-after = 您學完《{ $course }》，啱啱好接住學。
recommend-in-group = 您嘅群組今個星期都學緊。
recommend-new = 呢門係新課。
recommend-begun = 您學過幾課，可以接住學。
recommend-fits-seniors = 啱長者學，每課 { $minutes } 分鐘。
recommend-fits-couriers = 啱外賣員同速遞員學，每課 { $minutes } 分鐘。
recommend-fits-farmers = 啱務農嘅朋友學，每課 { $minutes } 分鐘。
recommend-fits-workers = 啱返工嘅朋友學，每課 { $minutes } 分鐘。
recommend-fits-youth = 啱學生學，每課 { $minutes } 分鐘。
recommend-fits-everyone = 大家都用得着，每課 { $minutes } 分鐘。
recommend-switch = 唔想睇推薦，發「不要推薦」。
recommend-on = 好，選課嗰陣會推薦一門畀您。唔想睇，發「不要推薦」。
recommend-off = 好，唔再推薦，課都喺「選課」度。想睇返，發「要推薦」。
shelf-now = { $title }（學緊）
shelf-passed = { $title }（已通過）
shelf-drop = 唔學《{ $course }》喇
course-switched = 好，而家學《{ $course }》，每日 { $time } 送課。
drop-sure = 真係唔學《{ $course }》？以後再揀佢，要由第一課開始。
drop-yes = 唔學喇
drop-no = 繼續學
dropped = 好，《{ $course }》唔學喇。想學其他，發「選課」。
course-start-now = 而家就學
course-gone = 呢門課而家冇咗。發「選課」睇下其他。
drop-kept = 好，《{ $course }》繼續學。

## What people think of courses, and what they wish to learn
rate-ask = 《{ $course }》對您有冇用？
rate-3 = 好有用
rate-2 = 麻麻哋
rate-1 = 冇乜用
rate-kept = 多謝，《{ $course }》嘅評價記低咗。想改，發「評課」。
rate-none = 學完並通過一門課，就可以評。
rate-which = 評邊一門課？
wish-ask = 您想學乜？寫一句發嚟，例如：煮家常菜。
wish-kept = 記低咗：「{ $words }」。辦課嘅老師會睇到，多謝您。
wish-known = 「{ $words }」已經記低咗，辦課嘅老師會睇到。
wish-enough = 您今日講咗好多，都記低咗。其他聽日再話我哋知啦。
wish-near = 而家有一門《{ $course }》，睇下係咪您想學嘅。
wish-look = 學《{ $course }》
wishes-title = 大家想學的（九十日內）
wishes-line = { $number }. { $words }（{ $people } 人）
wishes-none = 九十日內還沒有人許願。

## Milestones: neighbouring ones in different words
milestone-lessons-1 = 🌱 呢課係您學完嘅第 { $count } 課，真好。
milestone-lessons-2 = 🌱 計埋呢一課，您已經學完 { $count } 課喇。
milestone-lessons-3 = 🌱 第 { $count } 課學完喇，學到嘅都係自己嘅。
milestone-lessons-4 = 🌱 您學完 { $count } 課喇，一步一步，行得穩。
milestone-days-1 = 📅 您已經有 { $count } 日學過課，真好。
milestone-days-2 = 📅 今日係您學課嘅第 { $count } 日，細水長流。
milestone-days-3 = 📅 學咗 { $count } 日，真係叻。
milestone-courses-1 = 呢門係您通過嘅第 { $count } 門課。
milestone-courses-2 = 您一共通過咗 { $count } 門課，真係叻。

## Time, pause, resume, stop
time-now = 而家每日 { $time } 送課。
time-breaks = 每次 { $minutes } 分鐘。想改，發「每次 5 分鐘」。
time-holidays-on = 公眾假期照常。想休息，發「公眾假期休息」。
time-holidays-off = 公眾假期休息。想照常，發「公眾假期照常」。
time-off-today = 今日唔送課。
time-off-tomorrow = 聽日唔送課。
time-paused = 而家停咗送課，{ $date }繼續學。
time-ask = 想改到幾時？例如「時間 7:30」。
meal-sure = { $time } 係飯鐘，揸車會響。仲要呢個時間嗎？
meal-yes = 要，就 { $time }
meal-later = 改到 { $time }
time-set = 好，改到每日 { $time }。
time-sure = 改到每日 { $time } 送課，好嗎？
time-change = 改到 { $time }
time-keep = 唔改
time-kept = 好，照舊每日 { $time }。
time-again = 呢個時間我睇唔明。
time-unclear = 睇唔明時間。請咁樣寫：時間 7:30。
time-too-many = 一日最多 { $most } 個時間。請再寫一次，例如：時間 9:30 15:00。
paused = 好，先停一停。想學，發「繼續」。
paused-days = 好，停 { $days } 日，{ $date }繼續學。想早啲返嚟，發「繼續」。
resumed = 好，繼續學。每日 { $time } 見。
stopped =
    好，唔再發訊息畀您。學過嘅都幫您留住。
    想返嚟，發「開始」。

## A break, a day off
break-length = 好，以後每次 { $minutes } 分鐘。而家得閒，發「得閒」。
break-fits = { $minutes } 分鐘，夠學呢一課：
break-goes-on = 接住上次未學完嘅：
break-resumed = 接住頭先嘅題目：
break-too-long = 呢一課要 { $minutes } 分鐘，先做 { $count } 題，好嗎？
break-questions = 好，先做 { $count } 題
break-lesson = 學成課，我有時間
off-today = 好，今日唔送課喇，{ $when } 見。想學嗰陣，發「得閒」就得。
off-today-plain = 好，今日唔送課喇。想學嗰陣，發「得閒」就得。
off-tomorrow = 好，聽日唔送課，{ $when } 見。
off-tomorrow-plain = 好，聽日唔送課。想學嗰陣，發「得閒」就得。
off-not = 好，照常送課，每日 { $time } 見。
holidays-off = 好，公眾假期唔送課。想改返，發「公眾假期照常」。
holidays-on = 好，公眾假期照常送課。想休息，發「公眾假期休息」。

## Progress
progress-title = 我的進度
progress-streak = 連續學習：{ $streak } 日
progress-course = 《{ $course }》：{ $done }/{ $total } 課
progress-quiz = 答題：{ $right }/{ $total } 題啱
progress-waiting = 《{ $course }》：放低咗，發「選課」繼續學
progress-passed = 《{ $course }》：已通過
progress-none = 仲未開始學。發「今日一課」，兩三分鐘就得。
progress-due = 有 { $count } 題可以練，發「小測」。

## Competitions
competitions-none = 而家冇比賽。有嘅話會話您知。
competitions-list = 而家嘅比賽：
competition-line = { $title }
competition-entered-line = { $title }（已報名）
competition-card =
    主辦：{ $organiser }
    { $stages }
    詳情：{ $link }
competition-stage-line = { $kind }：{ $opens } 至 { $closes }
stage-registration = 報名
stage-upload = 交作品
stage-quiz = 答題
stage-live = 現場
stage-judging = 評審
stage-publicity = 公布
stage-award = 頒獎
competition-enter = 我要報名
competition-entered = 報名成功：{ $title }。
competition-entered-reminded = 到時會提您。
competition-entered-look = 想睇日期，發「比賽」。
competition-already-entered = 您已經報咗名：{ $title }。
competition-entry-closed = 而家報唔到名：{ $title }。報名時間：{ $opens } 至 { $closes }。
competition-entry-open-to-all = 《{ $title }》唔使報名，到時直接參加。
competition-gone = 呢個比賽已經完咗。
competition-announcement =
    【比賽】{ $title }
    主辦：{ $organiser }
    { $stages }
    詳情：{ $link }
competition-announcement-hint = 想報名，發「比賽」。
competition-reminder =
    【提醒】{ $title }
    { $stage } 仲有 { $left } 截止（{ $closes }）。
competition-reminder-hint = 未做嘅，發「比賽」。

## Everything else
help =
    您可以發呢啲：
    今日一課：學今日嘅課
    小測：練一練
    選課：換一門課
    時間 7:30：改送課時間
    暫停、繼續
    進度、學分、證書、比賽
    大字、聽、慢：換個睇法
    人：搵人幫手
    評課、許願：講下課好唔好、想學乜
    綁定：同您另一個對話合埋
    私隱：存咗乜，下載、刪除
    退訂：唔再收訊息
help-ask = 問 手機唔見咗點算：課程講過嘅，都可以問
help-breaks =
    有三分鐘：即刻學少少
    今日唔學、公眾假期休息：嗰日唔送課
help-question = 頭先嗰題仲等緊您，想答，直接回覆就得。
big-on = 好，以後用大字。想變返，發「小字」。
big-off = 好，變返細字喇。
big-while = 以後都用大字；想變返，發「小字」。
slow-on = 好，以後一次睇少啲。想變返，發「快一點」。
slow-off = 好，變返原來咁喇。
voice-here = 呢一課，讀畀您聽。想再睇下字，發「再看一遍」。
voice-none = 呢一課仲未有錄音。想睇大字，發「大字」；想慢慢睇，發「慢」。
human-ask = 好，我請{ $name }嚟幫您。想問乜？直接發嚟；唔想寫，回覆 1。
human-nothing = 就呢啲
human-asked = 好，我請{ $name }嚟幫您，答覆會發喺呢度。
human-enough = 今日請過好幾次喇，答覆會發喺呢度。聽日仲可以再請。
human-none = 而家冇人幫得手。換個方法：想聽，發「聽」；想睇大字，發「大字」；想再睇，發「再看一遍」。
human-elsewhere = 要人幫手，請搵：{ $helper }。
help-who = 學友 { $number }
help-wanted = { $who }想請您幫個忙。
help-at = 學緊：{ $lesson }
help-question-open = 答緊：{ $question }
help-words = { $who }話：{ $words }
help-how = 答覆請咁寫：回 { $number } 您嘅說話
help-button = 答覆
help-write = 您想同{ $who }講乜？直接發嚟。
help-unwritten = 先唔答住
help-sent = 好，送咗畀{ $who }。
help-gone = 呢個忙已經有人幫咗，或者過咗時。
help-again = 請寫埋編號同您嘅說話，例如：回 12 撳右上角個加號。
help-answer = { $name }答您：{ $words }
help-answer-next = 仲有唔明，發「人」。
fact-help-wanted = 有學友想請您幫手
fact-help-answer = 您問嘅，有答覆喇
said-thanks = 唔使客氣。想學嗰陣，發「今日一課」就得。
said-fine = 好。想學嗰陣，發「今日一課」就得。
not-understood = 呢句我睇唔明。發「今日一課」就學得，發「幫助」睇下仲有咩做得。
something-waits = 您好，幫您留咗呢個：
unsupported-image = 相收到，可惜我淨係識睇文字。
unsupported-photo = 相收到，可惜我淨係識睇文字。
unsupported-sticker = 貼圖收到，好得意。
unsupported-animation = 貼圖收到，好得意。
unsupported-voice = 您嘅語音我仲聽唔明。
unsupported-audio = 聲音我仲聽唔明。
unsupported-video = 影片收到，可惜我仲睇唔明。
unsupported-shortvideo = 影片收到，可惜我仲睇唔明。
unsupported-video-note = 影片收到，可惜我仲睇唔明。
unsupported-location = 位置收到，多謝您。我呢度用唔着，唔會留低。
unsupported-venue = 位置收到，多謝您。我呢度用唔着，唔會留低。
unsupported-link = 連結我打唔開。唔識嘅人發嚟嘅，您都唔好撳。
unsupported-document = 檔案我打唔開，淨係識睇文字。
unsupported-other = 我而家淨係識睇文字。
type-today = 想學，發「今日一課」。
type-answer = 頭先嗰題，請打字回覆。
sorry = 頭先出咗少少問題，冇記到。請再發一次。

## Reminders in WeChat
help-notices = 提醒：到時叫您一聲
notices-invite-lesson-done = 聽日要唔要提您？
notices-invite-entered = 截止前要唔要提您？
notices-invite-handed-over = 呢類事，下次早啲提您好嗎？
notices-link = 撳呢度，再撳「允許」
notices-offer = 想我提您？
notices-left = 仲可以提您 { $count } 次。想多幾次，
notices-more-link = 撳呢度，再撳「允許」
notices-lasting = 好，到時會提您，唔使再撳。
notices-none = 而家仲未可以主動提您。想學嗰陣，發「今日一課」就得。
notices-not-needed = 呢度唔使另外開提醒，到時會話您知。
notices-page-title = 提醒
notices-page-ask = 要提醒您嗎？
notices-page-what = 到時候，微信會通知您：
notices-page-button = 提醒我
notices-page-once =
    按了以後，再按「允許」。
    按一次，提醒一次。
notices-page-lasting =
    按了以後，再按「允許」。
    按一次，一直提醒。
notices-page-mixed = 按了以後，再按「允許」。
notices-page-waiting = 請稍等……
notices-page-accepted = 好，到時候提醒您。
notices-page-close = 可以關閉這一頁了。
notices-page-refused = 好，不提醒。
notices-page-outside = 請在微信裏打開。
notices-page-outside-next =
    打開微信，進入我們的公眾號，
    發「提醒」。
notices-page-trouble = 這次沒有成功。
notices-page-trouble-next =
    請關閉這一頁，
    回到對話，再發「提醒」。
notices-page-old = 您的微信版本有點舊。
notices-page-old-next =
    更新微信以後，
    在對話裏發「提醒」就可以。
notices-page-down = 微信現在有點忙。
notices-page-down-next = 請過幾分鐘再打開這一頁。
notices-page-none = 這裏還沒有提醒。
notices-page-none-next =
    想學的時候，
    在對話裏發「今日一課」。
notices-kind-lesson = 每日的課到了
notices-kind-quiz = 是時候做小測
notices-kind-reminder = 比賽快將截止
notices-kind-announcement = 有新比賽
notices-kind-result = 比賽有結果
notices-kind-news = 主辦機構有通知
notices-kind-credit = 學分有消息

## In a notice or a template message: at most 20 characters each
own-name = 一課
fact-lesson = 今日嘅課等緊您，發「今日一課」就學得
fact-practice = 有 { $count } 題再練下，發「小測」就練得
fact-farewell = 想學就發「今日一課」，都幫您留住
fact-farewell-title = 好耐冇見您喇
fact-course-lesson = { $lesson }（{ $course }）
fact-announcement = 有新比賽，發「比賽」睇日期同報名
fact-reminder = { $stage }快截止，發「比賽」睇點做

## Menus, cohorts, posters
menu-time = 改時間
menu-pause = 暫停送課
menu-progress = 我的進度
menu-page = 我的學習
menu-credits = 我的學分
menu-competitions = 比賽
menu-help = 點樣用
class-joined-named = 好，您已經加入「{ $title }」。有通知會話您知。
poster-brand = 一課 · 每日一小課，兩三分鐘
poster-line = 微信掃一掃，每日學一課
poster-steps = 打開微信，按右上角的＋，再按「掃一掃」

## Announcements and digest
news =
    【通知】{ $title }
    { $text }

    { $organiser }
news-link =
    { "" }
    詳情：{ $link }
fact-news = 有新通知，撳開對話睇全文
digest-title = 今個星期有乜
digest-open = 進行緊：
digest-open-line = 《{ $title }》{ $stage }，{ $closes } 截止
digest-soon = 就快開始：
digest-soon-line = 《{ $title }》{ $stage }，{ $opens } 開始
digest-courses = 新課：
digest-course-line = 《{ $title }》
digest-more = 仲有 { $count } 個
digest-hint-competitions = 想參加，發「比賽」。
digest-hint-courses = 想學，發「選課」。
digest-hint-both = 想參加，發「比賽」；想學，發「選課」。

## Links
course-link = 呢門係《{ $course }》，共 { $lessons } 課，每課兩三分鐘。
course-link-now = 《{ $course }》您學緊。
group-joined = 好，您已經加入「{ $title }」。
group-joined-nameless = 好，您已經加入呢個群組。
group-woken = 您嘅課亦繼續送，每日 { $time } 見。唔想收，發「退訂」。
group-gone = 嗰個群組而家搵唔到。

## The weekly board
board-ask = 群組每星期有張學習榜，寫住邊個學咗幾課。要唔要寫埋您？
board-yes = 上榜
board-no = 唔上榜
board-on = 好，榜上會寫「{ $name }」。唔想上，發「唔上榜」。
board-on-cut = 名入面嘅網址、號碼同聯絡方法唔上得榜，榜上會寫「{ $name }」。唔想上，發「唔上榜」。
board-off = 好，榜上唔寫您。想上，發「上榜」。
board-none = 您仲未加入有學習榜嘅群組。喺群組撳「私訊我」，就可以加入。
board-which = 要上邊個群組嘅榜？
board-group-nameless = 冇名嘅群組
board-nameless = 一位學友
in-groups = 呢個要喺群組發，由群組管理員設定。

## Two chats of one person
bind-code =
    您嘅號碼係 { $code }，十分鐘內有效。
    喺您另一個對話發「綁定 { $code }」，兩邊嘅學習就合埋一齊。
bind-code-link = 另一邊係 Telegram，撳下面都得。
bind-link = 在 Telegram 綁定
bind-for-you = 呢個號碼只係畀您自己用，請唔好話畀人知。
bind-ask-touch =
    這會把這裏的您，和另一邊取得這個號碼的那位，合成一個人：進度、學分、報名都算在一起，以後分不開。
    另一邊是您自己嗎？號碼要是別人給的，請按「不是我」。
bind-ask-words =
    這會把這裏的您，和另一邊取得這個號碼的那位，合成一個人：進度、學分、報名都算在一起，以後分不開。
    另一邊是您自己的話，請發「綁定 { $code }」；不是的話，不用理會。
bind-yes = 是我自己
bind-no = 不是我
bind-touch = 是您自己的話，請按「是我自己」，或者發「綁定 { $code }」。
bind-busy = 而家攞唔到號碼，請過幾分鐘再發「綁定」。
bind-six = 號碼係六個數字。請咁樣寫：綁定 123456。
bind-own = 呢個號碼就係喺呢度攞嘅。請喺您另一個對話發佢。
bind-wrong = 搵唔到呢個號碼。請睇下有冇打錯，再發一次。
bind-expired = 呢個號碼過咗十分鐘，用唔到。請喺另一邊再發「綁定」，攞個新嘅。
bind-used = 呢個號碼已經用過。請喺另一邊再發「綁定」，攞個新嘅。
bind-already = 兩邊已經合埋一齊，唔使再綁。
bind-too-many = 號碼錯咗好幾次，唞一唞，一個鐘後再試。
bind-rest = 而家發錯號碼嘅人太多，綁定停一停，請一個鐘後再試。學過嘅都幫您留住。
bind-goes-on = 每日嘅課照常送。唔想收，發「退訂」。
bind-done = 好，兩邊合埋一齊喇。
bind-lessons = 您一共學咗 { $lessons } 課。
bind-lessons-streak = 您一共學咗 { $lessons } 課，連續 { $streak } 日。

## Rounds of practice
round-score = { $asked } 題答啱 { $right } 題。
round-all = { $asked } 題全啱，好叻！

## After an absence of ours
late = 頭先未能及時回覆您，唔好意思。請再發一次。

## After a long silence
farewell = 好耐冇見您喇。課先停一停，費事嘈住您；學過嘅都幫您留住。想學嗰陣，發「今日一課」，隨時歡迎。

## The balance
credit-title = 我的學分
credit-none = 暫時沒有課可以申請學分。學完並通過一門課，就可以申請。
credit-no-bank = 這裏還未連接學分銀行，成績先記在這裏。
credit-total = 一共申請 { $credit } 學分，{ $hours } 學時。
credit-of-it = 其中{ $parts }。
credit-part-received = 銀行收到 { $credit } 學分
credit-part-accepted = 已認可 { $credit } 學分
credit-part-credited = 已轉為 { $credit } 學分
credit-part-rejected = 未獲認可 { $credit } 學分
credit-levels = 學時按等級（共七級）：{ $levels }。
credit-level = 第 { $level } 級 { $hours } 學時
credit-line = 《{ $course }》{ $credit } 學分，{ $hours } 學時，第 { $level } 級：{ $state }。
credit-more = 還有 { $count } 門課，都有紀錄。
credit-state-recorded = 已記下，尚未送出
credit-state-queued = 正在送往學分銀行
credit-state-received = 學分銀行已收到，等待認定
credit-state-accepted = 學分銀行已認可
credit-state-credited = 已轉為學分
credit-state-rejected = 未獲認可
credit-state-dropped = 未能送出，不會再送，成績仍記在這裏
credit-state-withdrawing = 您已收回，學分銀行尚未撤銷，我們正在跟進
credit-state-withdrawn = 您已收回，學分銀行已經撤銷
credit-state-voided = 這項紀錄已作廢，不再有效
credit-credited-as = 已轉為 { $credit } 學分
credit-rejected-because = 未獲認可，學分銀行説：{ $reason }
credit-not-handed-in = 未能送出，我們正在處理
credit-look-at-certificate = 想看結業證書，發「證書」。

## Consent
consent-yes = 同意
consent-no = 不同意
consent-ask =
    要把學習成績送到學分銀行（{ $banks }）嗎？
    送出以後，由學分銀行認定學分。
consent-what-goes =
    只送一個代號、學了哪門課、學時、成績和時間{ $account }，不送您的姓名和聊天帳戶。
    隨時發「不同意」就可收回，我們也會請學分銀行撤銷送出的資料。
consent-with-account = ，還有您填的學分銀行戶口號碼（填了才送）
consent-given = 好，您學過的會送到學分銀行。發「學分」看結果，發「不同意」隨時收回。
consent-refused = 好，不送。成績只記在這裏。想送的時候，發「同意」。
consent-withdrawn = 好，由現在起不再送出，也會請學分銀行撤銷送出的資料。想再送的時候，發「同意」。
accounts-gone = 您填的戶口號碼也刪除了。
consent-look-first = 請先看看要送到哪裏，再選擇。
consent-standing = 您已同意送到學分銀行。發「不同意」可以收回。

## Under fourteen
age-ask = 先問一問：您滿 14 歲了嗎？
age-yes = 已滿
age-no = 未滿
age-saved = 好，記住了。
guardian-ask =
    這一步請家長來看。
    家長您好：孩子未滿 14 歲，要把學習成績送到學分銀行（{ $banks }），須由監護人同意。送出以後，由學分銀行認定學分。
guardian-confirms = 您是孩子的父母或其他監護人，看過以上內容，同意這樣做，請回覆「監護人同意」。
guardian-yes = 監護人同意
guardian-given = 好，監護人已同意，學過的會送到學分銀行。發「學分」看結果，發「不同意」隨時收回。
guardian-needed = 沒有監護人同意，甚麼都不會送出。
board-not-under-14 = 未滿 14 歲嘅同學唔上榜。自己學得好，就好叻。

## The account number at a bank
account-ask =
    您喺「{ $bank }」嘅戶口號碼係幾多？填咗，學分先記到您名下。
    請直接發嚟。未有嘅話，遲啲再填都得。
account-later = 以後再説
account-hint = 發戶口號碼，或者發「以後再説」。
account-first-agree = 要您同意送到學分銀行，先使填戶口號碼。發「學分」就睇到。
account-left = 好，遲啲再填。想填嗰陣，發「學分」。成績都幫您留住。
account-sure = 您填嘅戶口號碼，尾數 { $tail }。啱唔啱？
account-yes = 啱
account-again = 唔啱，再填過
account-saved = 好，戶口號碼記低咗，係加密存嘅，只用嚟記學分。想改，發「改戶口」。
account-form = 呢個號碼同「{ $bank }」嘅戶口號碼對唔上。請睇下有冇打錯，再發一次。
account-id-card = 呢個似係身份證號碼，我冇存低。請唔好喺對話發身份證號碼，要嘅係「{ $bank }」嘅戶口號碼。
account-bank-card = 呢個似係銀行卡號碼，我冇存低。請唔好發銀行卡號碼畀人，要嘅係「{ $bank }」嘅戶口號碼。
account-phone = 呢個似係電話號碼，我冇存低。要嘅係「{ $bank }」嘅戶口號碼。
account-stands = 您喺「{ $bank }」嘅戶口號碼，尾數係 { $tail }。
account-stands-unseen = 您喺「{ $bank }」嘅戶口號碼填咗。
account-tail = 尾數 { $tail }
account-unseen = 已填
account-change = 換一個號碼
account-drop = 刪除號碼
account-keep = 唔改
account-dropped = 好，戶口號碼刪除咗。未送出嘅先留住，填咗新嘅再送。
account-dropped-only = 好，戶口號碼刪除咗。
account-which = 要填邊間嘅戶口號碼？
account-not-needed = 而家唔使填戶口號碼。
account-too-early = 等您學完並通過一門課，有咗學分，再填戶口號碼。

## Certificates
certificates-none = 還沒有證書。學完並通過一門課，就有結業證書。
certificate-soon = 通過了的課有結業證書，發「證書」就看到。
certificate-alt = 《{ $course }》結業證書
certificate =
    《{ $course }》的結業證書，編號 { $number }。
    { $page }
certificate-page-open = 誰有連結，誰就可核對；看不到您的名字。
certificate-page-named = 誰有連結，誰就可核對，也看得到您的名字。
certificate-page-closed = 核對的網頁關着，別人打開甚麼也看不到。
certificate-revoked = 《{ $course }》的證書已經作廢：{ $reason }
certificate-repeated = 同一門課，另有一張證書
certificate-link = 打開證書
certificate-which = 您有 { $count } 張證書，看哪一張？
certificate-line = 《{ $course }》
certificate-name-add = 寫名字
certificate-name-change = 改名字
certificate-name-drop = 不寫名字
certificate-name-show = 讓別人也看到名字
certificate-name-hide = 不讓別人看到名字
certificate-web-close = 關閉網頁
certificate-web-open = 打開網頁
certificate-name-ask = 證書上寫甚麼名字？請直接發來，最多 20 個字。只有您自己看得到，除非您願意給別人看。
certificate-name-later = 不寫了
certificate-name-hint = 發名字，或者發「不寫了」。
certificate-name-saved = 好，名字寫上了。
certificate-name-dropped = 好，證書上不寫名字了。
certificate-name-shown = 好，打開網頁的人也看得到名字。
certificate-name-hidden = 好，打開網頁的人看不到名字。
certificate-web-closed = 好，網頁關閉了，別人打開甚麼也看不到。
certificate-web-opened = 好，網頁打開了，有連結的人可以核對。
certificate-name-unseen = 沒有看到名字。請直接發名字，例如：王秀英。
certificate-name-long = 名字最多 { $most } 個字，請寫短一點。
certificate-name-unprintable = 名字有些字這裏印不出來，請改用中文字或英文字母。

## What a credit bank decided
credit-news-accepted = 好消息：《{ $title }》的學習成果，{ $bank }已認可。
credit-news-converted = 好消息：《{ $title }》的學習成果，{ $bank }已轉為 { $credit } 學分。
credit-news-converted-untold = 好消息：《{ $title }》的學習成果，{ $bank }已轉為學分。
credit-news-rejected = 《{ $title }》的學習成果，{ $bank }不認可，銀行説：「{ $reason }」。
credit-news-rejected-untold = 《{ $title }》的學習成果，{ $bank }不認可，銀行沒有説原因。
credit-news-no-account = { $bank }查不到您給的戶口號碼，可能抄錯了一位。您學的都在，沒有丟。
credit-news-see-all = 想看全部紀錄，發「學分」。
credit-news-give-again = 想再給一次戶口號碼，發「學分」。
credit-news-fact-accepted = 學習成果已獲認可
credit-news-fact-converted = 學習成果已轉為學分
credit-news-fact-rejected = 學習成果未獲認可
credit-news-fact-no-account = 請再給一次學分銀行戶口號碼
credit-news-fact-account-title = 學分銀行戶口號碼

## One's own data
privacy-title = 您的私隱
privacy-kept = 為了送課給您、計算成績，我們保留：您的聊天編號、選的課、學到哪裏、答對答錯、送課時間、報名的比賽、給課的評價；您選了上榜，還有榜上的名字。不收集您的電話、身份證。
privacy-how-long = 這些保留到您説「刪除我的資料」為止。平時説的話不留。您許的願保留四百日，問的問題和請人幫忙的話保留半年，裏面的號碼會遮住。我們的回覆，留幾天就刪。您填的學分銀行戶口號碼和證書上的名字，都加密存放；號碼連同成績交給學分銀行；收回同意，這裏就刪。
privacy-accounts = 您填過戶口號碼：{ $banks }。想刪，發「改戶口」。
privacy-consents-none = 您沒有同意把成績送到任何學分銀行。
privacy-consents =
    您同意過：
    { $lines }
    想收回，發「不同意」。
privacy-consent-line = { $date }，送到{ $bank }
privacy-consent-line-guardian = { $date }，送到{ $bank }（監護人同意）
privacy-under-14 = 您説過未滿 14 歲。不對的話，發「我滿十四歲了」。
privacy-recommends = 選課時會推薦一門：只看您學過甚麼、在哪個群組、哪些是新課。不想要，發「不要推薦」。
privacy-recommends-not = 您説過不要推薦課程。想要，發「要推薦」。
privacy-rights = 想要一份自己的資料，發「下載資料」。想全部刪除，發「刪除我的資料」。
privacy-export = 下載資料
privacy-forget = 刪除我的資料
export-ready =
    您的資料準備好了，按下面打開。連結 { $lasts }內有效，只供您自己用，請不要轉給別人。
    裏面是一個壓縮檔，有 JSON 和表格（CSV）。
export-link = 打開我的資料
forget-ask =
    刪除以後，您的學習紀錄、成績、證書、報名都沒有了，找不回來。送到學分銀行的，我們會請他們撤銷。
    想好了，請回覆「確認」。回覆別的，甚麼都不刪。
forget-yes = 確認
forget-no = 不刪了
forget-done = 好，一分鐘內就全部刪除，送到學分銀行的也請他們撤銷。多謝您一路學過來。以後想學，隨時再來。
forget-kept = 好，甚麼都沒有刪除。

## For reviewers and operators
drafts = 等您審閲的課程：
drafts-none = 現在沒有等您審閲的課程。
draft-card =
    版本 { $version }
    來源：{ $source }

    { $lessons }
draft-read = 看第 { $number } 課
draft-question =
    題：{ $stem }
    選項：{ $options }
    答案：{ $answer }
    解釋：{ $why }
draft-source = 出處：{ $source }
draft-approve = 全部看過，通過
draft-approved = 《{ $title }》已通過，從現在起可以學了。
draft-once-reviewed = 已經有一位審閲人看過，您再通過就開課。
draft-reviewed = 好，《{ $title }》您審過了。再請另一位審閲人通過，就開課。
draft-needs-other = 《{ $title }》是您審過的，要請另一位審閲人來通過。
status-title = 運行情況（24 小時）
status-line = { $state }：{ $count }
status-bank = { $bank }：排隊 { $queued }，已收 { $accepted }，被拒 { $dead }
status-books = { $bank } 對帳：缺 { $missing }，多 { $extra }，不同 { $differing }
status-books-trouble = { $bank } 未能對帳
status-nothing = 沒有要送的，也沒有送過的。
status-state-planned = 等着送
status-state-claimed = 正在送
status-state-sent = 送到了
status-state-held = 等對方先發話
status-state-expired = 過時未送
status-state-failed = 未能送出
competition-reach = 報名 { $entrants } 人，通知已送到 { $reached } 處。

## The pages of the Mini App
app-brand = 一課
app-skip = 直接看內容
app-nav-name = 五個頁面
app-nav-courses = 課程
app-nav-progress = 進度
app-nav-credits = 學分
app-nav-competitions = 比賽
app-nav-settings = 設定

## The pages of the Mini App: Signing in
app-waiting = 請稍等……
app-outside = 請從對話裏打開
app-outside-next = 打開和「一課」的對話，按左下角的選單按鈕，就看到自己的課程和進度。
app-refused = 這次未能認出您
app-refused-next = 請關閉這一頁，回到對話，再按一次選單按鈕。
app-trouble = 網絡不太暢順
app-trouble-next = 您的東西都在，沒有丟。請過一會再試一次。
app-again = 再試一次
app-over = 請再打開一次
app-over-next = 這一頁放久了，為了您的安全先關閉。請回到對話，再按一次選單按鈕。
app-newcomer = 先説一聲「開始」
app-newcomer-next = 我們還不認識。請回到對話，發「開始」，認識以後這裏就有您的課程。
app-form-old = 這一頁舊了
app-form-old-next = 剛才的沒有記下。請回到課程頁，再做一次。
app-unknown = 沒有這一頁
app-unknown-next = 請回到對話，從選單再打開一次。
app-no-sign-in = 在對話裏就可以學
app-no-sign-in-next = 回到對話，發「選課」「進度」「學分」「比賽」，就看到一樣的內容。
app-wechat-failed = 微信這次沒有成功
app-wechat-failed-next = 請關閉這一頁，回到對話，從選單再打開一次。
app-back-to-chat = 回到對話
app-back-to-courses = 回到課程
app-close-hint = 關閉這一頁，就回到對話。

## The pages of the Mini App: Courses
app-courses-now = 正在學
app-recommended = 為您推薦
app-courses-shelf = 可以選的課
app-courses-all-title = 全部課程
app-courses-none = 還沒有課程，遲些再來看看。
app-courses-all = 看全部課程
app-courses-mine = 只看適合我的課
app-look = 看看《{ $course }》
app-facts = 第 { $level } 級，{ $lessons } 課，{ $hours } 學時
app-minutes = 每課約 { $minutes } 分鐘
app-course-state-active = 正在學
app-course-state-waiting = 先放着
app-course-state-passed = 已通過
app-course-state-new = 還未學
app-done-of = 已學 { $done } 課，共 { $total } 課
app-lessons = 看看有哪些課
app-lesson-line = 第{ $number }課 { $title }
app-lesson-done = 學完了
app-choose = 學這門課
app-choose-on = 繼續學這門課
app-choose-again = 再學一次
app-switch-to = 換成這門課
app-switch-keep = 不換，回到課程
app-switch-note = 您現在學《{ $course }》。換了以後，它先放着，學過的都留着，隨時可以換回來。
app-active-note = 每日 { $time } 送課。現在就想學，回到對話發「今日一課」。
app-not-sent-note = 現在沒有送課。想學的時候，回到對話發「今日一課」。
app-chosen = 好，現在學《{ $course }》，每日 { $time } 送課。
app-chosen-next = 想現在就學，回到對話發「今日一課」。
app-course-gone = 這門課現在沒有了，看看別的吧。

## The pages of the Mini App: Progress
app-progress-none = 還未開始學。回到對話發「今日一課」，兩三分鐘就好。
app-streak = 連續學習
app-streak-days = 日
app-streak-none = 歇幾日沒關係，隨時繼續學。
app-chart = 最近四星期
app-chart-words = 最近四星期學了 { $lessons } 課，有 { $days } 日在學。
app-chart-none = 最近四星期還沒有學完的課。
app-chart-table = 看每星期的數字
app-chart-week = 哪一星期
app-chart-days = 學了幾日
app-chart-lessons = 學完幾課
app-chart-to = 至
app-chart-today = 今天
app-my-courses = 我的課程
app-quizzes = 答題
app-quiz-share = { $total } 題裏，{ $right } 題答對了。
app-quiz-none = 還未答過題。
app-reviews-due = 有 { $count } 題可以再練一練。回到對話發「小測」。
app-reviews-none = 現在沒有題要練。

## The pages of the Mini App: Credits
app-credits-total = 一共申請
app-credits-unit = 學分
app-claims = 申請過的課
app-claim-facts = { $credit } 學分，{ $hours } 學時，第 { $level } 級（共七級）
app-consent = 送到學分銀行
app-consent-standing = 您已同意送到學分銀行，隨時可以收回。
app-consent-give = 同意，送到學分銀行
app-consent-guardian = 我是孩子的父母或其他監護人，看過以上內容。
app-consent-guardian-give = 監護人同意
app-consent-refuse = 不同意
app-consent-withdraw = 不同意了，收回
app-age-save = 就是這樣
app-accounts = 學分銀行戶口號碼
app-accounts-note = 填了戶口號碼，學分才能記到您名下。號碼加密存放，只用來記學分。
app-account-at = 您在「{ $bank }」的戶口號碼
app-account-now = { $bank }：{ $tail }
app-account-new = 換一個號碼
app-account-save = 儲存號碼
app-account-drop = 刪除號碼
app-account-saved = 好，號碼記下了。
app-account-dropped = 好，號碼刪除了。未送出的先留着，填了新的再送。
app-certificates = 我的證書
app-certificate-of = 打開《{ $course }》的證書
app-certificate-note = 想寫上名字，或者不讓別人看，回到對話發「證書」。

## The pages of the Mini App: Competitions
app-mine = 我報名的
app-open = 正在進行和快將開始
app-organiser = 主辦：{ $organiser }
app-stage = { $kind }：
app-to = 至
app-stage-now = 進行中
app-entered = 已報名
app-enter = 我要報名：{ $title }
app-enter-short = 我要報名
app-no-entry = 不用報名，到時間直接參加。
app-entry-ahead = { $opens } 開始報名。
app-entry-over = 報名已經結束。
app-details = 看比賽詳情
app-details-of = 看比賽詳情：{ $title }
app-enter-done = 報名成功：{ $title }。

## The pages of the Mini App: Settings
app-times = 送課時間
app-times-now = 現在每日 { $time } 送課。
app-time-first = 每日幾點
app-time-more = 一日想學幾次？再加時間
app-time-nth = 第{ $number }次
app-times-save = 儲存時間
app-times-saved = 好，改到每日 { $time }。
app-time-wrong = 這個時間看不明白。請這樣寫：07:30。
app-time-missing = 請至少寫一個時間，例如 07:30。
app-numeral-1 = 一
app-numeral-2 = 二
app-numeral-3 = 三
app-numeral-4 = 四
app-pause = 停一停
app-pause-how = 停多久
app-pause-for-3 = 停三日
app-pause-for-7 = 停一星期
app-pause-for-14 = 停兩星期
app-pause-for-0 = 先停下，想學了再説
app-pause-save = 暫停送課
app-pause-wrong = 請先選停多久。
app-paused-now = 現在停着送課。
app-paused-until = 現在停着送課，{ $date }繼續送。
app-stopped-now = 現在不給您發訊息。學過的都給您留着。
app-go-on = 繼續送課
app-paused-done = 好，先停下。
app-paused-done-until = 好，先停下，{ $date }繼續送。
app-went-on = 好，繼續學。每日 { $time } 見。
app-who = 我是誰
app-who-note = 告訴我們，課程頁就先放適合您的課。
app-who-save = 儲存
app-who-saved = 好，記住了。課程頁先放適合您的課。
app-who-wrong = 請先選一項。
app-size = 字體大小
app-size-of-normal = 標準
app-size-of-large = 大
app-size-of-huge = 特大
app-size-save = 換成這個大小
app-size-saved = 好，字體大小換成「{ $size }」了。
app-size-wrong = 請先選一種大小。
app-quiet = 不打擾
app-quiet-note = { $begin } 至 { $end }，我們不主動給您發訊息。您來找我們，隨時都在。
app-check-form = 還差一點，請看下面標出的地方。

## A copy of one's data
copy-page-title = 我的資料
copy-page-lead = 這裏可以下載我們保留的、關於您的全部資料。
copy-page-what = 您的課程、回答、學習紀錄、同意書、證書，還有我們發給您的訊息，都在裏面。
copy-page-button = 下載我的資料
copy-page-private = 檔案裏有您的個人資料，請只留給自己。
copy-page-in-wechat = 如果按了沒有反應，請按右上角的「…」，選「在瀏覽器打開」，再按一次。
copy-gone-title = 這個連結不能用了
copy-gone-lead = 連結過了有效期，或者不完整。
copy-gone-what = 回到對話發「下載資料」，就會收到新連結。
copy-busy-title = 請稍等一會
copy-busy-lead = 現在下載的人比較多。
copy-busy-what = 過一分鐘再按一次就好。
copy-file-name = 一課-我的資料
copy-unreadable = （密鑰已更換，無法顯示 / cannot be opened: its key was changed）
copy-sections-profile = 您的設定：身份、語言、時間、是否暫停
copy-sections-addresses = 您用哪些帳戶聯絡我們
copy-sections-notice-consents = 您同意或拒絕過的提醒
copy-sections-groups = 您參加的群組和班
copy-sections-group-answers = 您在群組的答題
copy-sections-courses = 您選過的課程
copy-sections-lessons = 您看過和學完的每一課
copy-sections-answers = 您回答的每一道題
copy-sections-reviews = 甚麼時候温習哪一題
copy-sections-ratings = 您給課程的評價
copy-sections-wishes = 您想學的
copy-sections-questions-asked = 您問過的問題
copy-sections-help = 您請人幫忙、幫過別人的
copy-sections-helping = 您在哪些群組幫人
copy-sections-competitions = 您知道和參加的比賽
copy-sections-announcements = 發給您的通知
copy-sections-bank-consents = 您給學分銀行的同意和撤回
copy-sections-bank-accounts = 您在學分銀行的戶口號碼
copy-sections-pseudonyms = 學分銀行看到的您的代號
copy-sections-completions = 您的學習紀錄
copy-sections-claims = 您申請的學分
copy-sections-recognitions = 學分銀行的答覆
copy-sections-statements = 為您產生的學習聲明，與送出的內容一字不差
copy-sections-sent-to-banks = 哪項聲明送給了誰、結果如何
copy-sections-certificates = 您的證書
copy-sections-messages = 我們要發或已發給您的訊息
copy-sections-replies = 近幾天我們對您的回覆
copy-readme =
    這是「一課」保留的、關於您的全部資料。
    製作時間：{ $made_at }（協調世界時）

    data.json    全部資料，適合程式讀取
    tables/      同樣的資料，每類一個表格（CSV），可用試算表軟件打開；時間都是協調世界時

    儲存格開頭如果有一個單引號（'），那是為了防止試算表軟件把文字當成公式，不是資料的一部分。
    檔案裏有您的個人資料，請妥善保管。

    各個表格：
copy-page-brief = 我們保留的、關於您的全部資料，一個 ZIP 檔案。請只留給自己。
copy-gone-brief = 這個連結過了有效期，或者不完整。在對話發「下載資料」，就有新的。
copy-busy-brief = 現在下載的人很多。請過一分鐘再試。

## The language
language-ask = 用邊種語言？
language-saved = 好，以後用繁體中文。

## Groups
group-greeting =
    大家好，我係「一課」。每星期一門小課，每日一題，就喺群組度。比賽通知亦喺呢度。
    管理員發 /group 揀一門課，就可以開始。
group-greeting-back = 又見面喇。群組嘅設定都仲喺度，管理員發 /group 就改得。
group-help =
    大家好，我係「一課」。喺群組可以發：
    /competitions 睇比賽
    /board 睇本週榜
    管理員發 /group 改設定。
    上課、小測、進度，請私訊我。
group-private-button = 私訊我，每日學一課
group-personal = 呢個請私訊我，淨係您自己睇到。
group-personal-by-hand = 呢個請私訊我，撳我個頭像就得，淨係您自己睇到。
group-only-administrators = 群組設定由管理員改。您自己嘅課，私訊我就得。
group-administrators-unknown = 頭先查唔到邊個係管理員，請過一分鐘再試。
group-competitions-none = 而家冇比賽。有嘅話會話大家知。
group-panel-title = 本群組設定
group-course-line = 每星期一課：{ $course }
group-course-none = 仲未揀
group-course-gone = 原來嗰門冇咗，請另揀一門
group-rotates = 《{ $course }》，逢星期一換下一門
group-stays = 《{ $course }》，一直學呢門
group-question-line = 每日一題：{ $time }
group-question-off = 每日一題：不發
group-board-on = 本週榜：星期日發，只列願意上榜嘅人
group-board-off = 本週榜：不發
group-topic-line = 發在：{ $topic }
group-topic-chosen = 揀咗嘅話題
group-topic-general = General
group-quiet-line = 唔打擾嘅時間：{ $span }
group-quiet-default = 照平時
group-quiet-never = 冇
group-panel-closed = 好，就咁。想再改，發 /group。
group-to-course = 揀課
group-to-question = 每日一題
group-turn-board-on = 發本週榜
group-turn-board-off = 唔發本週榜
group-to-topic = 發喺邊個話題
group-to-quiet = 唔打擾嘅時間
group-to-language = 語言 Language
group-close = 得喇
group-back = 返回
group-ask-track = 群組入面係邊類朋友？
group-track-seniors = 長者
group-track-couriers = 外賣員、速遞員
group-track-farmers = 農友
group-track-workers = 上班族
group-track-youth = 學生
group-track-everyone = 大家都啱學
group-ask-course = 揀一門課：
group-course-button = { $title }（{ $lessons } 課）
group-more = 下一頁
group-shelf-empty = 呢度仲未有課，遲啲再嚟睇下。
group-no-course = 暫時唔學課
group-rotate = 每星期換一門
group-stay = 唔換，一直呢門
group-ask-question = 每日幾時發題？
group-course-first = 先揀一門課，先有題發。
group-no-question = 唔發
group-ask-topic = 發喺邊個話題？
group-topic-how = 想轉去其他話題，請喺嗰個話題發 /group。
group-topic-here = 就發喺呢個話題
group-topic-to-general = 發喺 General
group-ask-quiet = 幾時唔好打擾大家？
group-quiet-by-default = 照平時
group-no-quiet = 隨時可以發
group-ask-language = 用邊種文字？
group-saved = 改好咗。
group-button-old = 呢個掣過時喇，請睇新嘅。
group-right = ✅ 答啱咗。{ $why }
group-wrong = 唔緊要，正確答案係：{ $answer }。{ $why }
group-answered-before = 呢題您答過喇，以第一次為準。
group-explained-before = 呢題已經講咗答案，等下一題啦。
group-question-gone = 呢題冇咗，等下一題啦。

## Groups: what is posted by the clock
post-course = 今個星期一齊學《{ $course }》
post-course-goes-on = 今個星期繼續學《{ $course }》
post-course-about = 講嘅係：{ $lessons }。
post-course-about-first = 講嘅係：{ $lessons }等。
post-course-size = 共 { $count } 課，每課約 { $minutes } 分鐘。
post-course-join = 我都學
post-between = 、
post-question = 今日一題，大家來答
post-question-several = 可以揀幾個。
post-several-between =
    { " " }同{ " " }
post-explanation = 尋日嘅題，答案嚟喇
post-answer = 正確答案：{ $answer }
post-answer-between = ；
post-counted = { $people } 人作答，{ $right } 人答啱。
post-all-right = { $people } 人作答，全部答啱！
post-nobody = 尋日仲未有人作答，唔緊要，記住道理就好。
post-source = 出處：{ $source }，《{ $course }》「{ $lesson }」一課。
post-board = 本週學習榜
post-board-line = { $place }. { $name }：{ $points } 分
post-board-more = 仲有 { $count } 位都喺榜上。
post-board-rule = 答啱一題群組題目得 1 分，學完一課得 1 分。
post-board-waits = 今個星期上榜嘅未夠兩位。想上榜，撳下面個掣。
post-board-join = 我都上榜

## The picture of the week
week-title = 今個星期
week-days = 一 二 三 四 五 六 日
week-learned = 學咗 { $days } 日，{ $lessons } 課
week-answers = 答咗 { $answered } 題，啱 { $right } 題
week-streak = 連續學習 { $streak } 日
week-heading = 今個星期學識咗：
week-more = 仲有 { $count } 課
week-fact = 睇下您今個星期學咗乜
week-closing-1 = 每日一點點，好唔簡單。
week-closing-2 = 學識咗，就係自己嘅。
week-closing-3 = 下個星期，我哋再嚟過。
week-closing-4 = 又識多咗幾樣嘢，真好。
week-closing-5 = 慢慢學，唔使急。

## Practice lessons made of a question bank
practice-title = 練習
practice-topic = { $title }：{ $topic }
practice-numbered = { $title }（{ $count }）
practice-text = 今日做練習，一共 { $count } 題。一題一題嚟，答完就知啱唔啱。
practice-why-one = 正確答案係：{ $answer }
practice-why-several = 正確答案有：{ $answer }
practice-why-true = 呢個講法係啱嘅。
practice-why-false = 呢個講法係錯嘅。
practice-why-accepted = 參考答案係：{ $answer }

## Questions to the companion
companion-ask = 想問乜嘢？直接發嚟就得。例如：手機唔見咗點算？
companion-quote-title = 《{ $lesson }》{ $version } 版
companion-dated = 根據嘅資料：{ $dated }
companion-hotline = 唔肯定，打 { $numbers } 問下。
companion-urgent = 情況緊急，即刻打 { $numbers }。
companion-whole = 睇全文
companion-whole-hint = 想睇全文，回覆 1。
companion-refused = 我只可以答課程入面嘅內容，呢樣課程冇講。您嘅問題我記低咗，辦課嘅人會睇到。
companion-refused-near = 我只可以答課程入面嘅內容，呢樣冇講。您嘅問題我記低咗。最接近嘅課係：
companion-human = 搵人幫手
companion-despair =
    聽到您咁講，我好掛心。請而家就打 12356，嗰邊有人聽您講。
    如果已經傷咗自己，或者驚自己忍唔住，即刻打 120 或者 110，亦叫身邊嘅人陪住您。
companion-life = 人命要緊，即刻打 120：講清楚喺邊度、係邊個、發生咩事，照電話入面教嘅做。我只識講課，救唔到急。
companion-violence = 先去安全嘅地方，即刻打 110。有人受傷，再打 120。我只識講課，幫唔到急。
companion-competition = 呢個係比賽緊嘅內容，而家唔可以幫您答。比賽完咗再問我啦。
companion-enough = 今日問咗 { $most } 次，問滿喇。聽日再嚟問我啦。
companion-soon = 課程更新緊，請過一陣再問一次。
companion-renewed = 呢課已經更新咗。想睇新嘅，請再問一次。

## The companion's model
companion-answer =
    { $text }
    依據：{ $lessons }
companion-lesson = 《{ $lesson }》
companion-label = AI 生成，僅供參考
companion-fact = 您問嘅嘢，有答覆喇


## 控制台 (handlers/console_word.py)

console-not-staff = 控制台係俾工作人員用嘅。想學嘢，講「今日一課」就得。
console-how = 喺瀏覽器打開 { $page } 攞口令，再將「控制台 口令」發畀我。
console-private = 請喺私人對話同我講，唔好喺群組講口令。
console-code-unknown = 冇瀏覽器等緊呢個口令，或者已經過咗十分鐘。請返去 { $page } 再攞過。
console-link = 請喺攞口令嗰個瀏覽器打開：
    { $link }

    或者喺網頁填登入碼：{ $word }

    十分鐘內有效，只可以用一次。唔係你自己要登入？請唔好理會，亦唔好轉畀人。
invite-unknown = 呢個邀請碼唔啱、已經用過，或者過咗期。請向邀請你嘅人再攞一個。
invite-operator = 你而家係管理員喇。控制台喺呢度：{ $page }
invite-organiser = 你而家係組織者喇。喺控制台發通知、辦比賽：{ $page }
invite-reviewer = 你而家係審核員喇。喺控制台審閱課程同通知：{ $page }
invite-judge = 多謝你嚟做評判。喺控制台為作品評分：{ $page }
invite-helper = 你而家係輔導員喇。班入面有人講「人」，我會話你知。


## News of competitions (bot/competitions/notices.py) and their calendars

contest-opening-upload =
    《{ $title }》：{ $stage }開始喇。
    { $closes } 之前交就得。
contest-opening-upload-hint = 交作品，發「比賽」。
contest-opening-live =
    《{ $title }》：{ $stage }就快到喇。
    時間：{ $opens } 至 { $closes }
contest-place = 地點：{ $place }
contest-no-work =
    《{ $title }》：你報咗名，作品仲未交。
    { $stage }仲有 { $left } 截止（{ $closes }）。
contest-no-work-hint = 交作品，發「比賽」。
contest-round-opens =
    《{ $title }》：{ $stage }開始喇。
    { $closes } 之前都可以答。
contest-round-opens-hint = 開始答題，發「比賽」。
contest-round-closes =
    《{ $title }》：你仲未答題。
    { $stage }仲有 { $left } 完（{ $closes }）。
contest-round-closes-hint = 開始答題，發「比賽」。
contest-publicity-begins =
    《{ $title }》：名單開始公示，到 { $closes }。
    有唔同意見，請喺呢個時間之前提出。
contest-publicity-ends =
    《{ $title }》：公示完咗。
    結果定咗，會話你知。
contest-look-hint = 想睇日期，發「比賽」。
contest-changed =
    《{ $title }》有改動，請留意：
    { $lines }
contest-changed-dates = { $stage }：改為 { $opens } 至 { $closes }，原本係 { $was_opens } 至 { $was_closes }
contest-changed-place = { $stage }：地點改為 { $place }
contest-changed-no-place = { $stage }：地點另行通知
contest-changed-new = 新增 { $stage }：{ $opens } 至 { $closes }
contest-changed-gone = { $stage } 取消咗
contest-cancelled = 好抱歉，《{ $title }》取消咗，唔會再舉行。
contest-cancelled-reason = 原因：{ $reason }
contest-contact = 有問題，請問：{ $contact }
contest-result = 《{ $title }》嘅結果出咗。
contest-result-place = 你係第 { $rank } 名。
contest-result-place-in = 你喺{ $division }係第 { $rank } 名。
contest-result-unranked = 今次你冇名次。
contest-result-score = 成績：{ $score } 分
contest-result-award = 恭喜！你攞到：{ $award }
contest-result-thanks = 多謝你嚟參加。
contest-went-on = 恭喜！《{ $title }》{ $stage }，你晉級喇。
contest-went-on-next = 下一步：{ $stage }，{ $opens } 至 { $closes }
contest-not-on =
    《{ $title }》{ $stage }嘅名單出咗，今次你未能晉級。
    多謝你嚟參加，歡迎下次再嚟。
fact-contest-opening = { $stage }開始喇
fact-contest-opening-live = { $stage }就快到喇
fact-contest-no-work = 你嘅作品仲未交，快截止
fact-contest-round-opens = { $stage }開始喇，可以答題
fact-contest-round-closes = { $stage }快完，你仲未答
fact-contest-publicity-begins = 名單開始公示
fact-contest-publicity-ends = 公示完咗
fact-contest-changed = 時間或者地點有改動
fact-contest-cancelled = 比賽取消咗，唔會再舉行
fact-contest-result = 結果出咗，發「比賽」睇
fact-contest-went-on = 恭喜，你晉級喇
fact-contest-not-on = 晉級名單出咗
contest-dates-cancelled = 《{ $title }》取消咗。
contest-dates =
    《{ $title }》嘅日期：
    { $stages }
contest-calendar = 一課 · 比賽日期
contest-calendar-own = 一課 · 我嘅比賽
contest-calendar-organiser = 主辦：{ $organiser }
contest-calendar-contact = 查詢：{ $contact }
contest-calendar-cancelled = 已取消。{ $reason }
contest-calendar-event = 《{ $title }》{ $stage }

## Works handed in
work-kind-video = 影片
work-kind-audio = 錄音
work-kind-image = 相片
work-kind-document = 文件
work-kind-link = 連結
work-seconds = { $count } 秒
work-limit-length = { $length }以內
work-limit-size = { $megabytes } MB 以內
work-wanted = { $kinds }（{ $limits }）
work-none = 您仲未報名要交作品嘅比賽。想參加，發「比賽」。
work-opens = 《{ $title }》{ $opens } 開始交作品，到時再發畀我。
work-closed = 《{ $title }》交作品已經截止（{ $closes }）。
work-which = 要交邊個比賽嘅作品？
work-send = 請將《{ $title }》嘅作品發過嚟：{ $wanted }。{ $closes } 截止。
work-send-new = 您交咗《{ $title }》嘅作品喇。想換新嘅，請發過嚟：{ $wanted }。{ $closes } 截止，以最後一次為準。
work-is-this = 呢個係您參加《{ $title }》嘅作品嗎？
work-is-new = 要用佢換走您之前交畀《{ $title }》嘅作品嗎？
work-is-which = 呢個係邊個比賽嘅作品？
work-yes = 係
work-no = 唔係
work-not-one = 好，唔當作品。
work-lost = 頭先嘅檔案冇留低，請再發一次。
work-got = 收到，檢查緊，好咗就話您知。
work-link-got = 連結收到，已經當係您嘅作品。
work-title = 作品叫咩名？打字發畀我就得。
work-title-none = 唔使名
work-titled = 好，作品個名係《{ $title }》。
work-title-too-long = 個名太長，請寫喺 { $most } 個字以內。
work-title-unfit = 呢個名寫唔到，請換一個。
work-accepted = 您交畀《{ $title }》嘅作品符合要求，已經收咗。
work-may-replace = { $closes } 之前仲可以換，以最後一次為準。
work-refused = 您交畀《{ $title }》嘅作品收唔到。{ $why }
work-send-again = { $closes } 之前可以再交，發「交作品」。
work-ask-organiser = 而家已經截止，有疑問請搵{ $organiser }。
work-try-again = 請換一個再發。
work-fault-empty = 檔案係空嘅。
work-fault-wrong-kind = 呢度收嘅係{ $wanted }。
work-fault-too-large = 檔案太大，最多 { $megabytes } MB，可以喺手機度壓縮一下。
work-fault-too-long = 時間太長，最多 { $length }。
work-fault-no-length = 睇唔出佢有幾長，請用手機直接拍或者錄一個。
work-fault-broken = 檔案打唔開，可能未傳完。
work-fault-too-many-pixels = 相片尺寸太大，請縮細啲。
work-fault-bomb = 檔案解開之後太大，請另存一份。
work-fault-late = 佢係截止之後先發嚟嘅。
work-fault-not-open = 呢個比賽而家唔收您嘅作品。
work-fault-gone = 檔案已經過期，攞唔到喇。
work-fault-unfetched = 試咗好多次，都攞唔到檔案。
work-fault-bad-link = 連結要以 https 開頭，成條發過嚟。
work-fault-by-hand = 主辦方睇過之後，決定唔收呢一份。
fact-work-accepted = 作品已收
fact-work-refused = 作品收唔到

## A copy of one's data: competitions

copy-sections-competition-works = 參賽作品
copy-sections-competition-attempts = 比賽答題（每次的成績和用時）
copy-sections-competition-answers = 比賽中的每道題和您的答案
copy-sections-competition-marks = 評審給的分數
copy-sections-competition-judges-aside = 迴避的評審和關係（不說是誰）
copy-sections-competition-places = 各階段名次和最終結果
copy-sections-competition-corrections = 人手更正及其理由
copy-sections-objections = 提出的異議

## Taking part in competitions
entrant-look = 睇詳情
entrant-others = 睇其他比賽
entrant-by = 主辦：{ $organiser }
entrant-now = 而家：{ $stage }，到 { $closes } 為止
entrant-next = 跟住：{ $stage }，{ $opens } 開始
entrant-at = 地點：{ $place }
entrant-over = 比賽已經完咗。
entrant-in = 您報咗名，號碼 { $number }。
entrant-in-as = 您報咗名，號碼 { $number }，{ $division }。
entrant-in-division = 您嘅組別：{ $division }。
entrant-number = 您嘅號碼係 { $number }。
entrant-disqualified = 《{ $title }》嘅主辦方取消咗您嘅參賽資格。
entrant-cancelled = 《{ $title }》取消咗。{ $reason }
entrant-contact = 有疑問請搵：{ $contact }
entrant-rules = 睇規則同日期
entrant-calendar = 放入手機日曆
entrant-start = 開始答題
entrant-once-more = 再答一次
entrant-go-on = 繼續答題
entrant-hand-in = 交作品
entrant-work-again = 換過作品
entrant-work-there = 作品收到喇。
entrant-work-missing = 作品仲未交。
entrant-untried = 您仲未答題。
entrant-tried = 您答咗 { $count } 次。
entrant-my-score = 我嘅成績
entrant-list = 睇名單
entrant-object = 提異議
entrant-leave = 退賽
app-enter-in-chat = 呢個比賽要問幾句，請喺對話發「比賽」報名。
app-cancelled = 《{ $title }》取消咗。

## Entering a competition
entrant-later = 遲啲先講
entrant-left-out = 好，先唔報名。想報名，隨時發「比賽」。
entrant-step-over = 呢一步已經過咗。想報名，發「比賽」。
entrant-ask-unit = 您代表邊度參加？
entrant-unit-nameless = 第 { $number } 個群組
entrant-ask-birth = 您嘅出生日期係邊日？例如：1955年3月8日。淨係用嚟分組，加密保存，名單唔會寫。
entrant-hint-birth = 直接發日期就得。
entrant-birth-unclear = 睇唔明呢個日期。請咁樣寫：1955年3月8日。
entrant-birth-lunar = 農曆嘅日子我唔識換算。請發新曆，身份證上面有，例如：1955年3月8日。
entrant-birth-no-year = 仲差年份。請咁樣寫：1955年3月8日。
entrant-birth-century = 請寫齊年份四個數字，例如：1955年3月8日。
entrant-birth-no-such-day = 冇呢一日。請睇清楚再發，例如：1955年3月8日。
entrant-birth-too-late = 呢一日仲未到。請睇清楚再發，例如：1955年3月8日。
entrant-birth-too-early = 呢個年份太早喇。請睇清楚再發，例如：1955年3月8日。
entrant-birth-id-card = 唔使發身份證號碼，我亦唔會保存。淨係要出生日期，例如：1955年3月8日。
entrant-ask-job = 您做邊行？
entrant-job-none = 都唔係
entrant-ask-age = 參賽嘅人夠 14 歲未？
entrant-age-yes = 夠喇
entrant-age-no = 仲未夠
entrant-ask-name = 您叫咩名？主辦方辦比賽要用，加密保存。
entrant-ask-team-name = 你哋隊叫咩名？名單會寫。
entrant-hint-name = 直接發名就得。
entrant-name-empty = 睇唔到名，請再發一次。
entrant-name-long = 個名太長喇，最多 { $most } 個字。
entrant-name-unshown = 個名入面有睇唔到嘅符號，請重新打過。
entrant-ask-guardian = 參賽嘅人未夠 14 歲，要監護人同意。請監護人發自己嘅名同關係，例如：王芳，媽媽。
entrant-hint-guardian = 由監護人嚟發。
entrant-guardian-agrees = { $guardian }：您同唔同意小朋友參加《{ $title }》？主辦方「{ $organiser }」會見到小朋友嘅資料，淨係用嚟辦呢個比賽；名單唔會寫全名。退賽就會刪除。
entrant-guardian-yes = 我係監護人，我同意
entrant-agree = 同意，報名
entrant-agree-full = 同意，名單寫全名
entrant-agree-masked = 同意，名單寫「{ $name }」
entrant-agree-no = 唔同意，唔報名
entrant-sum-name = 名：{ $name }
entrant-sum-birth = 出生日期：{ $day }
entrant-sum-division = 組別：{ $division }（{ $why }）
entrant-sum-unit = 代表：{ $unit }
entrant-told = 主辦方「{ $organiser }」會見到呢啲，淨係用嚟辦呢個比賽。退賽就會刪除。您同唔同意？
entrant-told-names = 主辦方「{ $organiser }」會見到呢啲，淨係用嚟辦呢個比賽；公布名單嗰陣，大家會見到名同成績。退賽就會刪除。您同唔同意？
entrant-why-age = 到 { $day } 滿 { $years } 歲
entrant-why-born = 按出生日期
entrant-why-job = 按職業
entrant-why-open = 人人都可以參加
entrant-nowhere = 《{ $title }》冇組別啱您：{ $divisions }。
entrant-full = 「{ $division }」嘅名額已經滿咗。

## A team in a competition
entrant-write-team = 寫隊員
entrant-team-size = 隊入面寫咗 { $size } 個人。
entrant-ask-team = 請發隊員過嚟，一個人一行：名 生日 角色。例如：
    李梅 1955年3月8日 歌手
    王強 1960年5月1日 指揮
    一共 { $least } 至 { $most } 個人。未夠 14 歲嘅，請先問過監護人。
entrant-hint-team = 一個訊息發晒全隊，加密保存。
entrant-team-later = 遲啲先寫
entrant-team-line = 第 { $number } 行：{ $fault }
entrant-team-name = 睇唔明個名
entrant-team-birth = 睇唔明生日，例如 1955年3月8日
entrant-team-many-lines = 太多行喇，最多 { $most } 行。
entrant-team-few = 唔夠人：要 { $least } 個，而家 { $size } 個。
entrant-team-many = 太多人：最多 { $most } 個，而家 { $size } 個。
entrant-team-two = { $name } 已經喺另一隊，一個人淨係可以喺一隊。
entrant-team-twice = 有人寫咗兩次。
entrant-team-more-faults = 仲有 { $count } 處。
entrant-team-again = 今次冇保存。請改好，全隊再發一次。
entrant-team-kept = 全隊 { $size } 個人，記低晒喇。想改，就再發一次全隊。
entrant-team-certificates = 滿 { $age } 歲嘅隊員，請交健康證明畀主辦方。
entrant-team-closed = 報名已經截止，隊員改唔到喇。
entrant-no-team = 《{ $title }》係個人比賽，唔使寫隊員。

## Leaving a competition
entrant-ask-leave = 真係要退出《{ $title }》？您報名嗰陣寫嘅資料會刪除。
entrant-leave-no = 唔退，繼續參加
entrant-leave-yes = 退賽
entrant-left-it = 您已經退出《{ $title }》，報名嗰陣寫嘅資料刪除咗。報名未截止嘅話，仲可以再報。
entrant-leave-late = 結果已經定咗，退唔到賽喇。
entrant-not-entered = 您冇報呢個比賽。
entrant-not-in = 您冇報《{ $title }》。

## A quiz round
entrant-rules-items = 一共 { $items } 題，一題一題嚟。
entrant-rules-seconds = 每題 { $seconds } 秒，由題目發出開始計。
entrant-rules-unhurried = 唔限時間，慢慢答。
entrant-rules-closes = { $closes } 截止。
entrant-left = 仲可以答 { $count } 次。
entrant-left-today = 今日仲可以答 { $count } 次。
entrant-begin = 準備好，開始
entrant-not-yet = 等陣先答
entrant-item = 第 { $item } 題，共 { $items } 題
entrant-item-seconds = （{ $seconds } 秒內作答）
entrant-noted = 第 { $item } 題收到喇。
entrant-late = 第 { $item } 題過咗時間，唔計分。
entrant-answered-before = 第 { $item } 題已經答過，而家係呢題：
entrant-unclear = 睇唔明您揀邊個，請再答一次，時間仲行緊。
entrant-waits = 您有一輪題仲未答完。
entrant-none-open = 而家冇答緊嘅題。想睇比賽，發「比賽」。
entrant-closed-over = 呢一輪已經截止，之前答嘅都計數。
entrant-score = 啱咗 { $right } 題，共 { $items } 題，{ $score } 分。
entrant-used = 用咗 { $time }。
entrant-minutes = { $minutes } 分 { $seconds } 秒
entrant-seconds = { $seconds } 秒
entrant-results-at = 結果 { $at } 公布。
entrant-round-early = 呢一輪 { $opens } 先開始。
entrant-round-closed = 呢一輪已經喺 { $closes } 截止。
entrant-round-not-in = 呢一輪淨係入選嘅人參加，入選名單以主辦方公布嘅為準。
entrant-round-used = 呢一輪您嘅次數用晒喇，等結果就得。
entrant-round-used-today = 今日嘅次數用晒喇，聽日再嚟。{ $closes } 截止。
entrant-round-empty = 呢一輪嘅題目準備緊，請遲啲再嚟。

## Results and objections
entrant-no-result = 成績仲未出。
entrant-final = 最後結果
entrant-total = 總成績
entrant-place = { $what }：第 { $rank } 名。
entrant-place-score = { $what }：{ $score } 分，第 { $rank } 名。
entrant-place-none = { $what }：冇名次。
entrant-award = 獎項：{ $award }
entrant-on = 您入咗下一輪。
entrant-not-on = 入唔到下一輪，多謝您參加。
entrant-no-list = 名單仲未公布。
entrant-list-line = { $rank }. { $name } { $score }
entrant-list-number = { $number } 號
entrant-ask-objection = 您覺得邊度唔啱？寫喺一個訊息度發嚟，主辦方會睇到同答您。
entrant-hint-objection = 直接寫就得。
entrant-objection-none = 唔提喇
entrant-objection-kept = 您嘅異議收到喇，已經交畀主辦方。有回覆會話你知，比賽嗰版亦都睇到。
entrant-objection-long = 請寫低您嘅意見，最多 { $most } 個字。
entrant-objection-waits = 您嘅異議仲等緊主辦方回覆，一次提一個。
entrant-objection-early = 公示仲未開始，到時先提異議。
entrant-objection-over = 公示已經完咗，提唔到異議喇。
entrant-objection-without = 呢個比賽冇公示。
entrant-objection-open = 您嘅異議：等緊主辦方回覆。
entrant-objection-upheld = 您嘅異議成立。{ $answer }
entrant-objection-dismissed = 您嘅異議唔成立。{ $answer }

## 更正：收返嘅課
correction-told = 更正：你學過嘅《{ $title }》有一處唔啱，嗰一版已經收返，請以呢度為準：
    { $words }
    唔好意思，麻煩晒你。
fact-correction = 課程內容有更正，請睇

## 比賽：報名時講嘅嘢、隊入面嘅小朋友、跳過一題
entrant-redo = 寫錯咗，重新填
entrant-again = 未睇明你揀邊個。請揀一個，回覆前面嘅數字就得。
entrant-again-example = 都係未睇明。例如，回覆 1，即係「{ $label }」。
entrant-which-list = 好。名單上點樣寫你個名？請揀一個。
entrant-name-none = 呢個好似唔係名。請淨係發名，例如：王桂芳。
entrant-chosen-soon = 入選名單未出。出咗會話你知。
entrant-unclear-unhurried = 未睇明你揀邊個。唔使急，請再答一次；想跳過呢題，就發「跳過」。
entrant-skip-sure = 要跳過呢題嗎？跳過咗唔可以再答。再發一次「跳過」就跳過；想答，直接答就得。
entrant-team-children = 隊入面有未滿 14 歲嘅小朋友。主辦方「{ $organiser }」會見到佢哋嘅名同生日，淨係用嚟辦呢個比賽。每個小朋友嘅監護人都同意嗎？
entrant-team-children-yes = 監護人都同意咗
entrant-team-children-no = 未，先唔寫
entrant-team-not-kept = 好，今次冇儲存。監護人都同意咗，再發一次全隊就得。
contest-objection-upheld = 你對《{ $title }》提嘅異議成立咗。{ $answer }
contest-objection-dismissed = 你對《{ $title }》提嘅異議冇成立。{ $answer }
fact-contest-objection = 異議有咗回覆，請睇
contest-withdrawn-for-you = 《{ $title }》嘅主辦方幫你退出咗比賽。
contest-put-back = 《{ $title }》嘅主辦方恢復咗你嘅報名，你而家照常參賽。
fact-contest-disqualified = 參賽資格取消咗，請睇
fact-contest-withdrawn = 主辦方幫你退出咗
fact-contest-put-back = 你嘅報名恢復咗

## 比賽：未做完嘅報名同作品、冇名次嘅人、日曆、私隱
entrant-entry-go-on = 接住報名
entrant-entry-waits = 《{ $title }》嘅報名未寫完，你寫咗嘅都仲喺度。
entrant-team-go-on = 接住寫隊員
entrant-team-waits = 《{ $title }》嘅隊員仲未寫好。
entrant-given = 你寫咗：
entrant-sum-job = 職業：{ $job }
work-awaited = 《{ $title }》嘅作品仲等緊你發嚟。唔想交，發「算了」。
work-not-now = 好，先唔交。想交，隨時發「交作品」。
work-undecided = 《{ $title }》仲評審緊，入選名單未出。出咗會話你知，入選咗再交。
work-fault-not-chosen = 仲評審緊，入選名單未出。出咗會話你知，入選咗再交。
contest-result-took-part = 今次你冇名次同分數。肯嚟參加就好好，多謝你，歡迎下次再嚟。
contest-result-hint = 想睇名單，發「比賽」。
contest-excluded = 主辦方取消咗你嘅參賽資格，所以你冇名次。
contest-excluded-list =
    《{ $title }》嘅名單開始公示。
    主辦方取消咗你嘅參賽資格，名單上面冇你。
contest-excluded-object = 你覺得唔啱，{ $closes } 之前可以提異議：發「比賽」，揀呢個比賽，再揀「提異議」。
entrant-disqualified-object = 你覺得唔啱，{ $closes } 之前可以提異議。
contest-way-in = 睇比賽，去參加
entrant-calendar-other = 換個日曆地址
entrant-ask-calendar = 邊個有你嘅日曆地址，邊個就睇到你報咗咩比賽。轉咗畀人、唔放心，就換個：舊地址即刻停用，手機要再放一次。
entrant-calendar-change = 換一個
entrant-calendar-keep = 唔換
entrant-calendar-changed = 換好，舊地址用唔到喇。請用下面嘅新地址，再放一次手機日曆。
privacy-entrant =
    報名比賽時寫的名字、生日、職業、監護人和隊員，都加密存放，只用來分組、評獎、公佈名單。
    只有該比賽的主辦方看得到；評判只看到號碼和作品。
    退賽就刪；發「刪除我的資料」也刪。要看、要改，請找：
    { $lines }
privacy-entrant-line = 《{ $title }》：{ $contact }
