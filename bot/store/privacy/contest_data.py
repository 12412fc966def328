"""What the copy of one's data tells of competitions: entries, works, answers, places, objections."""

from bot.store.privacy.section import MINE, Section

_ENTRY = f"join entry e on e.id = x.entry_id where e.learner_id {MINE}"

CONTEST_SECTIONS: tuple[Section, ...] = (
    Section(
        "competitions",
        ("entry", "stage_done", "competition_told"),
        f"""
        select k.title, k.organiser, coalesce(e.competition_key, t.competition_key) as competition_key,
          t.competition_key is not null as told, e.entered_at, e.number, e.kind,
          d.title as division, g.title as competes_for, e.state, e.state_reason, e.sealed as facts,
          e.guardian_consent_at, e.late,
          (select jsonb_object_agg(d.stage_key, d.done_at) from stage_done d where d.entry_id = e.id) as stages_done
        from (select * from entry where learner_id {MINE}) e
        full join (select distinct competition_key from competition_told where learner_id {MINE}) t
          on t.competition_key = e.competition_key
        join competition k on k.key = coalesce(e.competition_key, t.competition_key)
        left join division d on d.competition_key = e.competition_key and d.key = e.division_key
        left join chat_group g on g.id = e.group_id
        order by e.entered_at, k.key
        """,
    ),
    Section(
        "competition_works",
        ("work",),
        f"""
        select e.competition_key, x.stage_key, x.source, x.state, x.reason, x.title, x.url, x.kind, x.hash,
          f.content_type, f.size, f.seconds, x.account, x.late, x.sent_at, x.meant_at, x.decided_at
        from work x left join work_file f on f.hash = x.hash {_ENTRY} order by x.id
        """,
    ),
    Section(
        "competition_attempts",
        ("round_attempt",),
        f"""
        select e.competition_key, x.stage_key, x.number, x.seed, cardinality(x.questions) as items,
          x.seconds, x.started_at, x.finished_at, x.ended, x.right_answers, x.used_ms
        from round_attempt x {_ENTRY} order by x.id
        """,
    ),
    Section(
        "competition_answers",
        ("round_answer",),
        f"""
        select e.competition_key, x.stage_key, x.number as attempt, r.item, q.stem as question, q.options,
          r.shown_at, r.answered_at, r.given, r.is_right, r.late
        from round_answer r join round_attempt x on x.id = r.attempt_id
        left join question q on q.id = r.question_id {_ENTRY} order by x.id, r.item
        """,
    ),
    # Of a judge's opinion the entrant has the marks, not whose they are.
    Section(
        "competition_marks",
        ("judge_score",),
        f"""
        select e.competition_key, x.stage_key, x.marks, x.total, x.note, x.scored_at
        from judge_score x {_ENTRY} order by x.scored_at, x.id
        """,
    ),
    # Likewise that a judge stood aside and how they know each other, not who it is.
    Section(
        "competition_judges_aside",
        ("judge_aside",),
        f"""
        select e.competition_key, x.stage_key, x.relation, x.by_organiser, x.put_at
        from judge_aside x {_ENTRY} order by x.put_at, x.entry_id, x.stage_key
        """,
    ),
    Section(
        "competition_places",
        ("stage_standing", "result"),
        f"""
        select e.competition_key, p.stage_key, p.result_revision, p.division_key, p.rank, p.score, p.award,
          p.keys, p.goes_on, p.why
        from (
          select entry_id, stage_key, null::integer as result_revision, division_key, rank, score,
            null as award, keys, goes_on, why
          from stage_standing
          union all
          select entry_id, null, revision, division_key, rank, score, award, keys, null, null from result
        ) p join entry e on e.id = p.entry_id
        where e.learner_id {MINE} order by e.competition_key, p.result_revision nulls first, p.stage_key
        """,
    ),
    Section(
        "competition_corrections",
        ("correction",),
        f"""
        select e.competition_key, x.stage_key, x.what, x.before, x.after, x.reason, x.made_at
        from correction x {_ENTRY} order by x.id
        """,
    ),
    Section(
        "objections",
        ("objection",),
        f"""
        select competition_key, stage_key, words, filed_at, state, answer, decided_at
        from objection where learner_id {MINE} order by id
        """,
    ),
)
