"""Statements as reference/learning.md section 1 gives them, and ways to spoil them."""

import copy
import json
from typing import Any

LESSON: dict[str, Any] = {
    "id": "0f7c1b1e-6a0f-5c8e-9d1c-2f4a9e3b7c11",
    "actor": {
        "objectType": "Agent",
        "account": {"homePage": "https://bot.example.org/learners", "name": "9f3c2a7be1d04455"},
    },
    "verb": {
        "id": "http://adlnet.gov/expapi/verbs/completed",
        "display": {"en": "completed", "zh-CN": "完成"},
    },
    "object": {
        "objectType": "Activity",
        "id": "https://bot.example.org/courses/smart-finance/lessons/L01",
        "definition": {
            "type": "http://adlnet.gov/expapi/activities/lesson",
            "name": {"zh-CN": "手机支付怎么更安全"},
        },
    },
    "result": {"completion": True, "duration": "PT150S"},
    "context": {
        "registration": "8b1c6a2e-3f4d-4a5b-8c6d-7e8f9a0b1c2d",
        "platform": "wechat",
        "language": "zh-CN",
        "contextActivities": {
            "parent": [
                {
                    "objectType": "Activity",
                    "id": "https://bot.example.org/courses/smart-finance",
                    "definition": {"type": "http://adlnet.gov/expapi/activities/course"},
                }
            ],
            "category": [
                {"objectType": "Activity", "id": "https://bot.example.org/xapi/profile/v1"}
            ],
        },
        "extensions": {"https://bot.example.org/xapi/ext/content-version": "2026.1"},
    },
    "timestamp": "2026-11-22T23:30:00.000Z",
    "version": "1.0.3",
}

QUIZ = copy.deepcopy(LESSON) | {
    "id": "1f7c1b1e-6a0f-5c8e-9d1c-2f4a9e3b7c12",
    "verb": {"id": "http://adlnet.gov/expapi/verbs/passed"},
    "result": {
        "score": {"scaled": 0.8, "raw": 4, "min": 0, "max": 5},
        "success": True,
        "completion": True,
        "duration": "PT72S",
    },
}
QUIZ["object"]["definition"]["type"] = "http://adlnet.gov/expapi/activities/assessment"

COURSE = copy.deepcopy(LESSON) | {
    "id": "2f7c1b1e-6a0f-5c8e-9d1c-2f4a9e3b7c13",
    "object": {
        "objectType": "Activity",
        "id": "https://bot.example.org/courses/smart-finance",
        "definition": {
            "type": "http://adlnet.gov/expapi/activities/course",
            "name": {"zh-CN": "手机支付不求人"},
            "extensions": {
                "https://bot.example.org/xapi/ext/qf-level": 1,
                "https://bot.example.org/xapi/ext/notional-hours": 4,
            },
        },
    },
    "result": {
        "completion": True,
        "success": True,
        "duration": "PT480M",
        "extensions": {"https://bot.example.org/xapi/ext/credit-claimed": 0.25},
    },
}

GONE = object()
"""In ``changed``: the field is taken away."""


def changed(path: str, value: Any, base: dict[str, Any] = LESSON) -> dict[str, Any]:
    """A copy of ``base`` with the field at ``path`` (``actor/account/name``) set or GONE."""
    statement = copy.deepcopy(base)
    *way, last = path.split("/")
    place: Any = statement
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    if value is GONE:
        del place[last]
    else:
        place[last] = value
    return statement


def raw(*statements: dict[str, Any]) -> bytes:
    """One statement alone, several as a list, as bytes with odd but legal spacing."""
    value = statements[0] if len(statements) == 1 else list(statements)
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
