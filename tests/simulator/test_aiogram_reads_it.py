"""aiogram itself, strict as its types are, reads everything the simulator answers and sends."""

import json

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MenuButtonCommands,
    Update,
)

from tests.simulator.conftest import TOKEN
from tests.simulator.test_telegram_media import picture


@pytest.fixture
async def aiogram_bot(sim):
    server = TelegramAPIServer.from_base(f"{sim.url}/telegram-api")
    bot = Bot(TOKEN, session=AiohttpSession(api=server))
    yield bot
    await bot.session.close()


async def test_every_method_parses(sim, aiogram_bot: Bot, bot) -> None:
    await sim.telegram.start_chat("city", 7, "小李")
    await sim.telegram.add_to_group("city", -100500, "读书会", by=7, admin=True)
    assert (await aiogram_bot.get_me()).is_bot
    markup = InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text="好", callback_data="a")]]
    )
    sent = await aiogram_bot.send_message(7, "<b>课</b>", parse_mode="HTML", reply_markup=markup)
    assert sent.reply_markup.inline_keyboard[0][0].callback_data == "a"
    assert sent.entities[0].type == "bold"
    edited = await aiogram_bot.edit_message_text("乙", chat_id=7, message_id=sent.message_id)
    assert edited.text == "乙"
    assert await aiogram_bot.edit_message_reply_markup(
        chat_id=7, message_id=sent.message_id, reply_markup=markup
    )
    assert (await aiogram_bot.get_chat(7)).first_name == "小李"
    assert (await aiogram_bot.get_chat_member(7, 7)).status == "member"
    own = await aiogram_bot.get_chat_member(-100500, aiogram_bot.id)
    assert own.status == "administrator"
    assert await aiogram_bot.set_my_commands([BotCommand(command="today", description="课")])
    assert (await aiogram_bot.get_my_commands())[0].command == "today"
    assert await aiogram_bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert (await aiogram_bot.get_chat_menu_button()).type == "commands"
    assert await aiogram_bot.send_chat_action(7, "typing")
    assert await aiogram_bot.set_webhook(
        f"{bot.url}/hook", secret_token="s", allowed_updates=["message", "callback_query"]
    )
    info = await aiogram_bot.get_webhook_info()
    assert info.allowed_updates == ["message", "callback_query"]
    assert await aiogram_bot.delete_webhook()
    assert await aiogram_bot.delete_message(7, sent.message_id)


async def test_every_method_of_groups_parses(sim, aiogram_bot: Bot) -> None:
    await sim.telegram.start_chat("city", 7, "小李")
    forum = sim.telegram.make_group("city", "书友", 7, [8], forum=True)
    await sim.telegram.add_bot("city", forum, admin=True)
    await sim.telegram.promote("city", forum, 8, anonymous=True)
    thread = sim.telegram.open_topic("city", forum, "每日一题")
    admins = await aiogram_bot.get_chat_administrators(forum)
    assert [admin.status for admin in admins] == ["creator", "administrator", "administrator"]
    assert (await aiogram_bot.get_chat(forum)).is_forum
    assert await aiogram_bot.get_chat_member_count(forum) == 3
    quiz = await aiogram_bot.send_poll(
        forum,
        "问",
        ["甲", "乙"],
        type="quiz",
        is_anonymous=False,
        correct_option_ids=[0, 1],
        allows_multiple_answers=True,
        explanation="因",
        message_thread_id=thread,
        open_period=60,
    )
    assert quiz.poll.correct_option_ids == [0, 1]
    assert (await aiogram_bot.stop_poll(forum, quiz.message_id)).is_closed
    photo = await aiogram_bot.send_photo(7, BufferedInputFile(picture(), "课.png"), caption="课")
    again = await aiogram_bot.send_photo(forum, photo.photo[-1].file_id)
    assert again.photo[-1].file_unique_id == photo.photo[-1].file_unique_id
    assert await aiogram_bot.set_my_description("一天一课", language_code="zh")
    assert (await aiogram_bot.get_my_description("zh")).description == "一天一课"
    await sim.telegram.restrict_bot("city", forum)
    own = await aiogram_bot.get_chat_member(forum, aiogram_bot.id)
    assert own.can_send_messages is False
    await sim.telegram.remove_bot("city", forum)
    with pytest.raises(TelegramForbiddenError, match="kicked"):
        await aiogram_bot.send_message(forum, "a")


async def test_every_update_of_groups_parses(sim, aiogram_bot: Bot) -> None:
    forum = sim.telegram.make_group("city", "书友", 7, [8], forum=True)
    await aiogram_bot.get_updates(
        allowed_updates=["message", "my_chat_member", "chat_member", "poll", "poll_answer"]
    )
    await sim.telegram.add_bot("city", forum, admin=True)
    thread = sim.telegram.open_topic("city", forum, "每日一题")
    await sim.telegram.promote("city", forum, 8, anonymous=True)
    await sim.telegram.say("city", 8, "/help", forum, thread=thread)
    await sim.telegram.close_topic("city", forum, thread)
    quiz = await aiogram_bot.send_poll(
        forum, "问", ["甲", "乙"], type="quiz", is_anonymous=False, correct_option_ids=[0]
    )
    await sim.telegram.vote("city", 7, quiz.message_id, [0], forum)
    await sim.telegram.vote("city", 8, quiz.message_id, [1], forum, as_chat=True)
    await aiogram_bot.stop_poll(forum, quiz.message_id)
    await sim.telegram.join("city", forum, 9)
    await sim.telegram.leave("city", forum, 9)
    await sim.telegram.restrict_bot("city", forum)
    updates = await aiogram_bot.get_updates()
    assert [update.event_type for update in updates] == [
        "message",
        "my_chat_member",
        "message",
        "chat_member",
        "message",
        "message",
        "poll_answer",
        "poll_answer",
        "poll",
        "chat_member",
        "message",
        "chat_member",
        "message",
        "my_chat_member",
    ]
    said = updates[4].message
    assert (said.sender_chat.id, said.message_thread_id) == (forum, thread)
    assert updates[6].poll_answer.user.id == 7
    assert updates[7].poll_answer.voter_chat.id == forum


async def test_every_update_parses(sim, aiogram_bot: Bot) -> None:
    await sim.telegram.start_chat("city", 7, "小李")
    sent = await aiogram_bot.send_message(7, "问")
    await sim.telegram.tap("city", 7, sent.message_id, "a")
    await sim.telegram.tap("city", 7, 999, "a")
    await sim.telegram.block("city", 7)
    await sim.telegram.add_to_group("city", -5, "读书会", by=7)
    await sim.telegram.migrate_group("city", -5, -100500)
    updates = await aiogram_bot.get_updates()
    kinds = [update.event_type for update in updates]
    assert kinds == [
        "message",
        "callback_query",
        "callback_query",
        "my_chat_member",
        "message",
        "my_chat_member",
        "message",
        "message",
    ]
    assert updates[0].message.from_user.is_bot is False
    assert updates[1].callback_query.message.message_id == sent.message_id
    assert updates[2].callback_query.message.date == 0


async def test_a_webhook_body_parses(sim, aiogram_bot: Bot, bot) -> None:
    await aiogram_bot.set_webhook(f"{bot.url}/hook", secret_token="s")
    await sim.telegram.start_chat("city", 7, "小李")
    update = Update.model_validate(json.loads(bot.arrivals[0].body), context={"bot": aiogram_bot})
    assert update.message.text == "/start"


async def test_refusals_become_aiograms_exceptions(sim, aiogram_bot: Bot) -> None:
    await sim.telegram.start_chat("city", 7)
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await aiogram_bot.send_message(99, "a")
    sim.faults.add("telegram:sendMessage", status=429, retry_after=17)
    with pytest.raises(TelegramRetryAfter) as limited:
        await aiogram_bot.send_message(7, "a")
    assert limited.value.retry_after == 17
    await sim.telegram.add_to_group("city", -5, "读书会", by=7)
    await sim.telegram.migrate_group("city", -5, -100500)
    with pytest.raises(TelegramMigrateToChat) as moved:
        await aiogram_bot.send_message(-5, "a")
    assert moved.value.migrate_to_chat_id == -100500
    await sim.telegram.block("city", 7)
    with pytest.raises(TelegramForbiddenError, match="blocked by the user"):
        await aiogram_bot.send_message(7, "a")


async def test_a_wrong_token_is_unauthorised(sim) -> None:
    server = TelegramAPIServer.from_base(f"{sim.url}/telegram-api")
    other = Bot("999:wrong", session=AiohttpSession(api=server))
    with pytest.raises(TelegramUnauthorizedError):
        await other.get_me()
    await other.session.close()
