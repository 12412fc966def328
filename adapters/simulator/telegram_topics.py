"""People who keep the topics of a forum. All of these are methods of ``simulator.telegram``."""

from collections.abc import Awaitable

from adapters.simulator.telegram_bot import TelegramBot
from adapters.simulator.telegram_rights import GENERAL
from adapters.simulator.telegram_state import TelegramChat, Topic
from adapters.simulator.telegram_talk import TelegramTalk
from bot.domain.errors import InputError


class TelegramTopics(TelegramTalk):
    """Opening, closing and deleting topics."""

    def open_topic(self, account: str, chat_id: int, name: str, by: int | None = None) -> int:
        """A new topic of a forum; its thread id."""
        bot = self._bot(account)
        chat = self._forum(bot, chat_id)
        thread = chat.next_message
        chat.topics[str(thread)] = Topic(thread, name)
        content = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        user = self._doer(bot, chat, by)
        self._service(bot, user, chat, content, f"{user.name}创建了话题「{name}」", thread)
        return thread

    def close_topic(self, account: str, chat_id: int, thread: int) -> Awaitable[bool]:
        """Only administrators write in the topic from now on."""
        return self._turn_topic(account, chat_id, thread, closed=True)

    def reopen_topic(self, account: str, chat_id: int, thread: int) -> Awaitable[bool]:
        """Everybody writes in the topic again."""
        return self._turn_topic(account, chat_id, thread, closed=False)

    def delete_topic(self, account: str, chat_id: int, thread: int) -> None:
        """The topic goes with its messages; no update tells the bot."""
        bot = self._bot(account)
        chat = self._forum(bot, chat_id)
        _topic(chat, thread).deleted = True
        gone = {b.id for b in chat.bubbles if b.thread == thread}
        chat.bubbles[:] = [b for b in chat.bubbles if b.id not in gone]
        for key in gone & chat.messages.keys():
            del chat.messages[key]
        bot.world.touch()

    def _forum(self, bot: TelegramBot, chat_id: int) -> TelegramChat:
        chat = self._group(bot, chat_id)
        if not chat.forum:
            raise InputError("This group has no topics.")
        return chat

    def _turn_topic(
        self, account: str, chat_id: int, thread: int, *, closed: bool
    ) -> Awaitable[bool]:
        bot = self._bot(account)
        chat = self._forum(bot, chat_id)
        topic = _topic(chat, thread)
        topic.closed = closed
        kind = "forum_topic_closed" if closed else "forum_topic_reopened"
        line = f"话题「{topic.name}」{'已关闭' if closed else '重新开放'}"
        inside = 0 if thread == GENERAL else thread
        return self._service(bot, self._doer(bot, chat, None), chat, {kind: {}}, line, inside)


def _topic(chat: TelegramChat, thread: int) -> Topic:
    topic = chat.topics.get(str(thread))
    if topic is None or topic.deleted:
        raise InputError("There is no such topic.")
    return topic
