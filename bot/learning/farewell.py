"""The one farewell to somebody who was silent for long (``bot.learning.silence``)."""

from bot.domain.delivery import Composed
from bot.domain.learners import Dialog, Learner
from bot.domain.messages import Message, Option, Reply, say
from bot.store.deliveries import Delivery
from bot.texts.catalogue import texts
from bot.texts.facts import facts


def farewell(learner: Learner, delivery: Delivery) -> Composed:
    """Pure: that nothing comes by itself any more, and the word that brings it back; in a notice or
    a template message in few words.
    """
    t = texts(learner.language)
    title = t("fact-farewell-title")
    told = facts(t, title=title, text=t("fact-farewell"), at=delivery.due, zone=delivery.zone)
    if delivery.brief:
        return Composed(say(t("fact-farewell"), title=title), facts=told)
    options = (Option(t("word-today"), "today"),)
    message = Message(t("farewell"), options=options)
    return Composed(Reply((message,)), dialog=Dialog(options=options), facts=told)
