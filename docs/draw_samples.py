"""`python -m docs.draw_samples`: the pictures that learners are shown, for the documents."""

from pathlib import Path

from bot.content.load import load_pack
from bot.drawing.cards import draw_card, lesson_cards, question_card
from bot.drawing.week import Day, WeekPicture, draw_week
from bot.texts.catalogue import texts

HERE = Path(__file__).parent
PACK = HERE.parent / "packs" / "yike-basics"


def main() -> None:
    """Draw a lesson's first page, its question and a week, beside this file."""
    t = texts("zh-Hans")
    course = next(one for one in load_pack(PACK).courses if one.key == "smart-payments")
    lesson = course.lessons[0]
    title = t("lesson-title", number=1, title=lesson.title)
    page, *_ = lesson_cards(title, lesson.text, t.language)
    question = lesson.questions[0]
    asked = question_card(
        t("question-title"), question.stem, question.options, t("question-single-hint")
    )
    learned, rest, ahead = Day.LEARNED, Day.REST, Day.TO_COME
    week = WeekPicture(
        t("week-title"),
        t("week-days").split(),
        [learned, learned, rest, learned, learned, ahead, ahead],
        [t("week-learned", days=4, lessons=4), t("week-streak", streak=12)],
        t("week-heading"),
        [one.title for one in course.lessons[:4]],
        "",
        t("week-closing-1"),
    )
    (HERE / "large-type-lesson.png").write_bytes(draw_card(page, t.language))
    (HERE / "large-type-question.png").write_bytes(draw_card(asked, t.language))
    (HERE / "week.png").write_bytes(draw_week(week, t.language))


if __name__ == "__main__":
    main()
