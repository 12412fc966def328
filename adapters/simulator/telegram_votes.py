"""People who vote on a bot's polls."""

from collections.abc import Awaitable, Iterable
from typing import Any

from adapters.simulator.telegram_acts import TelegramActs
from adapters.simulator.telegram_bot import TelegramBot
from adapters.simulator.telegram_json import CHANNEL_BOT, chat_json, poll_json, user_json
from adapters.simulator.telegram_polls import poll_of, refresh_poll
from adapters.simulator.telegram_state import TelegramChat, TelegramPoll
from bot.domain.errors import InputError


class TelegramVotes(TelegramActs):
    """Voting, and what a voter sees."""

    def vote(
        self,
        account: str,
        user_id: int,
        message_id: int | str,
        options: Iterable[int],
        chat_id: int | None = None,
        *,
        forwarded: bool = False,
        as_chat: bool = False,
    ) -> Awaitable[bool]:
        """Choose ``options`` (from 0, in the order the bot sent them) of the poll in a message.

        No options take a vote back. ``forwarded``: by somebody outside the chat, in a copy that was
        forwarded. ``as_chat``: an anonymous administrator votes in the group's name. The awaited
        value is true once the bot took the answer; an anonymous poll tells it nothing.
        Raises InputError: no such poll, closed, voted already in a quiz, no such option, several
        where one is asked for, outside the chat, or protected from forwarding.
        """
        bot = self._bot(account)
        chat, poll = self._polled(bot, user_id, message_id, chat_id)
        self._check_voter(bot, chat, poll, user_id, forwarded=forwarded, as_chat=as_chat)
        self._api.clockworks[account].close_due()
        chosen = sorted(set(options))
        _check_choice(poll, str(user_id), chosen)
        poll.votes[str(user_id)] = chosen
        refresh_poll(bot, poll)
        answer: dict[str, Any] = {
            "poll_id": poll.id,
            "option_ids": chosen,
            "option_persistent_ids": [poll.body["options"][n]["persistent_id"] for n in chosen],
        }
        if as_chat:
            answer |= {"voter_chat": chat_json(chat), "user": CHANNEL_BOT}
        else:
            answer["user"] = user_json(bot.user(user_id))
        told = {} if poll.body["is_anonymous"] else {"poll_answer": answer}
        return self._put(bot, f"poll:{poll.id}", told)

    def poll(self, account: str, chat_id: int, message_id: int | str) -> TelegramPoll:
        """The poll in a message. Raises InputError where there is none."""
        bot = self._bot(account)
        chat = bot.chat(chat_id)
        poll = poll_of(bot, chat, message_id) if chat else None
        if poll is None:
            raise InputError("There is no poll in this message.")
        return poll

    def poll_view(
        self, account: str, chat_id: int, message_id: int | str, viewer: int
    ) -> dict[str, Any]:
        """A poll as ``viewer`` sees it.

        ``question``, ``options`` (each ``text``, ``votes``, ``percent``, ``chosen``, and ``right``:
        true or false once the viewer voted or the poll closed, else None), ``total``, ``closed``,
        ``quiz``, ``several``, ``anonymous``, ``voted``, ``explanation`` ("" until then),
        ``closes`` (aware UTC or None). Votes are None while the viewer may not see them.
        """
        poll = self.poll(account, chat_id, message_id)
        body = poll_json(poll)
        mine = poll.votes.get(str(viewer), [])
        known = bool(mine) or poll.closed
        counted = known and not (poll.hides and not poll.closed)
        total = body["total_voter_count"]
        right = body.get("correct_option_ids", [])
        quiz = body["type"] == "quiz"
        return {
            "question": body["question"],
            "options": [
                {
                    "text": option["text"],
                    "votes": option["voter_count"] if counted else None,
                    "percent": round(100 * option["voter_count"] / total)
                    if counted and total
                    else None,
                    "chosen": place in mine,
                    "right": place in right if quiz and known else None,
                }
                for place, option in enumerate(body["options"])
            ],
            "total": total,
            "closed": poll.closed,
            "quiz": quiz,
            "several": body["allows_multiple_answers"],
            "anonymous": body["is_anonymous"],
            "voted": bool(mine),
            "explanation": body.get("explanation", "") if known else "",
            "closes": poll.closes,
        }

    def _polled(
        self, bot: TelegramBot, user_id: int, message_id: int | str, chat_id: int | None
    ) -> tuple[TelegramChat, TelegramPoll]:
        number = user_id if chat_id is None else chat_id
        chat = bot.chat(number)
        poll = poll_of(bot, chat, message_id) if chat else None
        if chat is None or poll is None:
            raise InputError("There is no poll in this message.")
        return chat, poll

    def _check_voter(
        self,
        bot: TelegramBot,
        chat: TelegramChat,
        poll: TelegramPoll,
        user_id: int,
        *,
        forwarded: bool,
        as_chat: bool,
    ) -> None:
        if forwarded:
            if poll.protected:
                raise InputError("This message cannot be forwarded.")
            return
        self._chat_of(bot, bot.user(user_id), chat.id)
        if as_chat and not (chat.type != "private" and self._standing(chat, user_id).anonymous):
            raise InputError("Only an anonymous administrator votes as the group.")


def _check_choice(poll: TelegramPoll, voter: str, chosen: list[int]) -> None:
    if poll.closed:
        raise InputError("The poll is closed.")
    if poll.votes.get(voter) and not poll.body["allows_revoting"]:
        raise InputError("This person has voted, and a vote cannot be changed here.")
    if not chosen and not poll.votes.get(voter):
        raise InputError("There is no vote to take back.")
    if any(not 0 <= place < len(poll.body["options"]) for place in chosen):
        raise InputError("The poll has no such option.")
    if len(chosen) > 1 and not poll.body["allows_multiple_answers"]:
        raise InputError("Only one option can be chosen.")
