"""Answers to a group's question of the day: the first of each person counts, exactly once."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from bot.domain.content import QuestionKind
from bot.store.db import Connection


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question that was asked in a group. ``right`` and ``options`` are as in ``Question``;
    ``explained``: its answer was told, and nothing is counted any more. ``language`` is the
    group's. ``in_turn``: this transaction has counted no answer to a question behind it.
    """

    account: str
    platform_id: str
    language: str
    kind: QuestionKind
    options: tuple[str, ...]
    right: tuple[int, ...]
    why: str
    explained: bool
    in_turn: bool = True

    def may_be(self, chosen: tuple[int, ...]) -> bool:
        """Whether ``chosen`` can be an answer at all: numbers of options, ascending, and several
        only where several may be chosen.
        """
        most = 2 if self.kind is QuestionKind.TRUE_FALSE else len(self.options)
        several = self.kind is QuestionKind.MULTIPLE
        ascending = all(a < b for a, b in pairwise(chosen))
        fits = bool(chosen) and chosen[0] >= 1 and chosen[-1] <= most
        return fits and ascending and (several or len(chosen) == 1)


async def find_asked(conn: Connection, row: int) -> AskedQuestion | None:
    """A group's question by its row, worded as it was when it was asked; none whose text was
    recalled.
    """
    found = await conn.fetchrow(
        """
        select c.account, c.platform_id, c.language, q.kind, q.options, q.right_options, q.why,
          g.explained_at is not null as explained,
          g.id >= coalesce(nullif(current_setting('yike.last_answered', true), ''), '0')::bigint as in_turn
        from group_question g join chat_group c on c.id = g.group_id join question q on q.id = g.question_id
        join lesson l on l.id = q.lesson_id join course_version v on v.id = l.version_id
        where g.id = $1 and v.recalled_at is null
        """,
        row,
    )
    if found is None:
        return None
    return AskedQuestion(
        account=found["account"],
        platform_id=found["platform_id"],
        language=found["language"],
        kind=QuestionKind(found["kind"]),
        options=tuple(found["options"]),
        right=tuple(found["right_options"]),
        why=found["why"],
        explained=found["explained"],
        in_turn=found["in_turn"],
    )


async def keep_answer(
    conn: Connection,
    row: int,
    *,
    voter: bytes,
    learner: int | None,
    given: str,
    right: bool,
    now: datetime,
    in_turn: bool = True,
) -> bool:
    """Count an answer; False where this voter has answered before, or the question was explained.

    The question's row is locked against being explained until we commit, so that who counts
    afterwards counts us too; voters do not wait for each other.

    Questions are locked in the order of their rows, as who explains them does. Answers of many
    people to many questions may be counted in one transaction, in the order in which they came:
    one that is not ``in_turn`` (see ``find_asked``) waits for nobody. Raises
    StorageUnavailableError where it would have to; nothing is stored then, and the answer is to
    be counted in a transaction of its own.
    """
    kept: bool | None = await conn.fetchval(
        f"""
        with open as (
          select id from group_question where id = $1 and explained_at is null
          for share {"" if in_turn else "nowait"}
        ), last as (
          select set_config('yike.last_answered', greatest($1::bigint,
            coalesce(nullif(current_setting('yike.last_answered', true), ''), '0')::bigint)::text, true)
        )
        insert into group_answer (group_question_id, voter, learner_id, given, is_right, answered_at)
        select id, $2, $3, $4, $5, $6 from open cross join last
        on conflict do nothing returning true
        """,
        row,
        voter,
        learner,
        given,
        right,
        now,
    )
    return bool(kept)


async def has_answered(conn: Connection, row: int, voter: bytes) -> bool:
    """Whether this voter's answer is counted."""
    found: bool = await conn.fetchval(
        "select exists (select 1 from group_answer where group_question_id = $1 and voter = $2)",
        row,
        voter,
    )
    return found


async def learner_at(conn: Connection, account: str, platform_id: str) -> int | None:
    """The learner who writes from there; None for somebody who is none."""
    row: int | None = await conn.fetchval(
        "select learner_id from address where account = $1 and platform_id = $2",
        account,
        platform_id,
    )
    return row


async def own_answers(conn: Connection, group: int, voter: bytes, learner: int) -> int:
    """Who has become a learner is who answered in the group before; returns how many answers
    that makes his or hers. To a question that he or she has answered from elsewhere the other
    answer counts.
    """
    tag = await conn.execute(
        """
        update group_answer a set learner_id = $3 from group_question q
        where q.group_id = $1 and a.group_question_id = q.id and a.voter = $2 and a.learner_id is null
          and not exists (select 1 from group_answer o where o.group_question_id = q.id and o.learner_id = $3)
        """,
        group,
        voter,
        learner,
    )
    return int(tag.rsplit(" ", 1)[1])


async def forget_answers(conn: Connection, before: datetime, most: int) -> int:
    """Forget at most ``most`` answers that were given before ``before``; returns how many."""
    tag = await conn.execute(
        """
        delete from group_answer where (group_question_id, voter) in
          (select group_question_id, voter from group_answer where answered_at < $1
           order by answered_at limit $2 for update skip locked)
        """,
        before,
        most,
    )
    return int(tag.rsplit(" ", 1)[1])
