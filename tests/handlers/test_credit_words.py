"""The words for credits, certificates and one's own data: near forms, traditional ones, commands."""

import pytest

from bot.domain.content import Question
from bot.domain.learners import Dialog
from bot.domain.messages import Option
from bot.texts.keyboards import COMMAND_MENUS
from handlers.routes import ROUTES
from handlers.understand import FREE, Intent, of_text
from tests.handlers.school import single, truth

FORGETTING = Dialog(
    options=(Option("确认", "forget_sure"), Option("不删了", "never_mind")), asking="forget"
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我同意", "consent"),
        ("收回同意", "refuse"),
        ("撤回", "refuse"),
        ("監護人同意", "guardian"),
        ("家长同意", "guardian"),
        ("我滿14歲了", "grown"),
        ("改賬號", "account"),
        ("换帐号", "account"),
        ("證書", "certificate"),
        ("我要看证书", "certificate"),
        ("/certificate", "certificate"),
        ("my certificates", "certificate"),
        ("寫名字", "certificate_name"),
        ("不寫名字", "certificate_no_name"),
        ("顯示名字", "certificate_show"),
        ("不顯示名字", "certificate_hide"),
        ("關閉網頁", "certificate_close"),
        ("打開網頁", "certificate_open"),
        ("隱私", "privacy"),
        ("/privacy", "privacy"),
        ("請導出我的數據", "export"),
        ("/export", "export"),
        ("刪除我的數據", "forget"),
        ("注销账号", "forget"),
        ("delete my data", "forget"),
        ("/forget", "forget"),
        ("确认", FREE),
        ("删除", FREE),
        ("没有", FREE),
    ],
)
def test_words_of_this_part(text: str, name: str) -> None:
    assert of_text(text, Dialog()).name == name
    assert name == FREE or name in ROUTES


@pytest.mark.parametrize("question", [single("一"), truth("二")])
def test_they_mean_the_same_beside_an_open_question(question: Question) -> None:
    dialog = Dialog(question=1)
    for text in ("证书", "隐私", "导出", "删除我的数据", "监护人同意"):
        assert of_text(text, dialog, question) == of_text(text, Dialog())


@pytest.mark.parametrize("text", ["1", "第一个", "确", "确认删除", "我确认吗", "2", "不"])
def test_nothing_like_the_word_erases(text: str) -> None:
    assert of_text(text, FORGETTING).name != "forget_sure"


@pytest.mark.parametrize("text", ["确认", "確認", " 确认！", "「确认」"])
def test_the_word_itself_does(text: str) -> None:
    assert of_text(text, FORGETTING) == Intent("forget_sure")
    assert of_text(text, Dialog(asking="forget")) == Intent("forget_sure")
    assert of_text(text, Dialog()).name == FREE


@pytest.mark.parametrize("language", COMMAND_MENUS)
def test_the_commands_stand_in_every_private_menu(language: str) -> None:
    names = [name for name, _ in COMMAND_MENUS[language]["private"]]
    assert {"credits", "certificate", "privacy", "export", "forget"} <= set(names)
    assert not {"privacy", "forget"} & {name for name, _ in COMMAND_MENUS[language]["group"]}
