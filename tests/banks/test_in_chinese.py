"""A librarian reads in Chinese what is doubtful in a bank, where it stands, and what to do."""

import pytest

from bot.content.banks.model import BankRefusedError, Place
from bot.content.banks.read import read_bytes_of_bank
from bot.content.banks.report import grouped
from tests.banks.sheets import HEAD, single, workbook

AIKEN = "好？\nA. 甲\nB. 乙\nANSWER: A\n\n坏？\nA. 甲\nANSWER: A\n"
GIFT = "::一::谁先走？{=人 ~车}\n\n::二::配对{=甲 -> 一 =乙 -> 二}\n"


def told(data: bytes, name: str) -> list[str]:
    """Every doubt as a line."""
    bank = read_bytes_of_bank(data, name)
    return [
        f"{one.place.told('zh-Hans')}：{group.says.told('zh-Hans')}。{group.mend.told('zh-Hans')}。"
        for group in grouped(bank.doubts)
        for one in group.doubts
    ]


def test_a_workbook() -> None:
    rows = [
        HEAD,
        single(),
        single("黄灯亮了怎么办？", answer="=1+1"),
        single("绿灯？", answer="F"),
    ]
    assert told(workbook(rows), "交通.xlsx") == [
        "交通.xlsx，工作表“Sheet”，第 3 行，G 答案：单元格里是公式，这里不计算。请改成数值（复制，再“粘贴为数值”）。",
        "交通.xlsx，工作表“Sheet”，第 4 行，G 答案：答案指的选项不存在。请改正答案。",
    ]


def test_texts() -> None:
    assert told(AIKEN.encode(), "题.txt") == [
        "题.txt，第 6 行，选项：选项不到两个。请分行写 A. 和 B.。",
        "题.txt，第 1 行：没有写解析。请写上为什么。",
    ]
    assert "题.gift，第 3 行：连线题没法在聊天里问。请把每一对改成一道单选题。" in told(
        GIFT.encode(), "题.gift"
    )


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b" ", "空.txt", "空.txt：是空的。"),
        (b"\xff\xfa\x81", "乱.txt", "乱.txt 第 1 行：不是 UTF-8，也不是 GB18030 编码"),
        (b"PK\x03\x04", "坏.xlsx", "坏.xlsx：损坏了或没有传完整；请重新保存，用新的文件。"),
        (b"<html>", "页.html", "页.html：是 XML 或网页，但不是 Moodle 题库；请换一种格式。"),
        (
            '题目,答案\n"一'.encode(),
            "题.csv",
            "题.csv 第 2 行：读不下去；请看看是不是有引号没有配对。",
        ),
    ],
)
def test_files_that_are_not_read(data: bytes, name: str, said: str) -> None:
    with pytest.raises(BankRefusedError) as refused:
        read_bytes_of_bank(data, name)
    [line] = refused.value.told("zh-Hans")
    assert line.startswith(said)


def test_places() -> None:
    assert Place("一.xlsx", "第一章", 12, "C 答案").told("zh-Hans") == (
        "一.xlsx，工作表“第一章”，第 12 行，C 答案"
    )
    assert str(Place("一.xlsx", "第一章", 12, "C 答案")) == (
        "一.xlsx, sheet 第一章, row 12, column C 答案"
    )
    assert Place("一.gift", row=3, column="option 2").told("zh-Hans") == (
        "一.gift，第 3 行，第 2 个选项"
    )
