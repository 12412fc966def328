"""xAPI statements, rendered once and kept as bytes.

Source of the shapes: reference/learning.md section 1; of the rules: xAPI-Spec 1.0.3, Data
(no nulls, absolute IRIs, lower-case UUIDs), IEEE 9274.1.1 (xAPI 2.0: times as in RFC 3339) and the
push rules learnt by trying (UTC with three decimals, never a future time). A statement says no
``version``: both leave that to the record store, so that the same bytes go to either.
"""

import hmac
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, UUID, uuid5

from bot.ledger.facts import (
    CourseFinished,
    Fact,
    Finished,
    LessonCompleted,
    QuizFinished,
    credit_of,
    plain,
)

VERBS = "http://adlnet.gov/expapi/verbs"
ACTIVITIES = "http://adlnet.gov/expapi/activities"
VERB_NAMES = {"completed": "完成", "passed": "通过", "failed": "未通过"}
LANGUAGES = {"zh-Hans": "zh-CN", "zh-Hant": "zh-HK"}
"""Course language to the RFC 5646 tag that record stores know; others stay as they are."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who speaks in the statements: one for a deployment, never changed silently.

    ``id_base`` is an absolute address without a slash at its end, the root of all activity and
    learner ids; ``pseudonym_key`` makes the actors' names; ``framework`` is the name of the
    framework that the courses' levels stand in; ``institution`` is the name of who teaches, and
    ``uscc`` its 统一社会信用代码, where it has one.
    """

    id_base: str
    pseudonym_key: bytes = field(repr=False)
    framework: str = "DB44/T 1988-2017"
    institution: str = "一课"
    uscc: str = ""

    def pseudonym(self, learner_key: UUID) -> str:
        """The name a credit bank knows a learner by: 32 hexadecimal characters, from which
        nobody without the deployment's key gets back to the learner."""
        message = b"xapi-actor\0" + learner_key.bytes
        return hmac.new(self.pseudonym_key, message, "sha256").hexdigest()[:32]

    @property
    def agent(self) -> "Json":
        """The deployment itself as an actor: of what is said of no person."""
        return {"objectType": "Agent", "account": {"homePage": self.id_base, "name": "yike"}}

    def course(self, key: str) -> str:
        """The activity id of a course."""
        return f"{self.id_base}/courses/{quote(key, safe='')}"

    def lesson(self, course: str, lesson: str) -> str:
        """The activity id of a lesson."""
        return f"{self.course(course)}/lessons/{quote(lesson, safe='')}"

    def quiz(self, course: str, lesson: str) -> str:
        """The activity id of a lesson's quiz."""
        return f"{self.lesson(course, lesson)}/quiz"

    def extension(self, name: str) -> str:
        """The id of an extension of ours."""
        return f"{self.id_base}/xapi/ext/{name}"

    @property
    def profile(self) -> str:
        """The id of the profile that our statements follow."""
        return f"{self.id_base}/xapi/profile/v1"


@dataclass(frozen=True, slots=True)
class Statement:
    """One rendered statement: its id, and the bytes that are sent as often as needed."""

    id: UUID
    body: bytes


def render(fact: Fact, issuer: Issuer, now: datetime, *, revision: int = 1) -> Statement:
    """The statement of a fact. The same arguments give the same bytes.

    ``now`` bounds the timestamp: a platform's clock may run ahead, a statement may not.
    ``revision``: of the entry; 2 and more take the place of one that was voided.
    """
    number = statement_id(fact, issuer, revision)
    verb, said = _parts(fact, issuer)
    whole = {
        "id": str(number),
        "actor": _actor(fact, issuer),
        "verb": _verb(verb),
        **said,
        "timestamp": timestamp(min(fact.at, now)),
    }
    return Statement(number, compact(whole))


def compact(value: Json) -> bytes:
    """One JSON object as it is kept and sent: no spaces, Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _parts(fact: Fact, issuer: Issuer) -> tuple[str, Json]:
    """The verb, and what is said, of a fact."""
    match fact:
        case LessonCompleted():
            return "completed", _lesson(fact, issuer)
        case QuizFinished():
            return "passed" if fact.passed else "failed", _quiz(fact, issuer)
        case CourseFinished():
            return "completed", _course(fact, issuer)


def timestamp(at: datetime) -> str:
    """An instant in UTC with three decimals, cut rather than rounded: never in the future."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def statement_id(fact: Fact, issuer: Issuer, revision: int = 1) -> UUID:
    """The id of a fact's statement, which is its entry's key: a UUIDv5 of domain keys within the
    deployment. The same fact, the same id; a corrected entry has another.
    """
    return _id(issuer, *_keys(fact), *_revised(revision))


def claim_id(fact: CourseFinished, issuer: Issuer, revision: int = 1) -> UUID:
    """The key of a course's claim, under which credit banks know it: made as ``statement_id`` is."""
    keys = ("claim", fact.learner_key, fact.course.key, fact.registration)
    return _id(issuer, *keys, *_revised(revision))


def _keys(fact: Fact) -> tuple[object, ...]:
    whose = (fact.learner_key, fact.course.key)
    match fact:
        case LessonCompleted():
            return ("lesson-completed", *whose, fact.lesson.key, fact.registration)
        case QuizFinished():
            lesson = fact.lesson.key
            return ("quiz-finished", *whose, lesson, fact.registration, fact.attempt)
        case CourseFinished():
            return ("course-completed", *whose, fact.registration)


def _revised(revision: int) -> tuple[str, ...]:
    return (f"r{revision}",) if revision > 1 else ()


def _id(issuer: Issuer, *keys: object) -> UUID:
    return uuid5(uuid5(NAMESPACE_URL, issuer.id_base), "|".join(map(str, keys)))


def _lesson(fact: LessonCompleted, issuer: Issuer) -> Json:
    name = fact.lesson.title
    return {
        "object": _activity(
            issuer.lesson(fact.course.key, fact.lesson.key), "lesson", _named(fact, name)
        ),
        "result": {"completion": True, "duration": _duration(fact)},
        "context": _context(fact, issuer, within_course=True),
    }


def _quiz(fact: QuizFinished, issuer: Issuer) -> Json:
    score = {
        "scaled": round(fact.raw / fact.maximum, 4),
        "raw": fact.raw,
        "min": 0,
        "max": fact.maximum,
    }
    result = {"score": score, "success": fact.passed, "completion": True}
    context = _context(fact, issuer, within_course=True)
    context["extensions"][issuer.extension("attempt")] = fact.attempt
    name = fact.lesson.title
    return {
        "object": _activity(
            issuer.quiz(fact.course.key, fact.lesson.key), "assessment", _named(fact, name)
        ),
        "result": {**result, "duration": _duration(fact)},
        "context": context,
    }


def _course(fact: CourseFinished, issuer: Issuer) -> Json:
    course, credit = fact.course, credit_of(fact.course)
    definition = _named(fact, course.title)
    definition["extensions"] = {
        issuer.extension("qf-framework"): issuer.framework,
        issuer.extension("qf-level"): course.level,
        issuer.extension("notional-hours"): plain(credit.hours),
    }
    claimed = {
        issuer.extension("credit-claimed"): plain(credit.credit),
        issuer.extension("credit-rule"): credit.rule,
    }
    result = {"completion": True, "success": True, "duration": _duration(fact)}
    return {
        "object": _activity(issuer.course(course.key), "course", definition),
        "result": {**result, "extensions": claimed},
        "context": _context(fact, issuer, within_course=False),
    }


def _actor(fact: Finished, issuer: Issuer) -> Json:
    name = issuer.pseudonym(fact.learner_key)
    account = {"homePage": f"{issuer.id_base}/learners", "name": name}
    return {"objectType": "Agent", "account": account}


def _verb(name: str) -> Json:
    return {"id": f"{VERBS}/{name}", "display": {"en": name, "zh-CN": VERB_NAMES[name]}}


def _activity(number: str, kind: str, definition: Json) -> Json:
    whole = {"type": f"{ACTIVITIES}/{kind}", **definition}
    return {"objectType": "Activity", "id": number, "definition": whole}


def _named(fact: Finished, name: str) -> Json:
    return {"name": {language_of(fact): name}}


def language_of(fact: Finished) -> str:
    """The language of a fact's course as record stores know it."""
    return LANGUAGES.get(fact.course.language, fact.course.language)


def _duration(fact: Finished) -> str:
    """Measured time in whole seconds (ISO 8601), also where a course was long."""
    return f"PT{fact.seconds}S"


def _context(fact: Finished, issuer: Issuer, *, within_course: bool) -> Json:
    around: Json = {}
    if within_course:
        around["parent"] = [_activity(issuer.course(fact.course.key), "course", {})]
    around["category"] = [{"objectType": "Activity", "id": issuer.profile}]
    return {
        "registration": str(fact.registration),
        "platform": fact.platform,
        "language": language_of(fact),
        "contextActivities": around,
        "extensions": {issuer.extension("content-version"): fact.course.version},
    }
