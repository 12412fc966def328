### What people read, in Traditional Chinese as it is written in Hong Kong.

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
day-after-tomorrow = 後天
span-days = { $count } 天
span-hours = { $count } 小時
span-minutes = { $count } 分鐘

## Words at hand
word-today = 今日一課
word-quiz = 小測
word-courses = 選課
menu-more = 更多
word-done = 學完了

## Greeting
welcome = 您好，我是「一課」。每天一小課，兩三分鐘，學完算數。
ask-track = 先認識一下，您是哪一位？
welcome-back = 歡迎回來。想學的時候，發「今日一課」就行。
welcome-back-daily = 歡迎回來。每天 { $time } 給您送課；現在就想學，發「今日一課」。
track-seniors = 我退休了，想學手機和防騙
track-couriers = 我送外賣、送快遞
track-farmers = 我務農
track-workers = 我在上班
track-youth = 我是學生
track-everyone = 隨便看看
track-saved = 好，記住了。想換一門課，發「選課」。
ask-time =
    每天什麼時候給您送課？
    也可以直接告訴我，比如「時間 7:30」。
time-usual-0730 = 早上 7:30
time-usual-1230 = 中午 12:30
time-usual-1930 = 晚上 19:30
time-courier-0930 = 上午 9:30
time-courier-1500 = 下午 15:00
time-courier-2030 = 晚上 20:30
course-enrolled =
    好，《{ $course }》，每天 { $time } 見。
    這是第一課：
hint-one = 想好了，回覆 1。
hint-number = 回覆數字就行。
choose-again = 沒看明白。請選一個，回覆前面的數字：
class-joined = 好，您已經加入了。有通知會告訴您。

## Lessons and questions
lesson-title = 第{ $number }課 { $title }
question-title = 想一想
quiz-stem = { $title }：{ $stem }
question-single-hint = 回覆數字作答。
answer-true = 對
answer-false = 錯
question-true-false-hint = 回覆 1（對）或 2（錯）。
question-multiple-hint = 可以選幾個，把數字一起發來，比如 13。
question-short-hint = 直接把答案發來。
lesson-done-hint = 看完了，請回復「學完了」。
answer-right = ✅ 答對了。
answer-wrong = 沒關係，正確答案是：{ $answer }。
lesson-complete = 🎉 這一課學完了，答對 { $right }/{ $total }。
missed-come-back = 答錯的題還會再來，練對了就算數。
lesson-complete-plain = 🎉 這一課學完了。
lessons-left = 全部 { $total } 課，已學 { $done } 課。
next-at = { $when } 再見。
next-when-resumed = 現在停着送課，想接着收，發「繼續」。
next-when-started = 現在不給您送課，想接着收，發「開始」。
lesson-one-more = 再學一課
course-passed = 🏅 恭喜！《{ $course }》全部學完，並且通過了。
course-to-practise = 《{ $course }》的課都學完了。還有 { $count } 道題要再練一練，練對就通過。
quiz-practise = 現在練一練
choose-next = 想接着學，發「選課」。
already-answered = 這道題您答過了。
question-gone = 這是以前的題，不用答了。發「今日一課」接着學。
question-new = 這道題剛剛更新了，請看新的：
question-back = 這是以前的題，不用答了。請看這一道：
question-elsewhere = 這是《{ $course }》的題，您現在沒有在學這門課。想學它，發「選課」。
question-left = 好，再答 { $count } 道題，這一課就學完了。
ask-again-1 = 沒看明白您的回答。請只回復一個選項的數字。
ask-again-2 = 換個辦法：看準一個選項，把它前面的數字發給我，比如 1。
ask-again-3 = 不着急。想再看一遍這一課，發「今日一課」；想答題，回覆選項前面的數字。
ask-again-multiple-1 = 沒看明白您的回答。請把選中的數字一起發來，比如 13。
ask-again-multiple-2 = 換個辦法：選 1 和 3，就發 13；只選 2，就發 2。
ask-again-multiple-3 = 不着急。想再看一遍這一課，發「今日一課」；想答題，把選中的數字一起發來。
ask-again-true-false-1 = 沒看明白您的回答。對，回覆 1；錯，回覆 2。
ask-again-true-false-2 = 換個辦法：覺得説得對，就發「對」；覺得不對，就發「錯」。
ask-again-true-false-3 = 不着急。想再看一遍這一課，發「今日一課」；想答題，發「對」或「錯」。
ask-again-short-1 = 沒看明白您的回答。請只把答案發來。
ask-again-short-2 = 換個辦法：只發一個詞或一個數字。想不起來，就發「不知道」。
ask-again-short-3 = 不着急。想再看一遍這一課，發「今日一課」；想不起來，就發「不知道」。
no-lesson-to-finish = 現在沒有在學的課。發「今日一課」就開始。
lesson-new = 這一課剛剛更新了。發「今日一課」看新的。
lesson-was-done = 這一課您學過了。想接着學，發「今日一課」。
nothing-to-teach = 現在還沒有可以學的課，等課程上架了再來看看。
course-none-yet = 您還沒有選課。想學哪一門？
course-next = 您現在沒有在學的課。接着學哪一門？
course-all-passed = 這裏的課您都通過了，真好！有了新課，在「選課」裏就能看到。想温習，也可以再選一門。
quiz-begin = 練一練，共 { $count } 題。
quiz-left = 還有 { $count } 題。
quiz-end = 練完了，做得好。
quiz-again = 這一輪練完了。還有 { $count } 道沒答對，隨時可以再練。
quiz-nothing = 現在沒有要練的題。發「今日一課」學新的。

## Courses
shelf = 選一門課：
shelf-empty = 還沒有課程，等上架了再來看看。
shelf-all = 看全部課程
shelf-line = { $title }（{ $lessons } 課）
shelf-now = { $title }（正在學）
shelf-passed = { $title }（已通過）
shelf-drop = 不學《{ $course }》了
course-switched = 好，現在學《{ $course }》，每天 { $time } 送課。
drop-sure = 真的不學《{ $course }》了嗎？以後再選它，要從第一課開始。
drop-yes = 不學了
drop-no = 接着學
dropped = 好，《{ $course }》不學了。想學別的，發「選課」。
course-start-now = 現在就學
course-gone = 這門課現在沒有了。發「選課」看看別的。
drop-kept = 好，《{ $course }》接着學。

## Time, pause, resume, stop
time-ask = 現在每天 { $time } 送課。想改到什麼時候？比如「時間 7:30」。
time-set = 好，改到每天 { $time }。
time-sure = 要改到每天 { $time } 送課嗎？
time-change = 改到 { $time }
time-keep = 不改
time-kept = 好，還是每天 { $time }。
time-again = 這個時間我沒看明白。
time-unclear = 沒看明白時間。請這樣寫：時間 7:30。
time-too-many = 一天最多 { $most } 個時間。請再寫一次，比如：時間 9:30 15:00。
paused = 好，先停下。想學了，發「繼續」。
paused-days = 好，停 { $days } 天，{ $date }接着學。想早點回來，發「繼續」。
resumed = 好，接着學。每天 { $time } 見。
stopped =
    好，不再給您發消息了。學過的都給您留着。
    想回來，發「開始」。

## Progress
progress-title = 我的進度
progress-streak = 連續學習：{ $streak } 天
progress-course = 《{ $course }》：{ $done }/{ $total } 課
progress-quiz = 答題：{ $right }/{ $total } 題對
progress-waiting = 《{ $course }》：先放着，發「選課」接着學
progress-passed = 《{ $course }》：已通過
progress-none = 還沒開始學。發「今日一課」，兩三分鐘就好。
progress-due = 有 { $count } 道題可以練，發「小測」。

## Competitions
competitions-none = 現在沒有比賽。有了會告訴您。
competitions-list = 現在的比賽：
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
stage-publicity = 公示
stage-award = 頒獎
competition-enter = 我要報名
competition-entered = 報名成功：{ $title }。
competition-entered-reminded = 到時候會提醒您。
competition-entered-look = 想看日期，發「比賽」。
competition-already-entered = 您已經報過名了：{ $title }。
competition-entry-closed = 現在不能報名：{ $title }。報名時間：{ $opens } 至 { $closes }。
competition-entry-open-to-all = 《{ $title }》不用報名，到時間直接參加。
competition-gone = 這個比賽已經結束了。
competition-announcement =
    【比賽】{ $title }
    主辦：{ $organiser }
    { $stages }
    詳情：{ $link }
competition-announcement-hint = 想報名，發「比賽」。
competition-reminder =
    【提醒】{ $title }
    { $stage } 還有 { $left } 截止（{ $closes }）。
competition-reminder-hint = 還沒做的，發「比賽」。

## Everything else
help =
    您可以發這些：
    今日一課：學今天的課
    小測：練一練
    選課：換一門課
    時間 7:30：改送課時間
    暫停、繼續
    進度、學分、證書、比賽
    綁定：和您的另一個聊天合在一起
    隱私：存了什麼，導出、刪除
    退訂：不再收消息
help-question = 剛才那道題還等着您，想答了，直接回復就行。
said-thanks = 不客氣。想學的時候，發「今日一課」就行。
said-fine = 好。想學的時候，發「今日一課」就行。
not-understood = 這句我沒看懂。發「今日一課」就能學習，發「幫助」看看還能做什麼。
something-waits = 您好，給您留着這個：
unsupported-image = 照片收到了，可惜我只看得懂文字。
unsupported-photo = 照片收到了，可惜我只看得懂文字。
unsupported-sticker = 表情收到了，真有意思。
unsupported-animation = 表情收到了，真有意思。
unsupported-voice = 您的語音我還聽不懂。
unsupported-audio = 聲音我還聽不懂。
unsupported-video = 視頻收到了，可惜我還看不懂。
unsupported-shortvideo = 視頻收到了，可惜我還看不懂。
unsupported-video-note = 視頻收到了，可惜我還看不懂。
unsupported-location = 位置收到了，謝謝您。我這裏用不上，不會留着。
unsupported-venue = 位置收到了，謝謝您。我這裏用不上，不會留着。
unsupported-link = 鏈接我打不開。不認識的人發來的，您也先別點。
unsupported-document = 文件我打不開，只看得懂文字。
unsupported-other = 我現在只看得懂文字。
type-today = 想學習，發「今日一課」。
type-answer = 剛才那道題，請打字回覆。
sorry = 剛才出了點小問題，沒有記上。請再發一次。

## Reminders in WeChat
help-notices = 提醒：到時間叫您一聲
notices-invite-lesson-done = 明天要提醒您嗎？
notices-invite-entered = 截止前要提醒您嗎？
notices-invite-handed-over = 這樣的事，下次要早點提醒您嗎？
notices-link = 點這裏，再點「允許」
notices-offer = 想讓我提醒您？
notices-left = 還能提醒您 { $count } 次。想多幾次，
notices-more-link = 點這裏，再點「允許」
notices-lasting = 好，到時候會提醒您，不用再點了。
notices-none = 現在還不能主動提醒您。想學的時候，發「今日一課」就行。
notices-not-needed = 這裏不用另外開提醒，到時候會告訴您。
notices-page-title = 提醒
notices-page-ask = 要提醒您嗎？
notices-page-what = 到時候，微信會告訴您：
notices-page-button = 提醒我
notices-page-once =
    點了以後，再點「允許」。
    點一次，提醒一次。
notices-page-lasting =
    點了以後，再點「允許」。
    點一次，一直提醒。
notices-page-mixed = 點了以後，再點「允許」。
notices-page-waiting = 請稍等……
notices-page-accepted = 好，到時候提醒您。
notices-page-close = 可以關掉這一頁了。
notices-page-refused = 好，不提醒。
notices-page-outside = 請在微信裏打開。
notices-page-outside-next =
    打開微信，進我們的公眾號，
    發「提醒」。
notices-page-trouble = 這次沒有成功。
notices-page-trouble-next =
    請關掉這一頁，
    回到聊天裏，再發「提醒」。
notices-page-old = 您的微信版本有點舊。
notices-page-old-next =
    更新微信以後，
    在聊天裏發「提醒」就行。
notices-page-down = 微信那邊有點忙。
notices-page-down-next = 請過幾分鐘再打開這一頁。
notices-page-none = 這裏還沒有提醒。
notices-page-none-next =
    想學的時候，
    在聊天裏發「今日一課」。
notices-kind-lesson = 每天的課到了
notices-kind-quiz = 該做小測了
notices-kind-reminder = 比賽快截止了
notices-kind-announcement = 有新的比賽了
notices-kind-result = 比賽有結果了
notices-kind-news = 主辦方有通知
notices-kind-credit = 學分有消息了

## In a notice or a template message: at most 20 characters each
own-name = 一課
fact-lesson = 今天的一課在等您，發「今日一課」就能學
fact-practice = 有 { $count } 道題再練一練，發「小測」就能練
fact-course-lesson = { $lesson }（{ $course }）
fact-announcement = 有新的比賽，發「比賽」看日期和報名
fact-reminder = { $stage }快截止了，發「比賽」看怎麼做

## Menus, cohorts, posters
menu-time = 改時間
menu-pause = 暫停送課
menu-progress = 我的進度
menu-page = 我的學習
menu-credits = 我的學分
menu-competitions = 比賽
menu-help = 怎麼用
class-joined-named = 好，您已經加入「{ $title }」。有通知會告訴您。
poster-brand = 一課 · 每天一小課，兩三分鐘
poster-line = 微信掃一掃，每天學一課
poster-steps = 打開微信，點右上角的＋，再點「掃一掃」

## Announcements and digest
news =
    【通知】{ $title }
    { $text }

    { $organiser }
news-link =
    { "" }
    詳情：{ $link }
fact-news = 有新的通知，點開聊天看全文
digest-title = 這一週有什麼
digest-open = 正在進行：
digest-open-line = 《{ $title }》{ $stage }，{ $closes } 截止
digest-soon = 快要開始：
digest-soon-line = 《{ $title }》{ $stage }，{ $opens } 開始
digest-courses = 新課：
digest-course-line = 《{ $title }》
digest-more = 還有 { $count } 個
digest-hint-competitions = 想參加，發「比賽」。
digest-hint-courses = 想學，發「選課」。
digest-hint-both = 想參加，發「比賽」；想學，發「選課」。

## Links
course-link = 這是《{ $course }》，共 { $lessons } 課，每課兩三分鐘。
course-link-now = 《{ $course }》您正在學。
group-joined = 好，您已經加入「{ $title }」。
group-joined-nameless = 好，您已經加入這個羣。
group-woken = 您的課也接着送，每天 { $time } 見。不想收了，發「退訂」。
group-gone = 那個羣現在找不到了。

## The weekly board
board-ask = 羣裏每週有一張學習榜，寫着誰學了幾課。要把您寫上去嗎？
board-yes = 上榜
board-no = 不上榜
board-on = 好，榜上會寫「{ $name }」。不想上了，發「不上榜」。
board-on-cut = 名字裏的網址、號碼和聯繫方式不能上榜，榜上會寫「{ $name }」。不想上了，發「不上榜」。
board-off = 好，榜上不寫您。想上了，發「上榜」。
board-none = 您還沒有加入有學習榜的羣。在羣裏點「私聊我」，就能加入。
board-which = 要上哪一個羣的榜？
board-group-nameless = 沒有名字的羣
board-nameless = 一位學友
in-groups = 這個要在羣裏發，由羣管理員來設置。

## Two chats of one person
bind-code =
    您的號碼是 { $code }，十分鐘內有效。
    在您的另一個聊天裏發「綁定 { $code }」，兩邊的學習就合在一起。
bind-code-link = 另一邊是 Telegram，點下面也可以。
bind-link = 在 Telegram 裏綁定
bind-for-you = 這個號碼只給您自己用，請不要告訴別人。
bind-ask-touch =
    這會把這裏的您，和另一邊拿到這個號碼的那位，合成一個人：進度、學分、報名都算在一起，以後分不開。
    另一邊是您自己嗎？號碼要是別人給的，請點「不是我」。
bind-ask-words =
    這會把這裏的您，和另一邊拿到這個號碼的那位，合成一個人：進度、學分、報名都算在一起，以後分不開。
    另一邊是您自己的話，請發「綁定 { $code }」；不是的話，不用理會。
bind-yes = 是我自己
bind-no = 不是我
bind-touch = 是您自己的話，請點「是我自己」，或者發「綁定 { $code }」。
bind-busy = 現在拿不到號碼，請過幾分鐘再發「綁定」。
bind-six = 號碼是六個數字。請這樣寫：綁定 123456。
bind-own = 這個號碼就是在這裏拿的。請到您的另一個聊天裏發它。
bind-wrong = 沒有找到這個號碼。請看看有沒有打錯，再發一次。
bind-expired = 這個號碼過了十分鐘，不能用了。請在另一邊再發「綁定」，拿一個新的。
bind-used = 這個號碼已經用過了。請在另一邊再發「綁定」，拿一個新的。
bind-already = 兩邊已經合在一起了，不用再綁。
bind-too-many = 號碼錯了好幾次，先歇一歇，一小時以後再試。
bind-rest = 現在發錯號碼的人太多，綁定先停一停，請一小時以後再試。學過的都給您留着。
bind-goes-on = 每天的課照常送。不想收了，發「退訂」。
bind-done = 好，兩邊合在一起了。
bind-lessons = 您一共學了 { $lessons } 課。
bind-lessons-streak = 您一共學了 { $lessons } 課，連續 { $streak } 天。

## Rounds of practice
round-score = { $asked } 題答對 { $right } 題。
round-all = { $asked } 題全對，真棒！

## After an absence of ours
late = 剛才沒能及時回您，不好意思。請再發一次就好。

## The balance
credit-title = 我的學分
credit-none = 還沒有可以申請學分的課。學完並通過一門課，就可以申請。
credit-no-bank = 這裏還沒有接學分銀行，成績先記在這裏。
credit-total = 一共申請 { $credit } 學分，{ $hours } 學時。
credit-of-it = 其中{ $parts }。
credit-part-received = 銀行收到 { $credit } 學分
credit-part-accepted = 已認可 { $credit } 學分
credit-part-credited = 已轉成 { $credit } 學分
credit-part-rejected = 沒有認可 { $credit } 學分
credit-levels = 學時按等級（共七級）：{ $levels }。
credit-level = 第 { $level } 級 { $hours } 學時
credit-line = 《{ $course }》{ $credit } 學分，{ $hours } 學時，第 { $level } 級：{ $state }。
credit-more = 還有 { $count } 門課，都記着。
credit-state-recorded = 已記下，還沒有送出
credit-state-queued = 正在送往學分銀行
credit-state-received = 學分銀行已收到，等待認定
credit-state-accepted = 學分銀行已認可
credit-state-credited = 已轉成學分
credit-state-rejected = 沒有認可
credit-state-dropped = 沒有送成，不再送了，成績還記在這裏
credit-state-withdrawing = 您收回了，學分銀行還沒有撤掉，我們在辦
credit-state-withdrawn = 您收回了，學分銀行已經撤掉
credit-state-voided = 這條記錄作廢了，不算數
credit-credited-as = 已轉成 { $credit } 學分
credit-rejected-because = 沒有認可，學分銀行説：{ $reason }
credit-not-handed-in = 沒有送成，我們正在處理
credit-look-at-certificate = 想看結業證書，發「證書」。

## Consent
consent-yes = 同意
consent-no = 不同意
consent-ask =
    要不要把學習成績送到學分銀行（{ $banks }）？
    送去以後，由學分銀行認定學分。
consent-what-goes =
    只送一個代號、學了哪門課、學時、成績和時間{ $account }，不送您的姓名和聊天賬號。
    隨時發「不同意」就能收回，我們也會請學分銀行把送去的撤掉。
consent-with-account = ，還有您填的學分銀行賬號（填了才送）
consent-given = 好，您學過的會送到學分銀行。發「學分」看結果，發「不同意」隨時收回。
consent-refused = 好，不送。成績只記在這裏。想送的時候，發「同意」。
consent-withdrawn = 好，從現在起不再送了，也會請學分銀行把送去的撤掉。想再送的時候，發「同意」。
accounts-gone = 您填的賬號也刪掉了。
consent-look-first = 請先看看要送到哪裏，再選。
consent-standing = 您已同意送到學分銀行。發「不同意」可以收回。

## Under fourteen
age-ask = 先問一下：您滿 14 歲了嗎？
age-yes = 滿了
age-no = 還沒有
age-saved = 好，記住了。
guardian-ask =
    這一步請家長來看。
    家長您好：孩子未滿 14 歲，要把學習成績送到學分銀行（{ $banks }），得由監護人同意。送去以後，由學分銀行認定學分。
guardian-confirms = 您是孩子的父母或其他監護人，看過上面的話，同意這樣做，就回復「監護人同意」。
guardian-yes = 監護人同意
guardian-given = 好，監護人已同意，學過的會送到學分銀行。發「學分」看結果，發「不同意」隨時收回。
guardian-needed = 沒有監護人同意，什麼都不會送出去。
board-not-under-14 = 未滿 14 歲的同學不上榜。自己學得好，就很棒。

## The account number at a bank
account-ask =
    您在「{ $bank }」的賬號是多少？填了，學分才能記到您名下。
    請直接發來。沒有的話，以後再填也行。
account-later = 以後再説
account-hint = 發賬號，或者發「以後再説」。
account-first-agree = 先要您同意送到學分銀行，才用填賬號。發「學分」就能看。
account-left = 好，以後再填。想填的時候，發「學分」。成績都給您留着。
account-sure = 您填的賬號，末尾是 { $tail }。對嗎？
account-yes = 對
account-again = 不對，重新填
account-saved = 好，賬號記下了，是加密存的，只用來記學分。想改，發「改賬號」。
account-form = 這個號碼和「{ $bank }」的賬號對不上。請看看有沒有打錯，再發一次。
account-id-card = 這像是身份證號，我沒有存下來。請不要把身份證號發在聊天裏，要的是「{ $bank }」的賬號。
account-bank-card = 這像是銀行卡號，我沒有存下來。請不要把銀行卡號發給別人，要的是「{ $bank }」的賬號。
account-phone = 這像是手機號，我沒有存下來。要的是「{ $bank }」的賬號。
account-stands = 您在「{ $bank }」的賬號，末尾是 { $tail }。
account-stands-unseen = 您在「{ $bank }」的賬號填過了。
account-tail = 末尾是 { $tail }
account-unseen = 填過了
account-change = 換一個號碼
account-drop = 刪掉賬號
account-keep = 不改
account-dropped = 好，賬號刪掉了。沒有送出的先留着，填了新的再送。
account-dropped-only = 好，賬號刪掉了。
account-which = 要填哪一家的賬號？
account-not-needed = 現在不用填賬號。
account-too-early = 等您學完並通過一門課，有了學分，再填賬號。

## Certificates
certificates-none = 還沒有證書。學完並通過一門課，就有結業證書了。
certificate-soon = 通過了的課有結業證書，發「證書」就能看。
certificate-alt = 《{ $course }》結業證書
certificate =
    《{ $course }》的結業證書，編號 { $number }。
    { $page }
certificate-page-open = 誰有鏈接，誰就能核對；看不到您的名字。
certificate-page-named = 誰有鏈接，誰就能核對，也看得到您的名字。
certificate-page-closed = 核對的網頁關着，別人打開什麼也看不到。
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
certificate-web-close = 關上網頁
certificate-web-open = 打開網頁
certificate-name-ask = 證書上寫什麼名字？請直接發來，最多 20 個字。只有您自己看得到，除非您願意給別人看。
certificate-name-later = 不寫了
certificate-name-hint = 發名字，或者發「不寫了」。
certificate-name-saved = 好，名字寫上了。
certificate-name-dropped = 好，證書上不寫名字了。
certificate-name-shown = 好，打開網頁的人也看得到名字。
certificate-name-hidden = 好，打開網頁的人看不到名字。
certificate-web-closed = 好，網頁關上了，別人打開什麼也看不到。
certificate-web-opened = 好，網頁打開了，有鏈接的人可以核對。
certificate-name-unseen = 沒有看到名字。請直接發名字，比如：王秀英。
certificate-name-long = 名字最多 { $most } 個字，請寫短一點。
certificate-name-unprintable = 名字裏有的字這裏印不出來，請換成漢字或者拼音。

## What a credit bank decided
credit-news-accepted = 好消息：《{ $title }》的學習成果，{ $bank }認可了。
credit-news-converted = 好消息：《{ $title }》的學習成果，{ $bank }轉成了 { $credit } 學分。
credit-news-converted-untold = 好消息：《{ $title }》的學習成果，{ $bank }轉成了學分。
credit-news-rejected = 《{ $title }》的學習成果，{ $bank }沒有認可，銀行説：「{ $reason }」。
credit-news-rejected-untold = 《{ $title }》的學習成果，{ $bank }沒有認可，銀行沒有説原因。
credit-news-no-account = { $bank }查不到您給的賬號，可能抄錯了一位。您學的都還在，沒有丟。
credit-news-see-all = 想看全部記錄，發「學分」。
credit-news-give-again = 想再給一次賬號，發「學分」。
credit-news-fact-accepted = 學習成果已獲認可
credit-news-fact-converted = 學習成果已轉成學分
credit-news-fact-rejected = 學習成果沒有獲得認可
credit-news-fact-no-account = 請再給一次學分銀行賬號
credit-news-fact-account-title = 學分銀行賬號

## One's own data
privacy-title = 您的隱私
privacy-kept = 為了給您送課、算成績，我們存着：您的聊天編號、選的課、學到哪裏、答對答錯、送課時間、報名的比賽；您選了上榜，還有榜上的名字。不要您的電話、身份證。
privacy-how-long = 這些存到您説「刪除我的數據」為止。您發來的話不存；我們回您的話，留幾天就刪。您填的學分銀行賬號和證書上的名字，都加密存着；賬號跟成績一起交給學分銀行；收回同意，這裏就刪掉。
privacy-accounts = 您填過賬號：{ $banks }。想刪，發「改賬號」。
privacy-consents-none = 您沒有同意把成績送給任何學分銀行。
privacy-consents =
    您同意過：
    { $lines }
    想收回，發「不同意」。
privacy-consent-line = { $date }，送到{ $bank }
privacy-consent-line-guardian = { $date }，送到{ $bank }（監護人同意）
privacy-under-14 = 您説過未滿 14 歲。不對的話，發「我滿十四歲了」。
privacy-rights = 想要一份自己的數據，發「導出」。想全部刪掉，發「刪除我的數據」。
privacy-export = 導出
privacy-forget = 刪除我的數據
export-ready =
    您的數據準備好了，點下面打開。鏈接 { $lasts }內有效，只給您自己用，請不要轉給別人。
    裏面是一個壓縮包，有 JSON 和表格（CSV）。
export-link = 打開我的數據
forget-ask =
    刪除以後，您的學習記錄、成績、證書、報名都沒有了，找不回來。送到學分銀行的，我們會請他們撤掉。
    想好了，請回復「確認」。回覆別的，什麼都不刪。
forget-yes = 確認
forget-no = 不刪了
forget-done = 好，一分鐘之內就全部刪掉，送到學分銀行的也請他們撤掉。謝謝您一路學過來。以後想學，隨時再來。
forget-kept = 好，什麼都沒有刪。

## For reviewers and operators
drafts = 等您審閲的課程：
drafts-none = 現在沒有等審閲的課程。
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
status-books = { $bank } 對賬：缺 { $missing }，多 { $extra }，不同 { $differing }
status-books-trouble = { $bank } 對賬沒有做成
status-nothing = 沒有要送的，也沒有送過的。
status-state-planned = 等着送
status-state-claimed = 正在送
status-state-sent = 送到了
status-state-held = 等對方開口
status-state-expired = 過時未送
status-state-failed = 沒送成
competition-reach = 報名 { $entrants } 人，通知已送到 { $reached } 處。

## The pages of the Mini App
app-brand = 一課
app-skip = 直接看內容
app-nav-name = 五個頁面
app-nav-courses = 課程
app-nav-progress = 進度
app-nav-credits = 學分
app-nav-competitions = 比賽
app-nav-settings = 設置

## The pages of the Mini App: Signing in
app-waiting = 請稍等……
app-outside = 請從聊天裏打開
app-outside-next = 打開和「一課」的聊天，點左下角的菜單按鈕，就能看到自己的課程和進度。
app-refused = 這次沒能認出您
app-refused-next = 請關掉這一頁，回到聊天裏，再點一次菜單按鈕。
app-trouble = 網絡不太順
app-trouble-next = 您的東西都在，沒有丟。請過一會兒再試一次。
app-again = 再試一次
app-over = 請再打開一次
app-over-next = 這一頁放久了，為了您的安全先關上了。請回到聊天裏，再點一次菜單按鈕。
app-newcomer = 先説一聲「開始」
app-newcomer-next = 我們還不認識。請回到聊天裏，發「開始」，認識以後這裏就有您的課程了。
app-form-old = 這一頁舊了
app-form-old-next = 剛才的沒有記上。請回到課程頁，再做一次。
app-unknown = 沒有這一頁
app-unknown-next = 請回到聊天裏，從菜單再打開一次。
app-no-sign-in = 在聊天裏就能學
app-no-sign-in-next = 回到聊天裏，發「選課」「進度」「學分」「比賽」，就能看到一樣的內容。
app-wechat-failed = 微信這次沒有成功
app-wechat-failed-next = 請關掉這一頁，回到聊天裏，從菜單再打開一次。
app-back-to-chat = 回到聊天
app-back-to-courses = 回到課程
app-close-hint = 關掉這一頁，就回到聊天了。

## The pages of the Mini App: Courses
app-courses-now = 正在學
app-courses-shelf = 可以選的課
app-courses-all-title = 全部課程
app-courses-none = 還沒有課程，等上架了再來看看。
app-courses-all = 看全部課程
app-courses-mine = 只看適合我的課
app-look = 看看《{ $course }》
app-facts = 第 { $level } 級，{ $lessons } 課，{ $hours } 學時
app-minutes = 每課約 { $minutes } 分鐘
app-course-state-active = 正在學
app-course-state-waiting = 先放着
app-course-state-passed = 已通過
app-course-state-new = 還沒學
app-done-of = 已學 { $done } 課，共 { $total } 課
app-lessons = 看看有哪些課
app-lesson-line = 第{ $number }課 { $title }
app-lesson-done = 學完了
app-choose = 學這門課
app-choose-on = 接着學這門課
app-choose-again = 再學一遍
app-switch-to = 換成這門課
app-switch-keep = 不換，回到課程
app-switch-note = 您現在在學《{ $course }》。換了以後，它先放着，學過的都留着，隨時可以換回來。
app-active-note = 每天 { $time } 送課。現在就想學，回到聊天裏發「今日一課」。
app-not-sent-note = 現在沒有送課。想學的時候，回到聊天裏發「今日一課」。
app-chosen = 好，現在學《{ $course }》，每天 { $time } 送課。
app-chosen-next = 想現在就學，回到聊天裏發「今日一課」。
app-course-gone = 這門課現在沒有了，看看別的吧。

## The pages of the Mini App: Progress
app-progress-none = 還沒開始學。回到聊天裏發「今日一課」，兩三分鐘就好。
app-streak = 連續學習
app-streak-days = 天
app-streak-none = 歇幾天沒關係，隨時接着學。
app-chart = 最近四周
app-chart-words = 最近四周學了 { $lessons } 課，有 { $days } 天在學。
app-chart-none = 最近四周還沒有學完的課。
app-chart-table = 看每週的數字
app-chart-week = 哪一週
app-chart-days = 學了幾天
app-chart-lessons = 學完幾課
app-chart-to = 到
app-chart-today = 今天
app-my-courses = 我的課程
app-quizzes = 答題
app-quiz-share = { $total } 題裏，{ $right } 題答對了。
app-quiz-none = 還沒有答過題。
app-reviews-due = 有 { $count } 道題可以再練一練。回到聊天裏發「小測」。
app-reviews-none = 現在沒有要練的題。

## The pages of the Mini App: Credits
app-credits-total = 一共申請
app-credits-unit = 學分
app-claims = 申請過的課
app-claim-facts = { $credit } 學分，{ $hours } 學時，第 { $level } 級（共七級）
app-consent = 送到學分銀行
app-consent-standing = 您已同意送到學分銀行，隨時可以收回。
app-consent-give = 同意，送到學分銀行
app-consent-guardian = 我是孩子的父母或其他監護人，看過上面的話。
app-consent-guardian-give = 監護人同意
app-consent-refuse = 不同意
app-consent-withdraw = 不同意了，收回
app-age-save = 就是這樣
app-accounts = 學分銀行賬號
app-accounts-note = 填了賬號，學分才能記到您名下。賬號是加密存的，只用來記學分。
app-account-at = 您在「{ $bank }」的賬號
app-account-now = { $bank }：{ $tail }
app-account-new = 換一個號碼
app-account-save = 保存賬號
app-account-drop = 刪掉賬號
app-account-saved = 好，賬號記下了。
app-account-dropped = 好，賬號刪掉了。沒有送出的先留着，填了新的再送。
app-certificates = 我的證書
app-certificate-of = 打開《{ $course }》的證書
app-certificate-note = 想寫上名字，或者不讓別人看，回到聊天裏發「證書」。

## The pages of the Mini App: Competitions
app-mine = 我報名的
app-open = 正在進行和快要開始的
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
app-times-now = 現在每天 { $time } 送課。
app-time-first = 每天幾點
app-time-more = 一天想學幾次？再加時間
app-time-nth = 第{ $number }次
app-times-save = 保存時間
app-times-saved = 好，改到每天 { $time }。
app-time-wrong = 這個時間沒看明白。請這樣寫：07:30。
app-time-missing = 請至少寫一個時間，比如 07:30。
app-numeral-1 = 一
app-numeral-2 = 二
app-numeral-3 = 三
app-numeral-4 = 四
app-pause = 停一停
app-pause-how = 停多久
app-pause-for-3 = 停三天
app-pause-for-7 = 停一週
app-pause-for-14 = 停兩週
app-pause-for-0 = 先停下，想學了再説
app-pause-save = 暫停送課
app-pause-wrong = 請先選停多久。
app-paused-now = 現在停着送課。
app-paused-until = 現在停着送課，{ $date }接着送。
app-stopped-now = 現在不給您發消息。學過的都給您留着。
app-go-on = 接着送課
app-paused-done = 好，先停下。
app-paused-done-until = 好，先停下，{ $date }接着送。
app-went-on = 好，接着學。每天 { $time } 見。
app-who = 我是誰
app-who-note = 告訴我們，課程頁就先放適合您的課。
app-who-save = 保存
app-who-saved = 好，記住了。課程頁先放適合您的課。
app-who-wrong = 請先選一項。
app-size = 字的大小
app-size-of-normal = 標準
app-size-of-large = 大
app-size-of-huge = 特大
app-size-save = 換成這個大小
app-size-saved = 好，字的大小換成「{ $size }」了。
app-size-wrong = 請先選一種大小。
app-quiet = 不打擾
app-quiet-note = { $begin } 到 { $end }，我們不主動給您發消息。您來找我們，隨時都在。
app-check-form = 還差一點，請看下面標出的地方。

## A copy of one's data
copy-page-title = 我的數據
copy-page-lead = 這裏可以下載我們保存的、關於您的全部數據。
copy-page-what = 您的課程、回答、學習記錄、同意書、證書，還有我們發給您的消息，都在裏面。
copy-page-button = 下載我的數據
copy-page-private = 文件裏有您的個人信息，請只留給自己。
copy-page-in-wechat = 如果點了沒有反應，請點右上角的「…」，選「在瀏覽器打開」，再點一次。
copy-gone-title = 這個鏈接不能用了
copy-gone-lead = 鏈接過了有效期，或者不完整。
copy-gone-what = 回到聊天裏説「導出」，就會收到一個新鏈接。
copy-busy-title = 請稍等一會兒
copy-busy-lead = 現在下載的人比較多。
copy-busy-what = 過一分鐘再點一次就好。
copy-file-name = 一課-我的數據
copy-unreadable = （密鑰已更換，無法顯示 / cannot be opened: its key was changed）
copy-sections-profile = 您的設置：人羣、語言、時間、是否暫停
copy-sections-addresses = 您在哪些賬號上聯繫我們
copy-sections-notice-consents = 您同意或拒絕過的提醒
copy-sections-groups = 您參加的羣和班級
copy-sections-group-answers = 您在羣裏的答題
copy-sections-courses = 您選過的課程
copy-sections-lessons = 您看過和學完的每一課
copy-sections-answers = 您回答的每一道題
copy-sections-reviews = 什麼時候複習哪一題
copy-sections-competitions = 您知道和參加的比賽
copy-sections-announcements = 發給您的通知
copy-sections-bank-consents = 您給學分銀行的同意和撤回
copy-sections-bank-accounts = 您在學分銀行的賬號
copy-sections-pseudonyms = 學分銀行看到的您的代號
copy-sections-completions = 您的學習記錄
copy-sections-claims = 您申請的學分
copy-sections-recognitions = 學分銀行的答覆
copy-sections-statements = 為您生成的學習聲明，與發送的內容一字不差
copy-sections-sent-to-banks = 哪條聲明發給了誰、結果如何
copy-sections-certificates = 您的證書
copy-sections-messages = 我們要發或已發給您的消息
copy-sections-replies = 近幾天我們對您的回覆
copy-readme =
    這是「一課」保存的、關於您的全部數據。
    製作時間：{ $made_at }（世界協調時）

    data.json    全部數據，適合程序讀取
    tables/      同樣的數據，每類一個表格（CSV），可以用表格軟件打開；時間都是世界協調時

    單元格開頭如果有一個單引號（'），那是為了防止表格軟件把文字當成公式，不是數據的一部分。
    文件裏有您的個人信息，請妥善保管。

    各個表格：
copy-page-brief = 我們保存的、關於您的全部數據，一個 ZIP 文件。請只留給自己。
copy-gone-brief = 這個鏈接過了有效期，或者不完整。在聊天裏發「導出」，就有新的。
copy-busy-brief = 現在下載的人很多。請過一分鐘再試。

## The language
language-ask = 用哪種語言？
language-saved = 好，以後用繁體中文。

## Groups
group-greeting =
    大家好，我是「一課」。每星期一門小課，每日一條題，就在群組裏。比賽通知亦會發在這裏。
    管理員發 /group 揀一門課，就可以開始。
group-greeting-back = 又見面了。群組的設定都還在，管理員發 /group 可以更改。
group-help =
    大家好，我是「一課」。在群組可以發：
    /competitions 看比賽
    /board 看本週榜
    管理員發 /group 更改設定。
    上課、小測、進度，請私訊我。
group-private-button = 私訊我，每日學一課
group-personal = 這個請私訊我，只有您自己看得到。
group-personal-by-hand = 這個請私訊我，點我的頭像就可以，只有您自己看得到。
group-only-administrators = 群組設定由管理員更改。您自己的課，私訊我就可以。
group-administrators-unknown = 剛才查不到誰是管理員，請過一分鐘再試。
group-competitions-none = 現在沒有比賽。有的話會告訴大家。
group-panel-title = 本群組設定
group-course-line = 每星期一課：{ $course }
group-course-none = 還未揀
group-course-gone = 原來的課下架了，請另揀一門
group-rotates = 《{ $course }》，逢星期一換下一門
group-stays = 《{ $course }》，一直學這門
group-question-line = 每日一題：{ $time }
group-question-off = 每日一題：不發
group-board-on = 本週榜：星期日發，只列願意上榜的人
group-board-off = 本週榜：不發
group-topic-line = 發在：{ $topic }
group-topic-chosen = 選定的話題
group-topic-general = General
group-quiet-line = 不打擾的時間：{ $span }
group-quiet-default = 照平常
group-quiet-never = 沒有
group-panel-closed = 好，就這樣。想再改，發 /group。
group-to-course = 揀課
group-to-question = 每日一題
group-turn-board-on = 發本週榜
group-turn-board-off = 不發本週榜
group-to-topic = 發在哪個話題
group-to-quiet = 不打擾的時間
group-to-language = 語言 Language
group-close = 好了
group-back = 返回
group-ask-track = 群組裏是哪一類朋友？
group-track-seniors = 長者
group-track-couriers = 外賣員、速遞員
group-track-farmers = 農友
group-track-workers = 上班族
group-track-youth = 學生
group-track-everyone = 大家都合適
group-ask-course = 揀一門課：
group-course-button = { $title }（{ $lessons } 課）
group-more = 下一頁
group-shelf-empty = 這裏還沒有課，遲些再來看看。
group-no-course = 暫時不學課
group-rotate = 每星期換一門
group-stay = 不換，一直這門
group-ask-question = 每日甚麼時候發題？
group-course-first = 先揀一門課，才有題可發。
group-no-question = 不發
group-ask-topic = 發在哪個話題？
group-topic-how = 想轉到別的話題，請在那個話題裏發 /group。
group-topic-here = 就發在這個話題
group-topic-to-general = 發在 General
group-ask-quiet = 甚麼時候不打擾大家？
group-quiet-by-default = 照平常
group-no-quiet = 隨時可以發
group-ask-language = 用哪種文字？
group-saved = 改好了。
group-button-old = 這個按鈕過時了，請看新的。
group-right = ✅ 答對了。{ $why }
group-wrong = 不要緊，正確答案是：{ $answer }。{ $why }
group-answered-before = 這條題您答過了，以第一次為準。
group-explained-before = 這條題已經講過答案，等下一條吧。
group-question-gone = 這條題不在了，等下一條吧。

## Groups: what is posted by the clock
post-course = 這個星期一起學《{ $course }》
post-course-goes-on = 這個星期繼續學《{ $course }》
post-course-about = 講的是：{ $lessons }。
post-course-about-first = 講的是：{ $lessons }等。
post-course-size = 共 { $count } 課，每課約 { $minutes } 分鐘。
post-course-join = 我也學
post-between = 、
post-question = 今日一題，大家來答
post-question-several = 可以選多過一個。
post-several-between =
    { " " }和{ " " }
post-explanation = 昨天的題目，答案來了
post-answer = 正確答案：{ $answer }
post-answer-between = ；
post-counted = { $people } 人作答，{ $right } 人答對。
post-all-right = { $people } 人作答，全部答對！
post-nobody = 昨天還沒有人作答，不要緊，記住道理就好。
post-source = 出處：{ $source }，《{ $course }》「{ $lesson }」一課。
post-board = 本星期學習榜
post-board-line = { $place }. { $name }：{ $points } 分
post-board-more = 還有 { $count } 位也在榜上。
post-board-rule = 答對一道羣組題目得 1 分，學完一課得 1 分。
post-board-waits = 這個星期上榜的還不到兩位。想上榜，請按下面的按鈕。
post-board-join = 我也上榜

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
