"""What lessons made of a bank say by themselves: they are content, in the course's language."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.content import Question, QuestionKind


@dataclass(frozen=True, slots=True)
class PracticeWords:
    """Patterns for ``str.format``: ``count``, ``answer``, ``title`` and ``topic`` are filled in."""

    title: str
    with_topic: str
    numbered: str
    text: str
    one_right: str
    several_right: str
    true: str
    false: str
    accepted: str
    between: str

    def why(self, question: Question) -> str:
        """A reason for a question that came without one: it only says what is right."""
        match question.kind:
            case QuestionKind.TRUE_FALSE:
                return self.true if question.right == (1,) else self.false
            case QuestionKind.SHORT:
                return self.accepted.format(answer=question.accepted[0])
            case QuestionKind.SINGLE:
                return self.one_right.format(answer=question.options[question.right[0] - 1])
            case QuestionKind.MULTIPLE:
                right = (question.options[number - 1] for number in question.right)
                return self.several_right.format(answer=self.between.join(right))


WORDS: Mapping[str, PracticeWords] = {
    "zh-Hans": PracticeWords(
        title="练习",
        with_topic="{title}：{topic}",
        numbered="{title}（{count}）",
        text="今天做练习，一共 {count} 道题。一题一题来，答完就知道对不对。",
        one_right="正确答案是：{answer}",
        several_right="正确答案有：{answer}",
        true="这个说法是对的。",
        false="这个说法是错的。",
        accepted="参考答案是：{answer}",
        between="；",
    ),
    "zh-Hant": PracticeWords(
        title="練習",
        with_topic="{title}：{topic}",
        numbered="{title}（{count}）",
        text="今日做練習，一共 {count} 題。一題一題嚟，答完就知啱唔啱。",
        one_right="正確答案係：{answer}",
        several_right="正確答案有：{answer}",
        true="呢個說法係啱嘅。",
        false="呢個說法係錯嘅。",
        accepted="參考答案係：{answer}",
        between="；",
    ),
    "en": PracticeWords(
        title="Practice",
        with_topic="{title}: {topic}",
        numbered="{title} ({count})",
        text="Time to practise. There are {count} to answer; you hear at once how each one went.",
        one_right="The right answer is: {answer}",
        several_right="The right answers are: {answer}",
        true="This is true.",
        false="This is false.",
        accepted="One right answer is: {answer}",
        between="; ",
    ),
}
"""By the languages that courses are written in."""
