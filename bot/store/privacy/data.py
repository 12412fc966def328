"""Everything that all tables hold of one person, as the person may have it.

Each section is one table of the copy. ``COVERS`` says which tables of the schema it tells of;
``LEFT_OUT`` names every table with something of a person that is not in the copy, and why. A test
holds both against the schema, so that a later table cannot be forgotten.
"""

from collections.abc import Mapping

from bot.store.db import Connection, Row
from bot.store.privacy.contest_data import CONTEST_SECTIONS
from bot.store.privacy.section import MINE, Section

LEFT_OUT: Mapping[str, str] = {
    "bind_code": "a keyed hash of a code that was good for ten minutes",
    "bind_miss": "a count of wrong codes within the last hour",
    "personal_copy": "the hash of the link to this copy",
    "recognition_unread": "that a bank's word about a claim could not be read; what it said is not kept",
    "quiz_poll": "which question a platform's own quiz stood for; the answers are in the copy",
    "push_receipt": "the platform's numbers of messages it has not reported on yet",
    "entry_member": "a team's other people, whose names and births are theirs",
    "calendar_link": "the hash of the link to one's own calendar",
    "sign_in": "keyed hashes of a link into the console that was good for ten minutes",
    "person": "when each pseudonym became the person's; the pseudonyms are in the copy",
    "api_learner": "one's pseudonym by its row; the pseudonyms are in the copy",
    "journal": "commitments from which nothing can be read; the entries themselves are in the copy",
}


_PERSON = f"join ledger_person p on p.key = c.person where p.learner_id {MINE}"

SECTIONS: tuple[Section, ...] = (
    Section(
        "profile",
        ("learner",),
        f"""
        select state, track, language, under_14, zone, times, paused_until, large_type, slow, recommends,
          holidays_off, off_day, break_minutes, dialog, forget_at, created_at,
          merged_into is not null as merged
        from learner where id {MINE} order by id
        """,
    ),
    Section(
        "addresses",
        ("address",),
        f"""
        select account, channel, platform_id, state, reason, last_in_at, message_window_until,
          message_window_left, click_window_until, click_window_left, notices, asked_at, refusals,
          muted_until, mass_month, mass_used, encode(union_key, 'hex') as union_hash, union_asked_at,
          track_tag, left_at, created_at
        from address where learner_id {MINE} order by id
        """,
    ),
    Section(
        "notice_consents",
        ("notice_consent",),
        f"""
        select a.account, n.template, n.what, n.at from notice_consent n join address a on a.id = n.address_id
        where a.learner_id {MINE} order by n.id
        """,
    ),
    Section(
        "groups",
        ("group_member",),
        f"""
        select g.account, g.title, m.joined_at, m.board_name from group_member m
        join chat_group g on g.id = m.group_id where m.learner_id {MINE} order by m.joined_at, g.id
        """,
    ),
    Section(
        "group_answers",
        ("group_answer",),
        f"""
        select g.title as group_title, q.day, u.stem as question, u.options, a.given, a.is_right, a.answered_at
        from group_answer a join group_question q on q.id = a.group_question_id
        join chat_group g on g.id = q.group_id left join question u on u.id = q.question_id
        where a.learner_id {MINE} order by a.answered_at
        """,
    ),
    Section(
        "courses",
        ("enrolment", "lesson_turn"),
        f"""
        select e.registration, e.course_key, v.title, e.state, e.started_at, e.completed_at, e.passed_at,
          case when isfinite(t.next_due) then t.next_due end as next_due, t.planned
        from enrolment e left join course c on c.key = e.course_key
        left join course_version v on v.id = c.current_version
        left join lesson_turn t on t.learner_id = e.learner_id and t.course_key = e.course_key
        where e.learner_id {MINE} order by e.id
        """,
    ),
    Section(
        "lessons",
        ("lesson_progress",),
        f"""
        select e.registration, e.course_key, l.lesson_key, l.shown_at, l.shown_on, l.completed_at, l.completed_on,
          l.read_to, l.versions
        from lesson_progress l join enrolment e on e.id = l.enrolment_id
        where e.learner_id {MINE} order by l.shown_at, l.lesson_key
        """,
    ),
    Section(
        "answers",
        ("answer",),
        f"""
        select e.registration, e.course_key, a.question_key, q.stem as question, q.options, a.number, a.given,
          a.is_right, a.content_version, a.answered_at
        from answer a join enrolment e on e.id = a.enrolment_id
        left join lateral (
          select q.stem, q.options from course_version v join lesson l on l.version_id = v.id
          join question q on q.lesson_id = l.id
          where v.course_key = e.course_key and v.version = a.content_version and q.key = a.question_key
          order by v.id desc limit 1) q on true
        where e.learner_id {MINE} order by a.id
        """,
    ),
    Section(
        "reviews",
        ("question_state",),
        f"""
        select e.registration, e.course_key, s.lesson_key, s.question_key, s.first_right, s.latest_right,
          s.answers, s.review_due, s.card, s.family
        from question_state s join enrolment e on e.id = s.enrolment_id
        where e.learner_id {MINE} order by s.review_due, s.question_key
        """,
    ),
    Section(
        "ratings",
        ("rating",),
        f"""
        select course_key, stars, content_version, rated_at from rating
        where learner_id {MINE} order by rated_at, course_key
        """,
    ),
    Section(
        "wishes",
        ("wish",),
        f"""
        select words, track, language, wished_at, seen_at from wish where learner_id {MINE} order by id
        """,
    ),
    Section(
        "questions_asked",
        ("asked",),
        f"""
        select account, words, language, outcome, course_key, lesson_key, content_version, score, writing,
          passages, asked_at, told_at, seen_at
        from asked where learner_id {MINE} order by id
        """,
    ),
    # What somebody asked a helper is the asker's: a helper's own copy holds only what he or she wrote.
    Section(
        "help",
        ("help_request",),
        f"""
        select h.learner_id {MINE} as asked_by_you, g.title as group_title, h.course_key, h.lesson_key,
          case when h.learner_id {MINE} then h.words end as words, h.asked_at, h.answer, h.answered_at
        from help_request h left join chat_group g on g.id = h.group_id
        where h.learner_id {MINE} or h.helper_id {MINE} order by h.id
        """,
    ),
    Section(
        "helping",
        ("group_helper",),
        f"""
        select g.account, g.title, h.name, h.since from group_helper h
        join chat_group g on g.id = h.group_id where h.learner_id {MINE} order by h.since, g.id
        """,
    ),
    *CONTEST_SECTIONS,
    Section(
        "announcements",
        ("announcement_told",),
        f"""
        select a.title, a.organiser, a.due from announcement_told t join announcement a on a.key = t.announcement_key
        where t.learner_id {MINE} order by a.due, a.key
        """,
    ),
    Section(
        "bank_consents",
        ("consent",),
        f"""
        select purpose, version, by, given_at, withdrawn_at from consent where learner_id {MINE} order by id
        """,
    ),
    Section(
        "bank_accounts",
        ("bank_account",),
        f"""
        select target, sealed as account, given_at from bank_account where learner_id {MINE} order by target
        """,
    ),
    Section(
        "pseudonyms",
        ("ledger_person",),
        f"""
        select key as pseudonym from ledger_person where learner_id {MINE} order by key
        """,
    ),
    Section(
        "completions",
        ("completion", "voiding"),
        f"""
        select c.key, c.kind, c.course_key, c.lesson_key, c.registration, c.attempt, c.revision, c.content_version,
          c.score, c.score_max, c.success, c.seconds, c.notional_minutes, c.platform, c.completed_at, c.recorded_at,
          v.reason as voided_because, v.recorded_at as voided_at
        from completion c left join voiding v on v.completion_id = c.id {_PERSON} order by c.id
        """,
    ),
    Section(
        "claims",
        ("claim",),
        f"""
        select k.key, c.key as completion, k.course_key, k.title, k.institution, k.framework, k.level, k.hours,
          k.seconds, k.hours_per_credit, k.credit, k.rule, k.score, k.score_max, k.pass_mark, k.evidence,
          k.started_at, k.finished_at, k.recorded_at
        from claim k join completion c on c.id = k.completion_id {_PERSON} order by k.id
        """,
    ),
    Section(
        "recognitions",
        ("recognition",),
        f"""
        select k.key as claim, r.outer_id, r.target, r.state, r.credit, r.reason, r.said_at, r.recorded_at
        from recognition r join claim k on k.id = r.claim_id join completion c on c.id = k.completion_id
        {_PERSON} order by r.id
        """,
    ),
    Section(
        "statements",
        ("statement",),
        f"""
        select s.id, c.key as completion, s.form, s.revision, s.voids, convert_from(s.body, 'UTF8') as body, s.created_at
        from statement s join completion c on c.id = s.completion_id {_PERSON} order by s.created_at, s.id
        """,
    ),
    Section(
        "sent_to_banks",
        ("push",),
        f"""
        select u.statement_id, u.target, u.state, u.owed_at, u.attempts, u.tried_at, u.reason, u.words, u.accepted_at
        from push u join statement s on s.id = u.statement_id join completion c on c.id = s.completion_id
        {_PERSON} order by u.owed_at, u.statement_id, u.target
        """,
    ),
    Section(
        "certificates",
        ("certificate",),
        f"""
        select k.key as claim, t.token, t.name_sealed as name, t.shows_name, t.is_open, t.issued_at, t.revoked_at,
          t.revoked_because
        from certificate t join claim k on k.id = t.claim_id join completion c on c.id = k.completion_id
        {_PERSON} order by t.id
        """,
    ),
    Section(
        "messages",
        ("delivery", "delivery_held", "delivery_past"),
        f"""
        select lane as account, kind, subject, occurrence, state, due, reason, rung, detail, steps, planned_at, ended_at
        from (
          select id, lane, kind, subject, occurrence, state, due, null as reason, rung, detail, steps, planned_at,
            null::timestamptz as ended_at
          from delivery where learner_id {MINE}
          union all
          select id, lane, kind, subject, occurrence, 'held', due, reason, null, detail, steps, planned_at, held_at
          from delivery_held where learner_id {MINE}
          union all
          select id, lane, kind, subject, occurrence, state, due, reason, rung, detail, steps, planned_at, ended_at
          from delivery_past where learner_id {MINE}) d
        order by planned_at, id
        """,
    ),
    Section(
        "replies",
        ("inbound_event",),
        f"""
        select received_at, reply from inbound_event where learner_id {MINE} order by received_at
        """,
    ),
)


async def gather(conn: Connection, learner: int) -> dict[str, list[Row]]:
    """Every section's rows of the person whom ``learner`` stands for, and whoever was merged into
    that row. Encrypted values come as they are stored.

    To be called in a transaction of one view (repeatable read), so that the sections agree.
    """
    found = await conn.fetch(
        "select id from learner where id = $1 or merged_into = $1 order by id", learner
    )
    rows = [row["id"] for row in found]
    return {one.name: await conn.fetch(one.query, rows) for one in SECTIONS}
