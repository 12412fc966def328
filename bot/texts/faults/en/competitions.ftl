# What is wrong with a competition's file, or an announcement's.

competition-absent = there is no such file; name a competition's file
competition-none = holds no competition
announcement-absent = there is no such file; name an announcement's file
announcement-none = holds no announcement

## Single values

not-a-group = read { $read }; write ACCOUNT:GROUP, for example city:-1001234567890 or city-wechat:class-7
not-a-reminder = read { $read }; write a time before closing as P7D (days), PT3H (hours), PT30M (minutes) or P1DT12H, above zero and at most { $most } days
reminders-alike = two of them are the same length of time; keep one
rule-beside-rule = stands beside { $other }; a division goes by one of them
age-day-missing = is missing; add the day on which ages count
criteria-missing = is missing; add what judges give marks for
top-missing = is missing; add how many go on

## Announcements

announcement-without-groups = names no group; write at least one, as in [city-wechat:class-7]
announcement-too-long = has with title, organiser and link { $size } bytes, of which one message holds { $most }; shorten it (a Chinese character is three bytes)
expires-first = is not after due; mend one of them

## What does not fit together in a competition

finding-empty = is empty; write a text
finding-bad-id = read "{ $value1 }"; write an id of small letters, digits and single hyphens
finding-twice = "{ $value1 }" is already { $what } here; ids must be unique
already-a-group = a group
already-a-reminder = a reminder
already-a-stage = a stage
already-a-division = a division
already-a-criterion = a criterion
already-weighed = weighed
already-compared = compared
finding-unknown-zone = read "{ $value1 }"; write a zone such as Asia/Shanghai
finding-no-stages = has no stages; add one
finding-closes-first = is not after opens; mend one of them
finding-out-of-order = is before the stage above it opens; put stages in the order they open
finding-overlaps = lies before "{ $value1 }" closes; both are open for a while
finding-misplaced = belongs to { $what } only; remove it from this { $value2 } stage
owner-quiz = a quiz
owner-upload = an upload stage
owner-judging = a judging or live stage
finding-course-missing = a round that says how it is asked needs a course to take its items from
finding-asked-elsewhere = has no course, so the bot asks nothing in it
finding-all-items = has no draw, so every question of the course is asked
finding-per-day-too-many = is more than the { $value1 } attempts of the whole round
finding-sheet-missing = has no judging, so it gives no score
finding-not-positive = read "{ $value1 }"; write a number above zero
finding-advance-nowhere = there is no later stage to go on to; remove it or add the stage
finding-advance-without-score = this stage gives no score by which the first can be told; move it to the stage that does
finding-advance-without-units = a unit is a group, and no groups are named
finding-before-selection = is before "{ $value1 }" closes, which decides who is in; open it later
finding-no-registration = there is no registration, so only the staff can enter people
finding-team-of-persons = is for teams; write `entry: team` or remove it
finding-average-of-persons = a person has no team's average; write `entry: team` or another rule
finding-reversed = the end "{ $value2 }" is before the beginning "{ $value1 }"; mend one of them
finding-empty-rule = lets in everybody; give it a limit or leave the rule out
finding-divisions-overlap = some fit also "{ $value1 }"; they go to the one that stands first
finding-divisions-gap = between "{ $value1 }" and this one are some who fit neither
finding-never-reached = "{ $value1 }" above it takes everybody; put that one last
finding-nothing-compared = names nothing to compare; write score first
finding-age-unknown = nobody is asked for a birth date; take age out or add a division by age
finding-seed-missing = lots need a seed that is written down before; add one
finding-weight-unknown = "{ $value1 }" is no stage here; write the id of one
finding-weight-unscored = "{ $value1 }" gives no score; weigh a quiz or a judged stage
finding-awards-overlap = place { $value2 } has "{ $value1 }" already; let the places begin after it
finding-awards-gap = place { $value2 }, after "{ $value1 }", has no award
