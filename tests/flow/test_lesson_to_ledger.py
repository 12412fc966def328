"""The main job: from the first greeting to the credit bank's ledger, on both channels."""

from datetime import UTC, datetime

from tests.flow.town import COURIER, TEACHER, TELEGRAM, WECHAT, Town


async def learn_the_first(town: Town) -> None:
    """A senior follows the account and learns the first lesson."""
    await town.simulator.wechat.follow(WECHAT, TEACHER)
    for words in ("1", "1", "2", "1"):
        await town.wechat_says(words)
        await town.wechat_reads()


async def test_a_senior_learns_in_wechat_and_the_bank_has_it(town: Town) -> None:
    await town.simulator.wechat.follow(WECHAT, TEACHER)
    assert "您是哪一位" in town.wechat_chat()[-1].text
    assert "什么时候" in await town.wechat_says("1")
    lesson = await town.wechat_says("一")
    assert "扫码付款三步走" in lesson
    assert "第三步，看金额" not in lesson
    assert "第三步，看金额" in await town.wechat_says("1")
    assert "2. 先问店家，没弄清就不付" in await town.wechat_says("继续")
    assert "答对了" in await town.wechat_says("第二个")
    finished = await town.wechat_says("对")
    assert "这一课学完了，答对 2/2" in finished
    assert "明天 07:30" in finished
    assert "同意" in await town.wechat_says("学分")
    assert town.simulator.bank.statements == []
    await town.wechat_says("同意")
    await town.simulator.until(lambda: len(town.simulator.bank.statements) == 2)
    verbs = {s["verb"]["id"].rsplit("/", 1)[1] for s in town.simulator.bank.statements}
    assert verbs == {"completed", "passed"}


async def test_a_courier_learns_in_telegram_and_the_bank_has_it(town: Town) -> None:
    await town.simulator.telegram.start_chat(TELEGRAM, COURIER)
    greeting = await town.telegram_answer(COURIER, 0)
    assert ("我送外卖、送快递", "track:couriers") in greeting.buttons
    times = await town.telegram_taps("track:couriers")
    assert ("上午 9:30", "slot:09:30") in times.buttons
    lesson = await town.telegram_taps("slot:09:30")
    assert "头盔" in lesson.text
    await town.nothing_due()
    while options := town.quiz_options(town.telegram_chat()[-1]):
        lesson = await town.telegram_chooses(options[0])
        await town.nothing_due()
    assert "这一课学完了" in lesson.text
    assert "要不要把学习成绩送到学分银行" in (await town.telegram_says("同意")).text
    await town.telegram_says("同意")
    await town.simulator.until(lambda: len(town.simulator.bank.statements) == 2)


async def test_the_next_lesson_comes_at_its_time_by_a_customer_message(town: Town) -> None:
    await learn_the_first(town)
    seen = len(town.wechat_chat())
    await town.move_to(datetime(2026, 11, 23, 23, 29, tzinfo=UTC))
    assert len(town.wechat_chat()) == seen
    await town.move_to(datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
    pushed = town.wechat_chat()[-1]
    assert pushed.via == "customer"
    assert "第2课" in pushed.text


async def test_without_a_window_the_lesson_waits_and_comes_with_the_next_word(town: Town) -> None:
    await learn_the_first(town)
    for day in (24, 25, 26):
        await town.move_to(datetime(2026, 11, day, 23, 30, tzinfo=UTC))
    answer = await town.wechat_says("你好")
    assert "第2课" in answer
    states = await town.rows("select state, reason from delivery_past order by due")
    # On the fourth silent day nothing comes: from the third on it is every third day.
    assert [row["state"] for row in states] == ["sent", "sent", "expired"], states


async def test_a_second_run_finds_everything_as_it_was(town: Town) -> None:
    await town.simulator.wechat.follow(WECHAT, TEACHER)
    await town.wechat_says("1")
    await town.wechat_says("1")
    await town.stop()
    await town.start()
    assert "想一想" in await town.wechat_reads()
    assert "答对了" in await town.wechat_says("2")
