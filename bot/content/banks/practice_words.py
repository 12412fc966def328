"""What lessons made of a bank say by themselves, in the course's language."""

from bot.content.banks.settle import MOST_WHY
from bot.domain.content import Question, QuestionKind
from bot.texts.catalogue import Texts


def reason_for(question: Question, t: Texts) -> str:
    """A reason for a question that came without one: it only says what is right."""
    match question.kind:
        case QuestionKind.TRUE_FALSE:
            return t("practice-why-true" if question.right == (1,) else "practice-why-false")
        case QuestionKind.SHORT:
            return t("practice-why-accepted", answer=question.accepted[0])
        case QuestionKind.SINGLE:
            return t("practice-why-one", answer=question.options[question.right[0] - 1])
        case QuestionKind.MULTIPLE:
            said = t("practice-why-several", answer=_listed(question, t, numbers=False))
            if len(said) <= MOST_WHY:
                return said
            return t("practice-why-several", answer=_listed(question, t, numbers=True))


def _listed(question: Question, t: Texts, *, numbers: bool) -> str:
    """The right options, by their text or by the number they are shown with."""
    right = (str(n) if numbers else question.options[n - 1] for n in question.right)
    return t("mark-between").join(right)
