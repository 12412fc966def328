### What people read, in English: plain, warm, short, true.

## Marks, dates and spans
mark-comma = { ", " }
mark-clause = { ", " }
mark-between = { "; " }
mark-gap = { " " }
date-and-time = { $date }, { $time }
near-day-and-time = { $day } at { $time }
day-today = today
day-tomorrow = tomorrow
day-after-tomorrow = the day after tomorrow
span-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
span-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
span-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}

## Words at hand
word-today = Today's lesson
word-quiz = Quiz
word-courses = Courses
menu-more = More
word-done = Done
word-go-on = Continue

## Greeting
welcome = Hello, I am Yike. One small lesson a day, two or three minutes, and it counts.
ask-track = First, who are you?
welcome-back = Welcome back. When you want to learn, send “Today's lesson”.
welcome-back-daily = Welcome back. Your lesson comes at { $time } each day. To learn now, send “Today's lesson”.
track-seniors = I am retired: phones and safety
track-couriers = I deliver food or parcels
track-farmers = I farm
track-workers = I go to work
track-youth = I am a student
track-everyone = Just looking around
track-saved = All right, I will remember. For another course, send “Courses”.
ask-time =
    When shall your lesson come each day?
    You can also tell me, as in “time 7:30”.
time-usual-0730 = Morning, 7:30
time-usual-1230 = Noon, 12:30
time-usual-1930 = Evening, 19:30
time-courier-both = Morning, 9:30, and afternoon, 15:00
time-courier-0930 = Morning, 9:30
time-courier-1500 = Afternoon, 15:00
time-courier-2030 = Evening, 20:30
course-enrolled =
    All right: “{ $course }”, each day at { $time }.
    Here is the first lesson:
hint-one = When you are ready, send 1.
hint-number = Just send the number.
choose-again = I did not follow. Please choose one and send its number:
class-joined = You have joined. You will hear of anything new.

## Lessons and questions
lesson-title = Lesson { $number }: { $title }
question-title = Think about it
quiz-stem = { $title }: { $stem }
question-single-hint = Send the number of your answer.
answer-true = True
answer-false = False
question-true-false-hint = Send 1 (true) or 2 (false).
question-multiple-hint = You may choose several. Send their numbers together, as in 13.
question-short-hint = Send your answer.
lesson-done-hint = When you have read it, send “Done”.
lesson-go-on-hint = When you have read it, send 1.
lesson-step-again = I did not follow. When you have read this part, please send 1.
lesson-light = It has been a few days: just one lesson today, no hurry.
lesson-in-part = Not much time: one part of it first.
answer-right = ✅ Right.
answer-wrong = Never mind. The right answer is: { $answer }.
lesson-complete = 🎉 You have finished this lesson, with { $right } of { $total } right.
missed-come-back = What you missed comes again, and then it counts.
lesson-complete-plain = 🎉 You have finished this lesson.
lessons-left = { $done } of { $total ->
    [one] { $total } lesson
   *[other] { $total } lessons
} done.
next-at = See you { $when }.
next-when-resumed = Lessons are paused. To have them again, send “Continue”.
next-when-started = No lessons are sent to you now. To have them again, send “Start”.
lesson-one-more = One more lesson
course-passed = 🏅 Well done! You have finished “{ $course }” and passed it.
course-to-practise = You have finished all the lessons of “{ $course }”. { $count ->
    [one] One question is left
   *[other] { $count } questions are left
} to practise; get them right and you pass.
quiz-practise = Practise now
choose-next = To go on with another course, send “Courses”.
already-answered = You have answered this one.
question-gone = That is an old question, no need to answer. Send “Today's lesson” to go on.
question-new = This question has just been updated. Here it is:
question-back = That is an old question, no need to answer. Here is the one that is waiting:
question-elsewhere = That question belongs to “{ $course }”, which you are not learning now. To learn it, send “Courses”.
question-left = { $count ->
    [one] One more question
   *[other] { $count } more questions
} and this lesson is done.
maybe = You mean { $number } ({ $option }), is that right?
maybe-hint = If so, send “yes”; if not, send “no”.
ask-again-1 = I did not follow your answer. Please send only the number of one answer.
ask-again-2 = In other words, with shorter answers:
ask-again-3 = For example: for the second answer, send 2. To listen, send “voice”; for a person, send “helper”.
ask-again-multiple-1 = I did not follow your answer. Please send the numbers together, as in 13.
ask-again-multiple-2 = In other words: which of them are right? Send the numbers before them, one after another.
ask-again-multiple-3 = For example: for the first and the third, send 13. To listen, send “voice”; for a person, send “helper”.
ask-again-true-false-1 = I did not follow your answer. For true send 1, for false send 2.
ask-again-true-false-2 = In other words: do you think that this is right?
ask-again-true-false-3 = For example: if you think it is right, send 1. To listen, send “voice”; for a person, send “helper”.
ask-again-short-1 = I did not follow your answer. Please send the answer alone.
ask-again-short-2 = In other words: one word or one number is enough.
ask-again-short-3 = If it does not come to you, send “I don't know”. To listen, send “voice”; for a person, send “helper”.
no-lesson-to-finish = You have no lesson open. Send “Today's lesson” to begin.
lesson-new = This lesson has just been updated. Send “Today's lesson” to see it.
lesson-was-done = You have done this lesson. To go on, send “Today's lesson”.
nothing-to-teach = There are no courses yet. Please look again later.
course-none-yet = You have not chosen a course yet. Which one would you like?
course-next = You are not learning a course now. Which one comes next?
course-all-passed = You have passed all the courses here, well done! New ones will be under “Courses”. You can also take one again.
quiz-begin = Let us practise: { $count ->
    [one] one question
   *[other] { $count } questions
}.
round-review-day = Today is for looking back. { $count ->
        [one] One question
       *[other] { $count } questions
    } first.
round-light = It has been a few days. { $count ->
        [one] One question
       *[other] { $count } questions
    } you know, to warm up.
round-break = First { $count ->
        [one] one question
       *[other] { $count } questions
    } from earlier.
round-due = { $count ->
        [one] One question
       *[other] { $count } questions
    } from earlier, to keep it fresh.
review-mixed = And one from earlier:
part-over = That is all for now. When you have a moment, send “Continue”.
quiz-left = { $count ->
    [one] One question
   *[other] { $count } questions
} to go.
quiz-end = That was all. Well done.
quiz-again = This round is over. { $count ->
    [one] One is not right yet
   *[other] { $count } are not right yet
}; you can practise again any time.
quiz-nothing = There is nothing to practise now. Send “Today's lesson” for something new.

## Courses
shelf = Choose a course:
shelf-empty = There are no courses yet. Please look again later.
shelf-all = See all courses
shelf-line = { $title } (level { $level } · { $lessons ->
    [one] { $lessons } lesson
   *[other] { $lessons } lessons
} of { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
})
shelf-facts = “{ $title }”: level { $level } · { $lessons ->
    [one] { $lessons } lesson
   *[other] { $lessons } lessons
} of { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
}
shelf-more = More courses
shelf-found = Courses about “{ $words }”:
shelf-not-found =
    There is no course about “{ $words }” yet. If you would like one, send “Wish” and tell us.
    These are the courses there are:
recommend = Recommended: “{ $course }”. { $reason }
recommend-after = It follows on from “{ $course }”, which you have finished.
recommend-in-group = Your group is learning it this week.
recommend-new = It is new.
recommend-begun = You have had some of its lessons already.
recommend-fits-seniors = { $minutes ->
    [one] Made for older people; each lesson takes { $minutes } minute.
   *[other] Made for older people; each lesson takes { $minutes } minutes.
}
recommend-fits-couriers = { $minutes ->
    [one] Made for couriers; each lesson takes { $minutes } minute.
   *[other] Made for couriers; each lesson takes { $minutes } minutes.
}
recommend-fits-farmers = { $minutes ->
    [one] Made for farmers; each lesson takes { $minutes } minute.
   *[other] Made for farmers; each lesson takes { $minutes } minutes.
}
recommend-fits-workers = { $minutes ->
    [one] Made for working people; each lesson takes { $minutes } minute.
   *[other] Made for working people; each lesson takes { $minutes } minutes.
}
recommend-fits-youth = { $minutes ->
    [one] Made for students; each lesson takes { $minutes } minute.
   *[other] Made for students; each lesson takes { $minutes } minutes.
}
recommend-fits-everyone = { $minutes ->
    [one] Of use to everybody; each lesson takes { $minutes } minute.
   *[other] Of use to everybody; each lesson takes { $minutes } minutes.
}
recommend-switch = For no recommendations, send “Don't recommend”.
recommend-on = All right, the shelf will recommend a course. For no recommendations, send “Don't recommend”.
recommend-off = All right, no more recommendations; all courses are under “Courses”. To have them again, send “Recommend”.
shelf-now = { $title } (learning now)
shelf-passed = { $title } (passed)
shelf-drop = Stop learning “{ $course }”
course-switched = All right, now it is “{ $course }”, each day at { $time }.
drop-sure = Do you really want to stop “{ $course }”? If you choose it again, it starts from the first lesson.
drop-yes = Stop this course
drop-no = Keep learning
dropped = All right, you have stopped “{ $course }”. For another course, send “Courses”.
course-start-now = Begin now
course-gone = That course is not here any more. Send “Courses” to see others.
drop-kept = All right, we go on with “{ $course }”.

## What people think of courses, and what they wish to learn
rate-ask = Was “{ $course }” useful to you?
rate-3 = Very useful
rate-2 = All right
rate-1 = Not useful
rate-kept = Thank you, what you think of “{ $course }” is noted. To change it, send “Rate”.
rate-none = Once you have passed a course you can rate it.
rate-which = Which course would you like to rate?
wish-ask = What would you like to learn? Send it in a sentence, such as: home cooking.
wish-kept = Noted: “{ $words }”. Those who make the courses will see it. Thank you.
wish-known = “{ $words }” is noted already; those who make the courses will see it.
wish-enough = You have told us a lot today, and it is all noted. Please tell us the rest tomorrow.
wish-near = There is a course called “{ $course }”. See whether it is what you are looking for.
wish-look = Learn “{ $course }”
wishes-title = What people wish to learn (90 days)
wishes-line = { $number }. { $words } ({ $people ->
    [one] { $people } person
   *[other] { $people } people
})
wishes-none = Nobody has made a wish within 90 days.

## Milestones: neighbouring ones in different words
milestone-lessons-1 = { $count ->
    [one] 🌱 That is your first finished lesson, well done.
   *[other] 🌱 That makes { $count } finished lessons, well done.
}
milestone-lessons-2 = { $count ->
    [one] 🌱 With this one you have finished { $count } lesson.
   *[other] 🌱 With this one you have finished { $count } lessons.
}
milestone-lessons-3 = { $count ->
    [one] 🌱 { $count } lesson done, and all of it is yours to keep.
   *[other] 🌱 { $count } lessons done, and all of it is yours to keep.
}
milestone-lessons-4 = { $count ->
    [one] 🌱 { $count } lesson by now, one step at a time.
   *[other] 🌱 { $count } lessons by now, one step at a time.
}
milestone-days-1 = { $count ->
    [one] 📅 You have learned on { $count } day by now, well done.
   *[other] 📅 You have learned on { $count } days by now, well done.
}
milestone-days-2 = 📅 Learning days so far: { $count }. Steady as a stream.
milestone-days-3 = { $count ->
    [one] 📅 { $count } day of learning: that is something.
   *[other] 📅 { $count } days of learning: that is something.
}
milestone-courses-1 = { $count ->
    [one] It is the first course you have passed.
   *[other] That makes { $count } courses passed.
}
milestone-courses-2 = { $count ->
    [one] You have passed { $count } course in all, and that is remarkable.
   *[other] You have passed { $count } courses in all, and that is remarkable.
}

## Time, pause, resume, stop
time-now = Your lesson comes at { $time } each day.
time-breaks = { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
} each time. To change that, send “5 minutes each time”.
time-holidays-on = Holidays as usual. To rest on them, send “Holidays off”.
time-holidays-off = No lessons on holidays. To have them, send “Holidays on”.
time-off-today = No lesson today.
time-off-tomorrow = No lesson tomorrow.
time-paused = Lessons are paused; we go on on { $date }.
time-ask = When would you like it? As in “time 7:30”.
meal-sure = { $time } is meal time: it would ring while you ride. Do you want it then all the same?
meal-yes = Yes, at { $time }
meal-later = Change to { $time }
time-set = All right, from now on at { $time } each day.
time-sure = Shall your lesson come at { $time } each day?
time-change = Change to { $time }
time-keep = Leave it
time-kept = All right, it stays at { $time } each day.
time-again = I did not follow that time.
time-unclear = I did not follow the time. Please write it like this: time 7:30.
time-too-many = At most { $most } times a day. Please write again, as in: time 9:30 15:00.
paused = All right, we stop for now. When you want to learn, send “Continue”.
paused-days = All right, a rest of { $days ->
    [one] { $days } day
   *[other] { $days } days
}; lessons start again on { $date }. To come back earlier, send “Continue”.
resumed = All right, we go on. See you each day at { $time }.
stopped =
    All right, no more messages. What you learned is kept for you.
    To come back, send “Start”.

## A break, a day off
break-length = All right, { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
} each time. If you are free now, send “I am free”.
break-fits = { $minutes ->
    [one] { $minutes } minute is
   *[other] { $minutes } minutes are
} enough for this lesson:
break-goes-on = On with what was left last time:
break-resumed = On with the question from before:
break-too-long = This lesson takes { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
}. First { $count ->
    [one] one question
   *[other] { $count } questions
}, all right?
break-questions = Yes, { $count ->
    [one] one question
   *[other] { $count } questions
} first
break-lesson = The whole lesson, I have time
off-today = All right, no lesson today. See you { $when }. When you want to learn, send “I am free”.
off-today-plain = All right, no lesson today. When you want to learn, send “I am free”.
off-tomorrow = All right, no lesson tomorrow. See you { $when }.
off-tomorrow-plain = All right, no lesson tomorrow. When you want to learn, send “I am free”.
off-not = All right, lessons as usual. See you each day at { $time }.
holidays-off = All right, no lessons on holidays. To have them again, send “Holidays on”.
holidays-on = All right, lessons on holidays too. To rest then, send “Holidays off”.

## Progress
progress-title = My progress
progress-streak = Learning in a row: { $streak ->
    [one] { $streak } day
   *[other] { $streak } days
}
progress-course = “{ $course }”: { $done } of { $total } lessons
progress-quiz = Questions: { $right } of { $total } right
progress-waiting = “{ $course }”: put aside, send “Courses” to go on
progress-passed = “{ $course }”: passed
progress-none = You have not begun yet. Send “Today's lesson”; it takes two or three minutes.
progress-due = { $count ->
    [one] One question is ready to practise
   *[other] { $count } questions are ready to practise
}, send “Quiz”.

## Competitions
competitions-none = There is no competition now. I will tell you when there is one.
competitions-list = Competitions now:
competition-line = { $title }
competition-entered-line = { $title } (entered)
competition-card =
    By: { $organiser }
    { $stages }
    More: { $link }
competition-stage-line = { $kind }: { $opens } to { $closes }
stage-registration = Entry
stage-upload = Upload
stage-quiz = Quiz
stage-live = On site
stage-judging = Judging
stage-publicity = Notice
stage-award = Award
competition-enter = Take part
competition-entered = You have entered: { $title }.
competition-entered-reminded = I will remind you in time.
competition-entered-look = To see the dates, send “Competitions”.
competition-already-entered = You have already entered: { $title }.
competition-entry-closed = You cannot enter now: { $title }. Entry is from { $opens } to { $closes }.
competition-entry-open-to-all = “{ $title }” needs no entry. Just take part when it begins.
competition-gone = This competition is over.
competition-announcement =
    Competition: { $title }
    By: { $organiser }
    { $stages }
    More: { $link }
competition-announcement-hint = To take part, send “Competitions”.
competition-reminder =
    Reminder: { $title }
    { $stage } ends in { $left } ({ $closes }).
competition-reminder-hint = Not done yet? Send “Competitions”.

## Everything else
help =
    What you can send:
    Today's lesson: learn
    Quiz: practise
    Courses: choose another
    time 7:30: change the time
    Pause, Continue
    Progress, Credits, Certificate, Competitions
    Big, Voice, Slow: read it your way
    Helper: ask a person
    Bind: join your other chat
    Rate, Wish: tell us about a course, or what to teach
    Privacy: what is kept; export, delete
    Language
    Stop: no more messages
help-ask = ask How do I scan to pay: anything taught in the lessons
help-breaks =
    I have 3 minutes: learn a little at once
    not today, holidays off: no lesson on that day
help-question = Your question still waits; just send the answer when you like.
big-on = All right, large type from now on. To go back, send “small type”.
big-off = All right, back to small type.
big-while = Large type from now on; to go back, send “small type”.
slow-on = All right, a little at a time from now on. To go back, send “faster”.
slow-off = All right, as it was before.
voice-here = This lesson, read to you. To see the words again, send “once more”.
voice-none = This lesson has no recording yet. For large type, send “big”; for smaller parts, send “slow”.
human-ask = I am asking { $name } to help you. What would you like to know? Just write it; if you would rather not, send 1.
human-nothing = That is all
human-asked = I have asked { $name } to help you. The answer comes here.
human-enough = You have asked several times today; the answers come here. You can ask again tomorrow.
human-none = There is nobody to help just now. Instead: to listen, send “voice”; for large type, send “big”; to read again, send “once more”.
human-elsewhere = For help from a person, please turn to: { $helper }.
help-who = Learner { $number }
help-wanted = { $who } would like your help.
help-at = Learning: { $lesson }
help-question-open = Answering: { $question }
help-words = { $who } says: { $words }
help-how = To answer, write: reply { $number } and your words
help-button = Answer
help-write = What would you like to say to { $who }? Just write it.
help-unwritten = Not now
help-sent = Sent to { $who }.
help-gone = Somebody has helped already, or it is too late.
help-again = Please write the number and your words, as in: reply 12 touch the plus sign.
help-answer = { $name } answers: { $words }
help-answer-next = If it is still not clear, send “helper”.
fact-help-wanted = Somebody needs you
fact-help-answer = You have an answer
said-thanks = You are welcome. When you want to learn, send “Today's lesson”.
said-fine = All right. When you want to learn, send “Today's lesson”.
not-understood = I did not understand that. Send “Today's lesson” to learn, or “Help” to see what else I can do.
something-waits = Hello, this was kept for you:
unsupported-image = I have your picture, but I can only read words.
unsupported-photo = I have your picture, but I can only read words.
unsupported-sticker = I have your sticker, how nice.
unsupported-animation = I have your sticker, how nice.
unsupported-voice = I cannot understand voice messages yet.
unsupported-audio = I cannot understand sound yet.
unsupported-video = I have your video, but I cannot watch it.
unsupported-shortvideo = I have your video, but I cannot watch it.
unsupported-video-note = I have your video, but I cannot watch it.
unsupported-location = Thank you for the place. I have no use for it and do not keep it.
unsupported-venue = Thank you for the place. I have no use for it and do not keep it.
unsupported-link = I cannot open links. If a stranger sent it, do not touch it either.
unsupported-document = I cannot open files, I can only read words.
unsupported-other = I can only read words.
type-today = To learn, send “Today's lesson”.
type-answer = Please type the answer to your question.
sorry = Something went wrong and that was not saved. Please send it again.

## Reminders in WeChat
help-notices = Reminders: a word from us in time
notices-invite-lesson-done = Shall I remind you tomorrow?
notices-invite-entered = Shall I remind you before it closes?
notices-invite-handed-over = Shall I tell you of such things earlier?
notices-link = Touch here, then “Allow”
notices-offer = Would you like reminders?
notices-left = I can remind you { $count ->
    [one] once more
   *[other] { $count } more times
}. For more,
notices-more-link = touch here, then “Allow”
notices-lasting = All right, I will remind you in time; nothing more to touch.
notices-none = I cannot remind you by myself yet. When you want to learn, send “Today's lesson”.
notices-not-needed = Nothing to switch on here; I will tell you in time.
notices-page-title = Reminders
notices-page-ask = Shall we remind you?
notices-page-what = WeChat will tell you in time:
notices-page-button = Remind me
notices-page-once =
    Touch it, then touch “Allow”.
    One touch, one reminder.
notices-page-lasting =
    Touch it, then touch “Allow”.
    One touch, and we always remind you.
notices-page-mixed = Touch it, then touch “Allow”.
notices-page-waiting = One moment…
notices-page-accepted = All right, we will remind you.
notices-page-close = You can close this page.
notices-page-refused = All right, no reminders.
notices-page-outside = Please open this in WeChat.
notices-page-outside-next =
    In WeChat, go to our account
    and send “Reminders”.
notices-page-trouble = That did not work.
notices-page-trouble-next =
    Please close this page,
    go back to the chat and send “Reminders”.
notices-page-old = Your WeChat is a little old.
notices-page-old-next =
    After updating it,
    send “Reminders” in the chat.
notices-page-down = WeChat is busy just now.
notices-page-down-next = Please open this page again in a few minutes.
notices-page-none = There are no reminders here.
notices-page-none-next =
    When you want to learn,
    send “Today's lesson” in the chat.
notices-kind-lesson = Your lesson has come
notices-kind-quiz = Time to practise
notices-kind-reminder = A competition closes soon
notices-kind-announcement = A new competition
notices-kind-result = Results of a competition
notices-kind-news = News from an organiser
notices-kind-credit = News of your credits

## In a notice or a template message: at most 20 characters each
own-name = Yike
fact-lesson = Today's lesson waits
fact-practice = { $count } to practise
fact-farewell = Lessons wait for you
fact-farewell-title = It has been a while
fact-course-lesson = { $lesson } ({ $course })
fact-announcement = New competition
fact-reminder = { $stage } ends soon

## Menus, cohorts, posters
menu-time = Change time
menu-pause = Pause
menu-progress = My progress
menu-page = My learning
menu-credits = My credits
menu-competitions = Competitions
menu-help = How to use
class-joined-named = You have joined “{ $title }”. You will hear of anything new.
poster-brand = Yike · one small lesson a day
poster-line = Scan with WeChat, learn daily
poster-steps = In WeChat, touch ＋ at the top right, then “Scan”

## Announcements and digest
news =
    News: { $title }
    { $text }

    { $organiser }
news-link =
    { "" }
    More: { $link }
fact-news = News: see the chat
digest-title = This week
digest-open = Open now:
digest-open-line = “{ $title }”: { $stage }, until { $closes }
digest-soon = Opening soon:
digest-soon-line = “{ $title }”: { $stage }, from { $opens }
digest-courses = New courses:
digest-course-line = “{ $title }”
digest-more = and { $count } more
digest-hint-competitions = To take part, send “Competitions”.
digest-hint-courses = To learn, send “Courses”.
digest-hint-both = To take part, send “Competitions”; to learn, send “Courses”.

## Links
course-link = This is “{ $course }”: { $lessons ->
    [one] { $lessons } lesson
   *[other] { $lessons } lessons
}, two or three minutes each.
course-link-now = You are learning “{ $course }” now.
group-joined = You have joined “{ $title }”.
group-joined-nameless = You have joined this group.
group-woken = Your lessons come again too, each day at { $time }. For no more, send “Stop”.
group-gone = That group cannot be found any more.

## The weekly board
board-ask = The group has a weekly board of who learned how much. Shall I put you on it?
board-yes = On the board
board-no = Not on the board
board-on = All right, the board will say “{ $name }”. To be taken off, send “Not on the board”.
board-on-cut = Links, numbers and contacts in a name cannot be on the board; it will say “{ $name }”. To be taken off, send “Not on the board”.
board-off = All right, you are not on the board. To be on it, send “On the board”.
board-none = You are not in a group with a board yet. In a group, touch the button to chat with me, and you join.
board-which = On which group's board?
board-group-nameless = A group without a name
board-nameless = A fellow learner
in-groups = Please send this in a group; one of its admins sets it up.

## Two chats of one person
bind-code =
    Your number is { $code }, good for ten minutes.
    Send “bind { $code }” in your other chat, and what you learn in both is joined.
bind-code-link = If the other chat is on Telegram, you can also touch below.
bind-link = Join in Telegram
bind-for-you = The number is for you alone; please do not give it to anyone.
bind-ask-touch =
    This makes you here, and the one who got this number in the other chat, one person: progress, credits and entries are joined and cannot be separated again.
    Is the other one you yourself? If somebody else gave you the number, touch “Not me”.
bind-ask-words =
    This makes you here, and the one who got this number in the other chat, one person: progress, credits and entries are joined and cannot be separated again.
    If the other one is you yourself, send “bind { $code }”; if not, do nothing.
bind-yes = Both are me
bind-no = Not me
bind-touch = If both are you, touch “Both are me” or send “bind { $code }”.
bind-busy = I cannot give you a number just now. Please send “bind” again in a few minutes.
bind-six = The number has six digits. Please write it like this: bind 123456.
bind-own = You got this number here. Please send it in your other chat.
bind-wrong = I cannot find this number. Please check it and send it again.
bind-expired = This number is more than ten minutes old. Please send “bind” in the other chat for a new one.
bind-used = This number was used before. Please send “bind” in the other chat for a new one.
bind-already = The two are joined already; nothing more to do.
bind-too-many = The number was wrong several times. Please rest a little and try again in an hour.
bind-rest = Too many wrong numbers are being sent just now, so joining waits. Please try again in an hour. What you learned is kept.
bind-goes-on = Your daily lesson goes on. For no more, send “Stop”.
bind-done = All right, the two are joined.
bind-lessons = You have learned { $lessons ->
    [one] { $lessons } lesson
   *[other] { $lessons } lessons
} in all.
bind-lessons-streak = You have learned { $lessons ->
    [one] { $lessons } lesson
   *[other] { $lessons } lessons
} in all, { $streak ->
    [one] { $streak } day
   *[other] { $streak } days
} in a row.

## Rounds of practice
round-score = { $right } of { $asked } right.
round-all = All { $asked } right, wonderful!

## After an absence of ours
late = Sorry, I could not answer you in time. Please send it again.

## After a long silence
farewell = We have not heard from you for a while, so we stop sending lessons for now. All you have learned is kept. Whenever you like, send “Today's lesson”: you are welcome.

## The balance
credit-title = My credits
credit-none = There is no course to claim credits for yet. Finish and pass one, and you can.
credit-no-bank = No credit bank is connected here yet; your results are kept here.
credit-total = Claimed in all: { $credit ->
    [one] { $credit } credit
   *[other] { $credit } credits
}, { $hours ->
    [one] { $hours } hour
   *[other] { $hours } hours
}.
credit-of-it = Of these: { $parts }.
credit-part-received = { $credit } received by the bank
credit-part-accepted = { $credit } recognised
credit-part-credited = { $credit } turned into credits
credit-part-rejected = { $credit } not recognised
credit-levels = Hours by level (of seven): { $levels }.
credit-level = level { $level }: { $hours }
credit-line = “{ $course }”: { $credit ->
    [one] { $credit } credit
   *[other] { $credit } credits
}, { $hours ->
    [one] { $hours } hour
   *[other] { $hours } hours
}, level { $level }: { $state }.
credit-more = And { $count ->
    [one] { $count } more course
   *[other] { $count } more courses
}, all kept.
credit-state-recorded = kept, not sent yet
credit-state-queued = on its way to the credit bank
credit-state-received = received by the credit bank, waiting for its decision
credit-state-accepted = recognised by the credit bank
credit-state-credited = turned into credits
credit-state-rejected = not recognised
credit-state-dropped = could not be sent and will not be sent again; your result is kept here
credit-state-withdrawing = you took it back; the credit bank has not removed it yet, we are on it
credit-state-withdrawn = you took it back; the credit bank has removed it
credit-state-voided = this entry does not count any more
credit-credited-as = turned into { $credit ->
    [one] { $credit } credit
   *[other] { $credit } credits
}
credit-rejected-because = not recognised; the credit bank says: { $reason }
credit-not-handed-in = it could not be sent; we are dealing with it
credit-look-at-certificate = To see your certificate, send “Certificate”.

## Consent
consent-yes = I agree
consent-no = I do not agree
consent-ask =
    Shall we send your results to the credit bank ({ $banks })?
    The credit bank then decides on credits.
consent-what-goes =
    We send only a code for you, the course, hours, result and time{ $account }; not your name, not your chat account.
    Send “I do not agree” any time to take it back; we then ask the credit bank to remove it.
consent-with-account = , and your account number at the credit bank if you give one
consent-given = All right, what you learned will go to the credit bank. Send “Credits” for news, “I do not agree” to take it back.
consent-refused = All right, nothing is sent. Your results stay here. If you change your mind, send “I agree”.
consent-withdrawn = All right, nothing is sent from now on, and we ask the credit bank to remove what it has. If you change your mind, send “I agree”.
accounts-gone = The account numbers you gave are deleted too.
consent-look-first = Please see first where it would go, then choose.
consent-standing = You have agreed to send results to the credit bank. Send “I do not agree” to take it back.

## Under fourteen
age-ask = First a question: are you 14 or older?
age-yes = Yes, I am
age-no = Not yet
age-saved = All right, I will remember.
guardian-ask =
    A parent should read this.
    Dear parent: your child is under 14. To send learning results to the credit bank ({ $banks }) a guardian has to agree. The credit bank then decides on credits.
guardian-confirms = If you are the child's parent or other guardian, have read the above and agree, send “Guardian agrees”.
guardian-yes = Guardian agrees
guardian-given = All right, a guardian has agreed; what was learned will go to the credit bank. Send “Credits” for news, “I do not agree” to take it back.
guardian-needed = Without a guardian's consent nothing is sent.
board-not-under-14 = Learners under 14 are not on the board. Learning well is fine by itself.

## The account number at a bank
account-ask =
    What is your account number at “{ $bank }”? With it, credits can be put in your name.
    Please send it. If you have none, you can do it later.
account-later = Later
account-hint = Send the number, or “Later”.
account-first-agree = First you agree to the credit bank, then you give the number. Send “Credits” to see.
account-left = All right, later then. When you like, send “Credits”. Your results are kept.
account-sure = The number you gave ends in { $tail }. Is that right?
account-yes = Right
account-again = Not right, once more
account-saved = All right, the number is kept, encrypted, and used for credits only. To change it, send “Change account”.
account-form = This number does not look like one of “{ $bank }”. Please check it and send it again.
account-id-card = This looks like an identity card number; I did not keep it. Please never send it in a chat. What is wanted is your number at “{ $bank }”.
account-bank-card = This looks like a bank card number; I did not keep it. Please never send it to anyone. What is wanted is your number at “{ $bank }”.
account-phone = This looks like a phone number; I did not keep it. What is wanted is your number at “{ $bank }”.
account-stands = Your number at “{ $bank }” ends in { $tail }.
account-stands-unseen = You have given your number at “{ $bank }”.
account-tail = ends in { $tail }
account-unseen = given
account-change = Another number
account-drop = Delete the number
account-keep = Leave it
account-dropped = All right, the number is deleted. What was not sent waits for a new one.
account-dropped-only = All right, the number is deleted.
account-which = At which bank?
account-not-needed = No account number is needed now.
account-too-early = First finish and pass a course; once you have credits, you can give the number.

## Certificates
certificates-none = You have no certificate yet. Finish and pass a course, and you get one.
certificate-soon = You get a certificate for a passed course; send “Certificate” to see it.
certificate-alt = Certificate for “{ $course }”
certificate =
    Certificate for “{ $course }”, number { $number }.
    { $page }
certificate-page-open = Anyone with the link can check it; your name is not shown.
certificate-page-named = Anyone with the link can check it and sees your name.
certificate-page-closed = The page to check it is closed; others see nothing.
certificate-revoked = The certificate for “{ $course }” is not valid any more: { $reason }
certificate-repeated = there is another certificate for the same course
certificate-link = Open the certificate
certificate-which = You have { $count ->
    [one] { $count } certificate
   *[other] { $count } certificates
}. Which one?
certificate-line = “{ $course }”
certificate-name-add = Add my name
certificate-name-change = Change my name
certificate-name-drop = No name
certificate-name-show = Show my name to others
certificate-name-hide = Hide my name from others
certificate-web-close = Close the page
certificate-web-open = Open the page
certificate-name-ask = What name should be on it? Please send it, at most 20 characters. Only you see it, unless you choose to show it.
certificate-name-later = No thanks
certificate-name-hint = Send the name, or “No thanks”.
certificate-name-saved = All right, your name is on it.
certificate-name-dropped = All right, there is no name on it now.
certificate-name-shown = All right, anyone who opens the page sees your name too.
certificate-name-hidden = All right, nobody who opens the page sees your name.
certificate-web-closed = All right, the page is closed; others see nothing.
certificate-web-opened = All right, the page is open; anyone with the link can check it.
certificate-name-unseen = I see no name. Please send just the name, as in: Wang Xiuying.
certificate-name-long = A name has at most { $most } characters. Please make it shorter.
certificate-name-unprintable = The name has a character that cannot be printed here. Please use Chinese characters or Latin letters.

## What a credit bank decided
credit-news-accepted = Good news: { $bank } has recognised “{ $title }”.
credit-news-converted = Good news: { $bank } has turned “{ $title }” into { $credit ->
    [one] { $credit } credit
   *[other] { $credit } credits
}.
credit-news-converted-untold = Good news: { $bank } has turned “{ $title }” into credits.
credit-news-rejected = { $bank } has not recognised “{ $title }”. It says: “{ $reason }”.
credit-news-rejected-untold = { $bank } has not recognised “{ $title }” and gives no reason.
credit-news-no-account = { $bank } does not know the number you gave; a digit may be wrong. All you learned is kept.
credit-news-see-all = To see all, send “Credits”.
credit-news-give-again = To give the number again, send “Credits”.
credit-news-fact-accepted = Learning recognised
credit-news-fact-converted = Credits were given
credit-news-fact-rejected = Not recognised
credit-news-fact-no-account = Number needed again
credit-news-fact-account-title = Credit bank account

## One's own data
privacy-title = Your privacy
privacy-kept = To send lessons and count results we keep: your chat account, your courses and how far you are, right and wrong answers, your times, competitions you entered, what you think of courses, and your name on a board if you chose that. No phone number, no identity card.
privacy-how-long = This is kept until you say “Delete my data”. What you write is not kept, except your wishes (400 days) and what you ask us or a helper (half a year), with numbers masked; our replies are deleted after some days. Account numbers and names on certificates are encrypted; an account number goes to the credit bank with your results, and is deleted here when you take your consent back.
privacy-accounts = You have given account numbers: { $banks }. To delete them, send “Change account”.
privacy-consents-none = You have not agreed to send results to any credit bank.
privacy-consents =
    You have agreed:
    { $lines }
    To take it back, send “I do not agree”.
privacy-consent-line = { $date }, to { $bank }
privacy-consent-line-guardian = { $date }, to { $bank } (by a guardian)
privacy-under-14 = You said you are under 14. If that is wrong, send “I am fourteen”.
privacy-recommends = The shelf recommends one course, by what you have learned, your groups and what is new. For none, send “Don't recommend”.
privacy-recommends-not = You asked for no recommendations. To have them again, send “Recommend”.
privacy-rights = For a copy of your data, send “Export”. To delete all of it, send “Delete my data”.
privacy-export = Export
privacy-forget = Delete my data
export-ready =
    Your data is ready; touch below. The link is good for { $lasts } and for you alone; please do not pass it on.
    It is a ZIP file with JSON and tables (CSV).
export-link = Open my data
forget-ask =
    Your learning record, results, certificates and entries will be gone and cannot be brought back. We ask credit banks to remove what they have.
    If you are sure, send “Confirm”. Anything else deletes nothing.
forget-yes = Confirm
forget-no = Keep it
forget-done = All right, everything is deleted within a minute, and credit banks are asked to remove what they have. Thank you for learning with us. You are welcome back any time.
forget-kept = All right, nothing was deleted.

## For reviewers and operators
drafts = Courses that wait for your review:
drafts-none = No course waits for review.
draft-card =
    Version { $version }
    Source: { $source }

    { $lessons }
draft-read = Read lesson { $number }
draft-question =
    Question: { $stem }
    Choices: { $options }
    Answer: { $answer }
    Why: { $why }
draft-source = From: { $source }
draft-approve = Read it all: approve
draft-approved = “{ $title }” is approved and can be learned from now on.
draft-once-reviewed = One reviewer has read it. Once you approve it too, it is taught.
draft-reviewed = Thank you, you have reviewed “{ $title }”. It is taught once another reviewer approves it.
draft-needs-other = You have reviewed “{ $title }” yourself. Please ask another reviewer to approve it.
status-title = The last 24 hours
status-line = { $state }: { $count }
status-bank = { $bank }: queued { $queued }, accepted { $accepted }, refused { $dead }
status-books = { $bank }, books compared: missing { $missing }, extra { $extra }, differing { $differing }
status-books-trouble = { $bank }: the books could not be compared
status-nothing = Nothing to send, and nothing was sent.
status-state-planned = planned
status-state-claimed = being sent
status-state-sent = sent
status-state-held = waits for the person to write
status-state-expired = too late, not sent
status-state-failed = failed
competition-reach = Entered: { $entrants }; told in { $reached ->
    [one] { $reached } chat
   *[other] { $reached } chats
}.

## The pages of the Mini App
app-brand = Yike
app-skip = Go to the content
app-nav-name = Five pages
app-nav-courses = Courses
app-nav-progress = Progress
app-nav-credits = Credits
app-nav-competitions = Contests
app-nav-settings = Settings

## The pages of the Mini App: Signing in
app-waiting = One moment…
app-outside = Please open it from the chat
app-outside-next = Open the chat with Yike and touch the menu button at the lower left to see your courses and progress.
app-refused = We could not tell who you are
app-refused-next = Please close this page, go back to the chat and touch the menu button again.
app-trouble = The connection is slow
app-trouble-next = Nothing of yours is lost. Please try again in a moment.
app-again = Try again
app-over = Please open it again
app-over-next = This page was open for a long time, so we closed it to keep you safe. Please go back to the chat and touch the menu button again.
app-newcomer = Say “Start” first
app-newcomer-next = We have not met yet. Please go back to the chat and send “Start”; then your courses will be here.
app-form-old = This page is old
app-form-old-next = That was not saved. Please go back to the courses and do it again.
app-unknown = There is no such page
app-unknown-next = Please go back to the chat and open it from the menu again.
app-no-sign-in = You can learn in the chat
app-no-sign-in-next = Go back to the chat and send “Courses”, “Progress”, “Credits” or “Competitions” to see the same.
app-wechat-failed = WeChat did not manage that
app-wechat-failed-next = Please close this page, go back to the chat and open it from the menu again.
app-back-to-chat = Back to the chat
app-back-to-courses = Back to the courses
app-close-hint = Close this page to be back in the chat.

## The pages of the Mini App: Courses
app-courses-now = Learning now
app-recommended = Recommended
app-courses-shelf = Courses to choose
app-courses-all-title = All courses
app-courses-none = There are no courses yet. Please look again later.
app-courses-all = See all courses
app-courses-mine = Only courses for me
app-look = See “{ $course }”
app-facts = Level { $level }, { $lessons ->
    [one] { $lessons } lesson
   *[other] { $lessons } lessons
}, { $hours ->
    [one] { $hours } hour
   *[other] { $hours } hours
}
app-minutes = About { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
} a lesson
app-course-state-active = Learning now
app-course-state-waiting = Put aside
app-course-state-passed = Passed
app-course-state-new = Not begun
app-done-of = { $done } of { $total ->
    [one] { $total } lesson
   *[other] { $total } lessons
} done
app-lessons = See the lessons
app-lesson-line = Lesson { $number }: { $title }
app-lesson-done = Done
app-choose = Learn this course
app-choose-on = Go on with this course
app-choose-again = Learn it again
app-switch-to = Change to this course
app-switch-keep = Leave it, back to the courses
app-switch-note = You are learning “{ $course }” now. It will be put aside, with all you learned, and you can change back any time.
app-active-note = Your lesson comes at { $time } each day. To learn now, go back to the chat and send “Today's lesson”.
app-not-sent-note = No lessons are sent now. When you want to learn, go back to the chat and send “Today's lesson”.
app-chosen = All right, now it is “{ $course }”, each day at { $time }.
app-chosen-next = To learn now, go back to the chat and send “Today's lesson”.
app-course-gone = That course is not here any more. Please look at others.

## The pages of the Mini App: Progress
app-progress-none = You have not begun yet. Go back to the chat and send “Today's lesson”; it takes two or three minutes.
app-streak = Learning in a row
app-streak-days = { $count ->
    [one] day
   *[other] days
}
app-streak-none = A few days' rest is fine; go on any time.
app-chart = The last four weeks
app-chart-words = In the last four weeks you finished { $lessons ->
    [one] { $lessons } lesson
   *[other] { $lessons } lessons
} on { $days ->
    [one] { $days } day
   *[other] { $days } days
}.
app-chart-none = No lesson was finished in the last four weeks.
app-chart-table = See the numbers of each week
app-chart-week = Week
app-chart-days = Days
app-chart-lessons = Lessons
app-chart-to = { " " }to{ " " }
app-chart-today = Today
app-my-courses = My courses
app-quizzes = Questions
app-quiz-share = { $right } of { $total } right.
app-quiz-none = You have not answered any question yet.
app-reviews-due = { $count ->
    [one] One question is
   *[other] { $count } questions are
} ready to practise. Go back to the chat and send “Quiz”.
app-reviews-none = There is nothing to practise now.

## The pages of the Mini App: Credits
app-credits-total = Claimed in all
app-credits-unit = { $count ->
    [one] credit
   *[other] credits
}
app-claims = Courses claimed
app-claim-facts = { $credit ->
    [one] { $credit } credit
   *[other] { $credit } credits
}, { $hours ->
    [one] { $hours } hour
   *[other] { $hours } hours
}, level { $level } (of seven)
app-consent = To the credit bank
app-consent-standing = You have agreed to send results to the credit bank; you can take it back any time.
app-consent-give = I agree, send them
app-consent-guardian = I am the child's parent or other guardian and have read the above.
app-consent-guardian-give = Guardian agrees
app-consent-refuse = I do not agree
app-consent-withdraw = Take my consent back
app-age-save = That is so
app-accounts = Credit bank accounts
app-accounts-note = With your number, credits can be put in your name. It is kept encrypted and used for credits only.
app-account-at = Your number at “{ $bank }”
app-account-now = { $bank }: { $tail }
app-account-new = Another number
app-account-save = Save the number
app-account-drop = Delete the number
app-account-saved = All right, the number is kept.
app-account-dropped = All right, the number is deleted. What was not sent waits for a new one.
app-certificates = My certificates
app-certificate-of = Open the certificate for “{ $course }”
app-certificate-note = To add your name, or to hide the page, go back to the chat and send “Certificate”.

## The pages of the Mini App: Competitions
app-mine = Entered
app-open = Open now or soon
app-organiser = By: { $organiser }
app-stage = { $kind }:
app-to = to
app-stage-now = Now
app-entered = Entered
app-enter = Take part: { $title }
app-enter-short = Take part
app-no-entry = No entry needed; just take part when it begins.
app-entry-ahead = Entry opens { $opens }.
app-entry-over = Entry is over.
app-details = See the details
app-details-of = See the details: { $title }
app-enter-done = You have entered: { $title }.

## The pages of the Mini App: Settings
app-times = When lessons come
app-times-now = Your lesson comes at { $time } each day.
app-time-first = Time of day
app-time-more = More than once a day? Add times
app-time-nth = { $number } time
app-times-save = Save the times
app-times-saved = All right, from now on at { $time } each day.
app-time-wrong = I did not follow this time. Please write it like this: 07:30.
app-time-missing = Please write at least one time, as in 07:30.
app-numeral-1 = First
app-numeral-2 = Second
app-numeral-3 = Third
app-numeral-4 = Fourth
app-pause = Take a rest
app-pause-how = For how long
app-pause-for-3 = Three days
app-pause-for-7 = One week
app-pause-for-14 = Two weeks
app-pause-for-0 = Until I say so
app-pause-save = Pause the lessons
app-pause-wrong = Please choose for how long.
app-paused-now = Lessons are paused.
app-paused-until = Lessons are paused; they start again on { $date }.
app-stopped-now = We send you no messages now. What you learned is kept.
app-go-on = Send lessons again
app-paused-done = All right, we stop for now.
app-paused-done-until = All right, we stop for now; lessons start again on { $date }.
app-went-on = All right, we go on. See you each day at { $time }.
app-who = Who I am
app-who-note = Tell us, and the courses for you come first.
app-who-save = Save
app-who-saved = All right, noted. The courses for you come first.
app-who-wrong = Please choose one.
app-size = Text size
app-size-of-normal = Normal
app-size-of-large = Large
app-size-of-huge = Very large
app-size-save = Use this size
app-size-saved = All right, the text size is now: { $size }.
app-size-wrong = Please choose a size.
app-quiet = Quiet hours
app-quiet-note = From { $begin } to { $end } we never write first. Whenever you write, we are here.
app-check-form = Nearly there; please see the places that are marked.

## A copy of one's data
copy-page-title = My data
copy-page-lead = Here you can download everything we hold about you.
copy-page-what = Your courses, answers, learning record, consents, certificates and our messages to you are all in it.
copy-page-button = Download my data
copy-page-private = The file holds personal data; please keep it to yourself.
copy-page-in-wechat = If nothing happens, touch “…” at the top right, choose to open it in the browser, and touch again.
copy-gone-title = This link does not work any more
copy-gone-lead = It has expired or is incomplete.
copy-gone-what = Go back to the chat and say “Export” to get a new one.
copy-busy-title = One moment please
copy-busy-lead = Many people are downloading right now.
copy-busy-what = Please touch again in a minute.
copy-file-name = Yike-my-data
copy-unreadable = (cannot be opened: its key was changed)
copy-sections-profile = your settings
copy-sections-addresses = where you reach us
copy-sections-notice-consents = reminders you allowed or refused
copy-sections-groups = groups you belong to
copy-sections-group-answers = your answers in groups
copy-sections-courses = courses you took up
copy-sections-lessons = lessons you saw and finished
copy-sections-answers = every answer you gave
copy-sections-reviews = what is reviewed when
copy-sections-ratings = your ratings of courses
copy-sections-wishes = what you wished to learn
copy-sections-questions-asked = questions you asked
copy-sections-help = help you asked for or gave
copy-sections-helping = groups where you help
copy-sections-competitions = competitions you were told of or entered
copy-sections-announcements = announcements meant for you
copy-sections-bank-consents = consents to credit banks, given and withdrawn
copy-sections-bank-accounts = your account numbers at credit banks
copy-sections-pseudonyms = the pseudonyms that credit banks know you by
copy-sections-completions = your learning record
copy-sections-claims = credits you claimed
copy-sections-recognitions = what credit banks decided
copy-sections-statements = statements, byte for byte as sent
copy-sections-sent-to-banks = what was sent to whom, and what came of it
copy-sections-certificates = your certificates
copy-sections-messages = messages planned for you or sent to you
copy-sections-replies = our replies of the last days
copy-readme =
    This is everything that Yike holds about you.
    Made at { $made_at } (UTC)

    data.json    all of it, for programs
    tables/      the same as tables (CSV), one for each kind; times are UTC

    A single quote (') at the beginning of a cell keeps spreadsheet programs from taking text for a
    formula; it is not part of the data. The files are personal: keep them safe.

    The tables:
copy-page-brief = A copy of everything we hold about you, as a ZIP file. Keep it to yourself.
copy-gone-brief = This link has expired or is incomplete. Say 导出 in the chat to get a new one.
copy-busy-brief = Many people are downloading right now. Please try again in a minute.

## The language
language-ask = Which language?
language-saved = All right, English from now on.

## Groups
group-greeting =
    Hello everyone, I am Yike. One small course a week and one question a day, right here. News of competitions comes here too.
    An admin can send /group to choose a course, and off we go.
group-greeting-back = Good to be back. The group's settings are still here; an admin can change them with /group.
group-help =
    Hello, I am Yike. What you can send here:
    /competitions to see competitions
    /board to see this week's board
    Admins: /group for the settings.
    For lessons, quizzes and progress, write to me in private.
group-private-button = A lesson a day: chat with me
group-personal = Please ask me in private, where only you can see it.
group-personal-by-hand = Please touch my picture and ask me in private, where only you can see it.
group-only-administrators = The group's settings are for its admins. For your own lessons, write to me in private.
group-administrators-unknown = I could not find out who the admins are. Please try again in a minute.
group-competitions-none = There is no competition now. I will tell you when there is one.
group-panel-title = Group settings
group-course-line = Course of the week: { $course }
group-course-none = none yet
group-course-gone = the one you had is gone, please choose another
group-rotates = { $course }, the next one each Monday
group-stays = { $course }, until you change it
group-question-line = Question of the day: { $time }
group-question-off = Question of the day: off
group-board-on = Weekly board: on Sundays, only with those who want to be on it
group-board-off = Weekly board: off
group-topic-line = Posted in: { $topic }
group-topic-chosen = the topic you chose
group-topic-general = General
group-quiet-line = Quiet hours: { $span }
group-quiet-default = as usual
group-quiet-never = none
group-panel-closed = Done. To change something again, send /group.
group-to-course = Course
group-to-question = Question of the day
group-turn-board-on = Turn the board on
group-turn-board-off = Turn the board off
group-to-topic = Topic
group-to-quiet = Quiet hours
group-to-language = Language 语言
group-close = Done
group-back = Back
group-ask-track = Who is in this group?
group-track-seniors = Older people
group-track-couriers = Couriers
group-track-farmers = Farmers
group-track-workers = Working people
group-track-youth = Students
group-track-everyone = Everyone
group-ask-course = Choose a course:
group-course-button = { $title } ({ $lessons ->
    [one] { $lessons } lesson
   *[other] { $lessons } lessons
})
group-more = More
group-shelf-empty = There are no courses here yet.
group-no-course = No course for now
group-rotate = A new one each week
group-stay = Stay with this one
group-ask-question = When shall the question come each day?
group-course-first = Choose a course first; the questions come from it.
group-no-question = No question
group-ask-topic = In which topic shall I post?
group-topic-how = For another topic, send /group there.
group-topic-here = In this topic
group-topic-to-general = In General
group-ask-quiet = When shall I stay quiet?
group-quiet-by-default = As usual
group-no-quiet = Any hour is fine
group-ask-language = Which language?
group-saved = Saved.
group-button-old = This button is out of date, please use the new ones.
group-right = ✅ Right. { $why }
group-wrong = Not quite. The answer is: { $answer }. { $why }
group-answered-before = You have answered this one; the first answer counts.
group-explained-before = The answer has been told already. Wait for the next one.
group-question-gone = This question is gone. Wait for the next one.

## Groups: what is posted by the clock
post-course = This week we learn “{ $course }”
post-course-goes-on = We go on with “{ $course }” this week
post-course-about = It is about: { $lessons }.
post-course-about-first = It is about: { $lessons }, and more.
post-course-size = { $count ->
    [one] One lesson
   *[other] { $count } lessons
}, about { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
} each.
post-course-join = I'll learn too
post-between =
    ,{ " " }
post-question = Question of the day, for everyone
post-question-several = You may choose several.
post-several-between =
    { " " }and{ " " }
post-explanation = Yesterday's question, with its answer
post-answer = The answer: { $answer }
post-answer-between =
    ;{ " " }
post-counted = { $people ->
    [one] One answer
   *[other] { $people } answers
}, { $right } right.
post-all-right = { $people ->
    [one] One answer, and it is right!
   *[other] { $people } answers, all of them right!
}
post-nobody = Nobody answered yesterday. Never mind, the reason is worth keeping.
post-source = From: { $source }; “{ $course }”, lesson “{ $lesson }”.
post-board = This week's board
post-board-line = { $place }. { $name }: { $points ->
    [one] { $points } point
   *[other] { $points } points
}
post-board-more = And { $count } more on the board.
post-board-rule = One point for each group question answered correctly, one for each lesson finished.
post-board-waits = Fewer than two people are on the board this week. To join it, touch the button below.
post-board-join = Put me on the board

## The picture of the week
week-title = Your week
week-days = M T W T F S S
week-learned = { $days ->
    [one] 1 day
   *[other] { $days } days
 }, { $lessons ->
    [one] 1 lesson
   *[other] { $lessons } lessons
 }
week-answers = { $answered ->
    [one] 1 question answered
   *[other] { $answered } questions answered
 }, { $right } right
week-streak = { $streak ->
    [one] 1 learning day in a row
   *[other] { $streak } learning days in a row
 }
week-heading = What you learned:
week-more = { $count ->
    [one] and 1 more lesson
   *[other] and { $count } more lessons
 }
week-fact = What you learned this week
week-closing-1 = A little every day adds up.
week-closing-2 = What you have learned is yours.
week-closing-3 = On to the next week.
week-closing-4 = A few more things you know. Well done.
week-closing-5 = Take your time.

## Practice lessons made of a question bank
practice-title = Practice
practice-topic = { $title }: { $topic }
practice-numbered = { $title } ({ $count })
practice-text = { $count ->
    [one] Time to practise. There is one question; you hear at once how it went.
   *[other] Time to practise. There are { $count } questions; you hear at once how each one went.
 }
practice-why-one = The right answer is: { $answer }
practice-why-several = The right answers are: { $answer }
practice-why-true = This is true.
practice-why-false = This is false.
practice-why-accepted = One right answer is: { $answer }

## Questions to the companion
companion-ask = What would you like to ask? Just write it, for example: What do I do when my phone is lost?
companion-quote-title = “{ $lesson }”, version { $version }
companion-dated = Based on: { $dated }
companion-hotline = Not sure? Call { $numbers } and ask.
companion-urgent = If it is urgent, call { $numbers } at once.
companion-whole = Read it all
companion-whole-hint = To read it all, reply 1.
companion-refused = I can only answer from the lessons, and no lesson speaks of this. I have noted your question, and those who run the courses will see it.
companion-refused-near = I can only answer from the lessons, and no lesson speaks of this. I have noted your question. The nearest lessons:
companion-human = Ask a person
companion-despair =
    I am worried to read this. Please call 12356 now: somebody there will listen to you.
    If you have hurt yourself, or fear that you will, call 120 or 110 at once, and ask somebody near you to stay with you.
companion-life = A life comes first. Call 120 at once: say where you are, who it is and what happened, and do as they tell you. I only know lessons and cannot help in an emergency.
companion-violence = Go where you are safe first, and call 110 at once. If somebody is hurt, call 120 too. I only know lessons and cannot help in an emergency.
companion-competition = This is part of a competition that is running, so I cannot help with it now. Ask me again when it is over.
companion-enough = You have asked { $most } times today, which is all I can take. Ask me again tomorrow.
companion-soon = The lessons are being updated. Please ask again in a moment.
companion-renewed = This lesson has been updated. To read the new one, please ask again.

## The companion's model
companion-answer =
    { $text }
    From: { $lessons }
companion-lesson = “{ $lesson }”
companion-label = Written by AI, for reference only
companion-fact = Your question has an answer


## The console (handlers/console_word.py)

console-not-staff = The console is for the staff. To learn, just say “today”.
console-how = Open { $page } in a browser to get a code, then send me “控制台 CODE” (or /console CODE).
console-private = Please tell me in our private chat, not in a group.
console-code-unknown = No browser is waiting with this code, or its ten minutes are over. Get a new one at { $page }
console-link = Open this in the browser that asked:
    { $link }

    or type this sign-in code there: { $word }

    It lasts ten minutes and works once. If it is not you who wants to sign in, ignore it and pass it to nobody.
invite-unknown = This invitation is wrong, used or over. Ask whoever invited you for another one.
invite-operator = You are an operator now. The console is here: { $page }
invite-organiser = You are an organiser now. Send announcements and run competitions from the console: { $page }
invite-reviewer = You are a reviewer now. Courses and announcements wait for you in the console: { $page }
invite-judge = Thank you for judging. Mark the works in the console: { $page }
invite-helper = You are a helper now. When somebody in the group says “human”, I will tell you.


## News of competitions (bot/competitions/notices.py) and their calendars

contest-opening-upload =
    { $title }: { $stage } is open.
    Hand in by { $closes }.
contest-opening-upload-hint = To hand in your work, send “Competitions”.
contest-opening-live =
    { $title }: { $stage } is close.
    From { $opens } to { $closes }
contest-place = Place: { $place }
contest-no-work =
    { $title }: you entered, and your work is not here yet.
    { $stage } ends in { $left } ({ $closes }).
contest-no-work-hint = To hand in your work, send “Competitions”.
contest-round-opens =
    { $title }: { $stage } is open.
    You can answer until { $closes }.
contest-round-opens-hint = To begin, send “Competitions”.
contest-round-closes =
    { $title }: you have not answered yet.
    { $stage } ends in { $left } ({ $closes }).
contest-round-closes-hint = To begin, send “Competitions”.
contest-publicity-begins =
    { $title }: the list is public until { $closes }.
    If you disagree with it, please say so before then.
contest-publicity-ends =
    { $title }: the list is not open to objections any more.
    When the results are final, I will tell you.
contest-look-hint = For the dates, send “Competitions”.
contest-changed =
    { $title } has changed, please note:
    { $lines }
contest-changed-dates = { $stage }: now { $opens } to { $closes }, before it was { $was_opens } to { $was_closes }
contest-changed-place = { $stage }: the place is now { $place }
contest-changed-no-place = { $stage }: the place will be announced
contest-changed-new = New: { $stage }, { $opens } to { $closes }
contest-changed-gone = { $stage } was called off
contest-cancelled = We are sorry: { $title } is cancelled and does not take place.
contest-cancelled-reason = Reason: { $reason }
contest-contact = Questions? Ask: { $contact }
contest-result = The results of { $title } are out.
contest-result-place = Your place: { $rank }
contest-result-place-in = Your place in { $division }: { $rank }
contest-result-unranked = You have no place this time.
contest-result-score = Score: { $score }
contest-result-award = Congratulations! Your award: { $award }
contest-result-thanks = Thank you for taking part.
contest-went-on = Congratulations! { $title }, { $stage }: you go on.
contest-went-on-next = Next: { $stage }, { $opens } to { $closes }
contest-not-on =
    { $title }, { $stage }: the list is out. You do not go on this time.
    Thank you for taking part; you are welcome again next time.
fact-contest-opening = { $stage } is open
fact-contest-opening-live = { $stage } is close
fact-contest-no-work = Your work is missing
fact-contest-round-opens = { $stage } is open
fact-contest-round-closes = { $stage } ends soon
fact-contest-publicity-begins = The list is public
fact-contest-publicity-ends = Objections closed
fact-contest-changed = New date or place
fact-contest-cancelled = Cancelled
fact-contest-result = The results are out
fact-contest-went-on = You go on
fact-contest-not-on = The list is out
contest-dates-cancelled = { $title } is cancelled.
contest-dates =
    { $title }, dates:
    { $stages }
contest-calendar = Yike: competitions
contest-calendar-own = Yike: my competitions
contest-calendar-organiser = By: { $organiser }
contest-calendar-contact = Contact: { $contact }
contest-calendar-cancelled = Cancelled. { $reason }
contest-calendar-event = { $title }: { $stage }

## Works handed in
work-kind-video = a video
work-kind-audio = a recording
work-kind-image = a picture
work-kind-document = a document
work-kind-link = a link
work-seconds =
    { $count ->
        [one] { $count } second
       *[other] { $count } seconds
    }
work-limit-length = at most { $length }
work-limit-size = at most { $megabytes } MB
work-wanted = { $kinds } ({ $limits })
work-none = You have entered no competition that takes works. To enter one, send “Competitions”.
work-opens = { $title } takes works from { $opens }. Please send yours then.
work-closed = { $title } takes no more works: it closed on { $closes }.
work-which = Which competition is your work for?
work-send = Please send your work for { $title }: { $wanted }. It closes on { $closes }.
work-send-new = You have handed in a work for { $title }. To replace it, send a new one: { $wanted }. It closes on { $closes }; the last one counts.
work-is-this = Is this your work for { $title }?
work-is-new = Shall this replace the work you handed in for { $title }?
work-is-which = Which competition is this work for?
work-yes = Yes
work-no = No
work-not-one = All right, it is not a work.
work-lost = I did not keep that file. Please send it again.
work-got = I have it and am checking it. I will tell you when that is done.
work-link-got = I have the link. It counts as your work.
work-title = What is your work called? Just type its name.
work-title-none = No title
work-titled = All right, your work is called “{ $title }”.
work-title-too-long = That name is too long. Please use at most { $most } characters.
work-title-unfit = That name cannot be written. Please choose another.
work-accepted = Your work for { $title } is as it should be, and is accepted.
work-may-replace = You can replace it until { $closes }; the last one counts.
work-refused = Your work for { $title } was not accepted. { $why }
work-send-again = You can hand in another until { $closes }: send “Hand in”.
work-ask-organiser = It has closed. If you have a question, ask { $organiser }.
work-try-again = Please send another.
work-fault-empty = The file is empty.
work-fault-wrong-kind = What is wanted here is { $wanted }.
work-fault-too-large = The file is too large: at most { $megabytes } MB. Your phone can make it smaller.
work-fault-too-long = It is too long: at most { $length }.
work-fault-no-length = I cannot tell how long it is. Please film or record it with your phone.
work-fault-broken = The file cannot be opened. Perhaps it did not arrive whole.
work-fault-too-many-pixels = The picture is too big. Please make it smaller.
work-fault-bomb = The file becomes too big when it is opened. Please save it anew.
work-fault-late = It came after the closing time.
work-fault-not-open = This competition does not take your work now.
work-fault-gone = The file has expired and cannot be had any more.
work-fault-unfetched = I tried many times and could not get the file.
work-fault-bad-link = A link must begin with https. Please send all of it.
work-fault-by-hand = The organiser looked at it and decided not to take it.
fact-work-accepted = Work accepted
fact-work-refused = Work not accepted

## A copy of one's data: competitions

copy-sections-competition-works = works handed in
copy-sections-competition-attempts = attempts at quiz rounds, with scores and time
copy-sections-competition-answers = questions of rounds and your answers
copy-sections-competition-marks = marks that judges gave
copy-sections-competition-judges-aside = judges who stood aside, and how they know you (not who)
copy-sections-competition-places = places in stages and final results
copy-sections-competition-corrections = corrections made by hand, with the reason
copy-sections-objections = objections you made

## Taking part in competitions
entrant-look = See details
entrant-others = See other competitions
entrant-by = Organiser: { $organiser }
entrant-now = Now: { $stage }, until { $closes }
entrant-next = Next: { $stage }, from { $opens }
entrant-at = Place: { $place }
entrant-over = The competition is over.
entrant-in = You are in, number { $number }.
entrant-in-as = You are in, number { $number }, { $division }.
entrant-in-division = Your division: { $division }.
entrant-number = Your number is { $number }.
entrant-disqualified = The organiser of “{ $title }” has taken you off the list.
entrant-cancelled = “{ $title }” is cancelled. { $reason }
entrant-contact = Questions? Ask: { $contact }
entrant-rules = Rules and dates
entrant-calendar = Put the dates in a calendar
entrant-start = Start the quiz
entrant-once-more = Try once more
entrant-go-on = Continue the round
entrant-hand-in = Hand in a work
entrant-work-again = Change the work
entrant-work-there = Your work is in.
entrant-work-missing = Your work is not in yet.
entrant-untried = You have not answered yet.
entrant-tried = { $count ->
    [one] You have tried once.
   *[other] You have tried { $count } times.
 }
entrant-my-score = My results
entrant-list = See the list
entrant-object = Object
entrant-leave = Withdraw
app-enter-in-chat = This competition asks a few things. To enter, send “competitions” in the chat.
app-cancelled = “{ $title }” is cancelled.

## Entering a competition
entrant-later = Not now
entrant-left-out = Fine, you are not entered. To enter, send “competitions” at any time.
entrant-step-over = This step is past. To enter, send “competitions”.
entrant-ask-unit = Whom do you compete for?
entrant-unit-nameless = Group { $number }
entrant-ask-birth = When were you born? For example: 8 March 1955. It only decides your division, is kept encrypted, and is on no list.
entrant-hint-birth = Just send the date.
entrant-birth-unclear = I cannot read this date. Please write it like this: 8 March 1955.
entrant-birth-lunar = I cannot convert dates of the lunar calendar. Please send the one on your identity card, for example: 8 March 1955.
entrant-birth-no-year = The year is missing. Please write it like this: 8 March 1955.
entrant-birth-century = Please write the year in four digits, for example: 8 March 1955.
entrant-birth-no-such-day = There is no such day. Please look again, for example: 8 March 1955.
entrant-birth-too-late = This day is still to come. Please look again, for example: 8 March 1955.
entrant-birth-too-early = This year is too long ago. Please look again, for example: 8 March 1955.
entrant-birth-id-card = No identity number is needed, and I do not keep it. Only the date of birth, for example: 8 March 1955.
entrant-ask-job = What do you do?
entrant-job-none = None of these
entrant-ask-age = Is the person who enters 14 or older?
entrant-age-yes = Yes, 14 or older
entrant-age-no = Not yet
entrant-ask-name = What is your name? The organiser needs it for the competition; it is kept encrypted.
entrant-ask-team-name = What is your team called? It is on the list.
entrant-hint-name = Just send the name.
entrant-name-empty = I see no name. Please send it again.
entrant-name-long = The name is too long; { $most } characters at most.
entrant-name-unshown = The name has signs that cannot be seen. Please type it again.
entrant-ask-guardian = Who is under 14 needs a guardian’s consent. Guardian, please send your name and who you are, for example: Wang Fang, mother.
entrant-hint-guardian = For the guardian to send.
entrant-guardian-agrees = { $guardian }: do you agree that the child enters “{ $title }”? The organiser, { $organiser }, sees the child’s details, for this competition only; lists do not show the full name. Withdrawing deletes them.
entrant-guardian-yes = I am the guardian and agree
entrant-agree = I agree, enter me
entrant-agree-full = I agree, full name on lists
entrant-agree-masked = I agree, “{ $name }” on lists
entrant-agree-no = I do not agree
entrant-sum-name = Name: { $name }
entrant-sum-birth = Born: { $day }
entrant-sum-division = Division: { $division } ({ $why })
entrant-sum-unit = For: { $unit }
entrant-told = The organiser, { $organiser }, sees this, for this competition only. Withdrawing deletes it. Do you agree?
entrant-told-names = The organiser, { $organiser }, sees this, for this competition only; when lists are published, everybody sees name and score. Withdrawing deletes it. Do you agree?
entrant-why-age = { $years } years old on { $day }
entrant-why-born = by date of birth
entrant-why-job = by occupation
entrant-why-open = open to everybody
entrant-nowhere = No division of “{ $title }” fits you: { $divisions }.
entrant-full = “{ $division }” is full.

## A team in a competition
entrant-write-team = Write down the team
entrant-team-size = { $size ->
    [one] One person is in the team.
   *[other] { $size } people are in the team.
 }
entrant-ask-team = Please send the members, one a line: name birth role. For example:
    Li Mei 1955-3-8 singer
    Wang Qiang 1960-5-1 conductor
    { $least } to { $most } people. For members under 14, ask their guardian first.
entrant-hint-team = The whole team in one message; it is kept encrypted.
entrant-team-later = Later
entrant-team-line = Line { $number }: { $fault }
entrant-team-name = the name cannot be read
entrant-team-birth = the birth cannot be read, write it like 1955-3-8
entrant-team-many-lines = Too many lines; { $most } at most.
entrant-team-few = Too few people: { $least } are needed, there are { $size }.
entrant-team-many = Too many people: { $most } at most, there are { $size }.
entrant-team-two = { $name } is in another team already; one team each.
entrant-team-twice = Somebody is written down twice.
entrant-team-more-faults = And { $count } more.
entrant-team-again = Nothing was kept. Please mend it and send the whole team again.
entrant-team-kept = { $size ->
    [one] One member is noted.
   *[other] { $size } members are noted.
 } To change something, send the whole team again.
entrant-team-certificates = Members of { $age } or older: please give the organiser their health certificates.
entrant-team-closed = Registration is closed; the team can no longer be changed.
entrant-no-team = “{ $title }” is for single people; there is no team to write down.

## Leaving a competition
entrant-ask-leave = Really withdraw from “{ $title }”? What you told when you entered is deleted.
entrant-leave-no = No, I stay
entrant-leave-yes = Withdraw
entrant-left-it = You have withdrawn from “{ $title }”, and what you told is deleted. While registration is open you can enter again.
entrant-leave-late = The results are final; withdrawing is no longer possible.
entrant-not-entered = You are not in this competition.
entrant-not-in = You are not in “{ $title }”.

## A quiz round
entrant-rules-items = { $items ->
    [one] There is one question.
   *[other] There are { $items } questions, one after another.
 }
entrant-rules-seconds = { $seconds } seconds for each, from when it is sent.
entrant-rules-unhurried = There is no limit of time.
entrant-rules-closes = It closes at { $closes }.
entrant-left = { $count ->
    [one] You can answer once more.
   *[other] You can answer { $count } more times.
 }
entrant-left-today = { $count ->
    [one] You can answer once more today.
   *[other] You can answer { $count } more times today.
 }
entrant-begin = Ready, begin
entrant-not-yet = Not now
entrant-item = Question { $item } of { $items }
entrant-item-seconds = (within { $seconds } seconds)
entrant-noted = Question { $item } is noted.
entrant-late = Question { $item } was too late and does not count.
entrant-answered-before = Question { $item } is answered already. This is the one now:
entrant-unclear = I cannot tell which one you mean. Please answer again; the clock is running.
entrant-waits = You have a round to finish.
entrant-none-open = No question is open now. For competitions, send “competitions”.
entrant-closed-over = The round has closed. What you answered before counts.
entrant-score = { $right } of { $items } right, { $score } points.
entrant-used = Time: { $time }.
entrant-minutes = { $minutes } min { $seconds } s
entrant-seconds = { $seconds } s
entrant-results-at = Results come at { $at }.
entrant-round-early = This round opens at { $opens }.
entrant-round-closed = This round closed at { $closes }.
entrant-round-not-in = This round is for those who were selected; the organiser publishes the list.
entrant-round-used = You have used all your attempts. The results will come.
entrant-round-used-today = You have used today’s attempts. Come back tomorrow; it closes at { $closes }.
entrant-round-empty = The questions of this round are being prepared. Please come back a little later.

## Results and objections
entrant-no-result = There are no results yet.
entrant-final = Final result
entrant-total = In all
entrant-place = { $what }: place { $rank }.
entrant-place-score = { $what }: { $score } points, place { $rank }.
entrant-place-none = { $what }: no place.
entrant-award = Award: { $award }
entrant-on = You go on to the next round.
entrant-not-on = You do not go on. Thank you for taking part.
entrant-no-list = The list is not published yet.
entrant-list-line = { $rank }. { $name } { $score }
entrant-list-number = No. { $number }
entrant-ask-objection = What is wrong, in your view? Write it in one message; the organiser reads and answers it.
entrant-hint-objection = Just write.
entrant-objection-none = Never mind
entrant-objection-kept = Your objection is with the organiser. You will be told the answer, and find it on the page of the competition.
entrant-objection-long = Please write your objection, { $most } characters at most.
entrant-objection-waits = Your objection still waits for an answer; one at a time.
entrant-objection-early = The publicity period has not begun; object then.
entrant-objection-over = The publicity period is over; objections are closed.
entrant-objection-without = This competition has no publicity period.
entrant-objection-open = Your objection: the organiser has not answered yet.
entrant-objection-upheld = Your objection was upheld. { $answer }
entrant-objection-dismissed = Your objection was dismissed. { $answer }

## Corrections of courses that were taken back
correction-told = Correction: something in "{ $title }", which you learned from, was wrong. That text was taken back; this is right:
    { $words }
    We are sorry for the trouble.
fact-correction = Course corrected

## Competitions: words of one's own while entering, children in a team, an item left out
entrant-redo = Something is wrong, start over
entrant-again = I did not understand which one you mean. Please choose one; its number is enough.
entrant-again-example = I still did not understand. For example, reply 1 for “{ $label }”.
entrant-which-list = Good. How shall lists show your name? Please choose one.
entrant-name-none = That does not look like a name. Please send just the name, such as Wang Guifang.
entrant-chosen-soon = Who goes on is not decided yet. You will be told.
entrant-unclear-unhurried = I did not understand which one you choose. There is no hurry, please answer again; to leave this one out, send “skip”.
entrant-skip-sure = Leave this one out? You cannot answer it later. Send “skip” once more to leave it out; to answer it, just answer.
entrant-team-children = There are children under 14 in the team. The organiser, { $organiser }, will see their names and birthdays, only to run this competition. Does a guardian of each child agree?
entrant-team-children-yes = All guardians agree
entrant-team-children-no = Not yet, do not keep it
entrant-team-not-kept = Nothing was kept. Once the guardians agree, send the whole team again.
contest-objection-upheld = Your objection about “{ $title }” was upheld. { $answer }
contest-objection-dismissed = Your objection about “{ $title }” was not upheld. { $answer }
fact-contest-objection = Objection answered
contest-withdrawn-for-you = The organiser of “{ $title }” has withdrawn your entry for you.
contest-put-back = The organiser of “{ $title }” has put your entry back. You take part as before.
fact-contest-disqualified = Taken off the list
fact-contest-withdrawn = Entry withdrawn
fact-contest-put-back = Entry put back

## Competitions: an entry or a work that waits, who has no place, calendars, privacy
entrant-entry-go-on = Go on entering
entrant-entry-waits = Your entry for { $title } is not finished; what you wrote is still here.
entrant-team-go-on = Go on with the team
entrant-team-waits = The team for { $title } is not written down yet.
entrant-given = You have written:
entrant-sum-job = Occupation: { $job }
work-awaited = Your work for { $title } is still awaited. To leave it, send “Never mind”.
work-not-now = Fine, not now. To hand one in, send “Hand in”.
work-undecided = { $title } is still being judged, and who goes on is not decided yet. You will be told; if you go on, hand it in then.
work-fault-not-chosen = It is still being judged, and who goes on is not decided yet. You will be told; if you go on, hand it in then.
contest-result-took-part = You have no place and no score this time. It was good that you took part; thank you, and come again.
contest-result-hint = For the list, send “Competitions”.
contest-excluded = The organiser disqualified you, so you have no place.
contest-excluded-list =
    The list of { $title } is public now.
    The organiser disqualified you, so you are not on it.
contest-excluded-object = If that is wrong, you can object until { $closes }: send “Competitions”, choose this one, then Object.
entrant-disqualified-object = If that is wrong, you can object until { $closes }.
contest-way-in = See it and take part
entrant-calendar-other = Change the calendar's address
entrant-ask-calendar = Whoever has your calendar's address sees what you entered. If you passed it on, or are not sure, change it: the old address stops at once, and your phone needs the new one.
entrant-calendar-change = Change it
entrant-calendar-keep = Leave it
entrant-calendar-changed = Done; the old address leads nowhere. Put the new one below into your calendar.
privacy-entrant =
    Name, birth date, occupation, guardian and team members that you wrote on entering are encrypted, and used for divisions, prizes and lists only.
    Only that competition's organiser sees them; judges see numbers and works.
    Leaving deletes them; so does “Delete my data”. To see or mend them, ask:
    { $lines }
privacy-entrant-line = { $title }: { $contact }
