home-more = over { $count }
home-today = today
home-weekday-1 = Mon
home-weekday-2 = Tue
home-weekday-3 = Wed
home-weekday-4 = Thu
home-weekday-5 = Fri
home-weekday-6 = Sat
home-weekday-7 = Sun
home-lessons-coming = lessons still to come today
home-lessons-planned = lessons being sent now
home-lessons-sent = lessons sent today
home-lessons-held = lessons waiting for the learner's next word
home-punctual = on time in 24 hours (handled within 10 s)
home-stopped = The account { $account } cannot send since { $since }. Run yike doctor: it names the mend.
home-waiting = Waiting for you
home-waiting-none = Nothing waits for you.
home-waiting-courses = { $count ->
    [one] One course version waits for review
   *[other] { $count } course versions wait for review
 }
home-waiting-announcements = { $count ->
    [one] One announcement waits for approval
   *[other] { $count } announcements wait for approval
 }
home-waiting-competitions = { $count ->
    [one] One competition waits for approval
   *[other] { $count } competitions wait for approval
 }
home-waiting-objections = { $count ->
    [one] One objection waits for a decision
   *[other] { $count } objections wait for a decision
 }
home-waiting-works = { $count ->
    [one] One work was refused and not handed in again
   *[other] { $count } works were refused and not handed in again
 }
home-waiting-judges = { $count ->
    [one] One judging stage has no judge yet
   *[other] { $count } judging stages have no judge yet
 }
home-waiting-requests = { $count ->
    [one] One request for help waits for an answer
   *[other] { $count } requests for help wait for an answer
 }
home-waiting-wishes = { $count ->
    [one] One wish is unread
   *[other] { $count } wishes are unread
 }
home-waiting-questions = { $count ->
    [one] One question has no answer in any lesson
   *[other] { $count } questions have no answer in any lesson
 }
home-week = Today and the next seven days
home-week-none = No announcement goes out and no stage opens or closes in these seven days.
home-goes-out = goes out
home-stage-opens = { $stage } opens
home-stage-closes = { $stage } closes
home-stage-kind-registration = registration
home-stage-kind-upload = handing in
home-stage-kind-quiz = quiz round
home-stage-kind-live = live round
home-stage-kind-judging = judging
home-stage-kind-publicity = publicity
home-stage-kind-award = award
home-state-draft = draft
home-state-waiting = waits for approval
home-failed = What failed in 24 hours
home-failed-none = Nothing failed in 24 hours.
home-times = { $count ->
    [one] once
   *[other] { $count } times
 }
home-retry = Send again ({ $count })
home-retry-what = It was not said what is to be sent again. Please use the buttons of the first page.
home-too-late = its moment has passed; it is not sent again
home-no-use = sending again would not reach anybody
home-retry-lasts = Sending these again would not reach anybody, so nothing was planned.
done-home-retried = { $count } planned again.
home-sent = Sent by hour
home-chart = Messages sent in each of the last 24 hours
home-chart-hour = Hour
home-chart-sent = Sent
home-upto = Counted up to { $at }
home-class-throttled = The platform asked us to slow down
home-remedy-throttled = If this comes often, lower the account's rate.
home-class-window-closed = No message window was open
home-remedy-window-closed = Nothing is to be done: it is handed over with the learner's next word.
home-class-quota-used-up = The platform's quota was used up
home-remedy-quota-used-up = Look at the account's quota in the platform's own console.
home-class-gone = The person left or blocked the account
home-remedy-gone = Nothing is to be done: only they can come back.
home-class-migrated = The group got a new id
home-remedy-migrated = Nothing is to be done: it goes to the new one.
home-class-refused = The platform does not allow this
home-remedy-refused = Check the bot's rights in the group, or the template, then send again.
home-class-bad-request = The platform cannot take this content
home-remedy-bad-request = Mend the text, then send again.
home-class-misconfigured = The platform refuses our credentials or settings
home-remedy-misconfigured = An operator runs yike doctor: it names the mend.
home-class-unavailable = The platform could not be reached
home-remedy-unavailable = Send again once it is back; if it lasts, check the network.
home-class-unknown = Nobody knows whether it arrived
home-remedy-unknown = If this comes often, check the network; sent again, it may arrive twice.
home-class-group-gone = The bot is no longer in the group
home-remedy-group-gone = Have the bot added to the group again, then send again.
home-class-group-muted = The group lets the bot say nothing
home-remedy-group-muted = Ask the group's owner for the right to post, then send again.
home-class-no-address = No address is left
home-remedy-no-address = Nothing is to be done: it goes on when the person is back.
home-class-stopped = The learner wants no messages
home-remedy-stopped = Nothing is to be done: it is the learner's own choice.
home-class-fault = A fault in the program
home-remedy-fault = An operator looks for the fault in the log, then sends again.
home-class-other = Other reasons
home-remedy-other = The learner's page tells the reason; mend it, then send again.
act-delivery-retry = sent failed ones again
