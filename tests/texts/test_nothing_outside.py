"""Nothing that people read is said outside the catalogues."""

import ast
import re
from collections.abc import Iterator

from tests.texts.speech import everything, templates

CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")

ALLOWED = {
    "bot/texts/": "the catalogues' own room: what people may send, keyboards, menus",
    # What people send is recognised in these; nothing of it is said.
    "bot/learning/read_answer.py": "answers as people write them",
    "bot/learning/answer_": "answers as people write them",
    "bot/learning/companion/": "words that carry no meaning in a question",
    "bot/learning/plain.py": "characters that are the same",
    "bot/learning/wishing.py": "marks around a wish as people write them",
    "bot/ledger/account_numbers.py": "what people write around a number",
    "handlers/accounts.py": "yes, no and later as people write them",
    "handlers/binding.py": "the word that brings a number",
    "handlers/board_name.py": "lures in names",
    "handlers/certificates.py": "later as people write it",
    "handlers/contest_birth.py": "dates of birth as people write them",
    "handlers/contest_entering.py": "words for entering as people write them",
    "handlers/contest_unclear.py": "yes, no and ages as people write them",
    "bot/domain/names.py": "what people say around a name, and numbers before it",
    "handlers/contest_team.py": "roles and marks between them as people write them",
    "handlers/clock_words.py": "times and spans as people write them",
    "handlers/asks.py": "questions as people write them",
    "handlers/minutes_words.py": "how long a break is as people write it",
    "handlers/group_commands.py": "commands in a group as people write them",
    "handlers/helpers.py": "how a helper's answer begins",
    "handlers/misread.py": "yes and no as people write them",
    "handlers/understand.py": "words around what is meant",
    "bot/web/console/competitions_reading.py": "criteria, awards and lists as people write them",
    "bot/store/approvals.py": "what people write between two names",
    # What others fix the words of.
    "bot/content/": "formats of question banks, and words no lesson may have",
    "bot/ledger/proofs/": "the certificate and the badge: a document in Chinese, as it was issued",
    "bot/ledger/statements.py": "xAPI verbs and names, by language as the standard has them",
    "bot/ledger/taking_back.py": "xAPI's word for voided, by language as the standard has it",
    "adapters/creditbank/": "columns of a credit bank's files, and its clerks' messages",
    "adapters/wechat/": "field rules and pages of a platform in Chinese",
    "adapters/telegram/": "where a text is cut; the label of a link without one",
    # What is neither said nor read by learners.
    "adapters/openai_compatible/": "what a language model is told",
    "adapters/simulator/": "made-up people and platforms, who speak Chinese",
    "bot/demo.py": "made-up names, and what an operator reads",
    "bot/demo_month.py": "made-up names",
    "bot/commands_group.py": "a WeChat setting by the name it has there",
    "bot/config_ledger.py": "the name we have in statements until a setting says otherwise",
    # Marks at which lines and sentences end.
    "bot/drawing/": "marks that may not begin or end a line",
    "bot/learning/speech/": "marks and numerals as a voice reads them",
    "bot/learning/parts.py": "marks at which a sentence ends",
    "bot/learning/steps.py": "marks at which sentences and clauses end",
    "bot/ledger/news.py": "a sentence's last mark, cut off",
    "bot/ledger/telling.py": "a sentence's last mark, cut off",
}
"""Where Chinese may stand in the program all the same, and why."""

PAGES_IN_CHINESE = {
    "bot/web/templates/verify_certificate.html.j2",
    "bot/web/templates/verify_how.html.j2",
    "bot/web/templates/verify_note.html.j2",
}
"""A certificate's page says what the certificate says."""


def said() -> Iterator[tuple[str, int, str]]:
    """Every string with Chinese in it that is no docstring: path, line, text."""
    for path, tree in everything():
        notes = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and id(node) not in notes and CHINESE.search(text):
                yield path, node.lineno, text


def test_no_chinese_is_said_outside_the_catalogues() -> None:
    outside = [
        f"{path}:{line}: {text[:40]}"
        for path, line, text in said()
        if not any(path.startswith(place) for place in ALLOWED)
    ]
    assert not outside


def test_every_exception_is_still_one() -> None:
    paths = {path for path, _, _ in said()}
    idle = {place for place in ALLOWED if not any(path.startswith(place) for path in paths)}
    assert not idle


def test_pages_have_no_words_of_their_own() -> None:
    spoken = {path for path, page in templates() if CHINESE.search(re.sub(r"{#.*?#}", "", page))}
    assert spoken == PAGES_IN_CHINESE
