"""The sections of docs/scale.md on accounts, bots and the morning's peak."""

from bench.scale.answers import DAY_SAMPLE, Answers, share
from bench.scale.assumptions import CUSTOMER_A_DAY, MORNING, TELEGRAM_A_SECOND
from bench.scale.day import PUNCTUAL, Day
from bench.scale.formats import clock, percent, short, table

GOAL = 0.99
"""Of what is due, decided within 10 s (design 4.13)."""


def punctual(day: Day, channel: str) -> str:
    """The share decided within 10 s, never rounded up to the whole."""
    part = int(1000 * day.punctual(channel)) / 10
    return f"{part:g} %"


LIMIT_WORDS = {
    "turns": "the turns of the fullest quarter of an hour fit into the tolerance",
    "platform": "what is sent in it fits the platform's rate, with headroom",
    "quota": "the day's customer messages, with headroom",
}


def senders(found: Answers) -> str:
    """How many accounts and bots, and why."""
    a, fleets = found.assumptions, found.fleets
    rows = [
        (words, str(fleets.accounts[limit]), str(fleets.bots.get(limit, "-")))
        for limit, words in LIMIT_WORDS.items()
    ]
    morning = int(MORNING)
    sent = sum(found.smoothed.of_channel["sent", "wechat"][morning : morning + 15])
    came = sum(found.smoothed.of_channel["due", "wechat"][morning : morning + 15])
    return f"""
## How many accounts and bots

![Minutes until the last lesson of 07:30 is decided, by number of accounts and of bots](scale/senders.png)

{table("| limit | accounts | bots |", rows)}

- **Accounts**: {CUSTOMER_A_DAY:,} customer messages a day each, {percent(a.headroom, 1)} of them planned with. How many a second an account may send is published nowhere; {a.wechat_rate:g} is assumed: ask the platform, or watch for 45011. The program plans {a.pace:g} lessons a second for an account (`delivery.pace`), of which {percent(sent, came)} are pushed in the morning: {short(a.pace * sent / came if came else 0)} a second. Where the platform takes less, lower the pace; where it takes more, raise it, and fewer accounts will do until the quota binds.
- **Bots**: Telegram takes {TELEGRAM_A_SECOND} messages a second of one bot; lessons fill {a.bulk_rate:g}, the replies in that second counted, so that replies go first. A bot's morning is its lessons **and** its answers to those who already learn.
- Groups do not matter here: a Telegram group gets one announcement and at most 20 messages a minute; a WeChat cohort is its members.
"""


def _row(name: str, day: Day, channel: str) -> tuple[str, ...]:
    waits, moved = day.waits[channel], day.moved[channel]
    last = day.last_of_morning.get(channel, MORNING)
    return (
        name,
        punctual(day, channel),
        *(f"{share(waits, part):.1f} s" for part in (0.99, 1)),
        *(f"{share(moved, part):.1f} min" for part in (0.5, 0.99, 1)),
        clock(last),
    )


HEAD = "| | decided within 10 s of its turn | 99 % within | all within | half come after the chosen time by | 99 % | all | last of 07:30 |"


def punctuality(found: Answers) -> str:
    """How long the morning takes, and how punctual it is."""
    a, fleet = found.assumptions, found.fleet
    rows = [
        _row(f"{words}, {name}", day, channel)
        for name, day in (("smoothed", found.smoothed), ("all at once", found.at_once))
        for channel, words in (("wechat", f"WeChat, {fleet.accounts} accounts"),
                               ("telegram", f"Telegram, {fleet.bots} bots"))
    ]  # fmt: skip
    bots = [
        _row(f"one bot at full scale, {pace:g} lessons/s planned", day, "telegram")
        for pace, day in found.bot.items()
    ]
    return f"""
## How long the morning takes, and how punctual it is

![Lessons of 07:30 and 08:00 added up: as chosen, as planned, as decided, as sent](scale/peak.png)

{table(HEAD, [*rows, *bots])}

{short(found.usual_time)} lessons are chosen for 07:30 sharp, {percent(found.usual_time, found.smoothed.lessons)} of the day. Decided within {PUNCTUAL:g} s of that they would be {short(found.usual_time / PUNCTUAL)} a second. So the planner gives each account's lessons turns one after another, at most {a.tolerance:g} minutes after the chosen time; the peak becomes {short(found.smoothed.peak("due"))} a second. Punctuality counts from the turn; the right half of the table counts from the time that was chosen. "All at once" is a tolerance of 0. In the first rows a person of the sample stands for {short(a.learners / DAY_SAMPLE)} and a channel's accounts are one stream, so that a few seconds of waiting are chance.

{_bots(found)}
"""


def _bots(found: Answers) -> str:
    if not found.bot:
        return ""
    a = found.assumptions
    (pace, first), *others = found.bot.items()
    waits = first.replies
    said = f"""![How late one bot decides, by the lessons planned for it a second](scale/bot.png)

**One bot at full scale** is the day of {short(a.learners * a.telegram / found.fleet.bots)} learners, each lesson and each reply asking the program's own limiter for its turn. Of the replies 99 % wait no longer than {max(0.01, share(waits, 0.99)):.2f} s, none longer than {max(0.01, share(waits, 1)):.2f} s: they go first, and what they take is taken from lessons."""
    good = [one for one, day in others if day.punctual("telegram") >= GOAL]
    if first.punctual("telegram") >= GOAL:
        return f"{said} With {pace:g} lessons planned a second there is room for both."
    found_good = (
        f" With {good[0]:g} a second, {punctual(found.bot[good[0]], 'telegram')} are in time, "
        "and the last of 07:30 comes at "
        f"{clock(found.bot[good[0]].last_of_morning['telegram'])}, still within the tolerance."
        if good
        else ""
    )
    return f"""{said} With {pace:g} lessons planned a second, nothing is left for the replies, and the lessons fall behind their turns by up to {share(first.waits["telegram"], 1):.0f} s for as long as the peak lasts: {punctual(first, "telegram")} are decided in time.{found_good} **So plan less for a bot than it may send**; more bots help less, since each of them has its replies."""
