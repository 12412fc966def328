"""Signatures and safe mode against the official vectors (reference/wechat.md section 2)."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.crypto import WeChatCrypto

from adapters.simulator.wechat_crypto import SafeMode, UnsealError, sign, signed

TOKEN, KEY, APP_ID = "AAAAA", "A" * 43, "wxba5fad812f8e6fb9"
SEALED = (
    "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcv"
    "ZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3F"
    "n2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSe"
    "OBrebufAlr7F9mFUPAJGj04="
)


def test_first_vector_the_address_check() -> None:
    assert sign(TOKEN, "1714036504", "1514711492") == "f464b24fc39322e44b38aa78f5edd27bd1441696"


def test_second_vector_a_sealed_message() -> None:
    assert signed(
        "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3", TOKEN, "1714112445", "415670741", SEALED
    )
    text = SafeMode(APP_ID, KEY).unseal(SEALED)
    assert len(text) == 167
    assert json.loads(text)["debug_str"] == "hello world"


def test_third_vector_a_sealed_reply() -> None:
    sealed = SafeMode(APP_ID, KEY).seal('{"demo_resp":"good luck"}', b"707722b803182950")
    assert sealed == (
        "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ=="
    )
    signature = sign(TOKEN, "1713424427", "415670741", sealed)
    assert signature == "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1"


@given(st.text(min_size=1, max_size=300))
def test_wechatpy_reads_what_we_seal(text: str) -> None:
    sealed = SafeMode(APP_ID, KEY).seal(text, b"0123456789abcdef")
    crypto = WeChatCrypto(TOKEN, KEY, APP_ID)
    signature = sign(TOKEN, "1", "2", sealed)
    assert crypto.decrypt_message({"Encrypt": sealed}, signature, "1", "2") == text


@pytest.mark.parametrize("sealed", ["", "AAAA", "not base64!", SEALED[:-24], "A" * 88])
def test_junk_is_refused(sealed: str) -> None:
    with pytest.raises(UnsealError):
        SafeMode(APP_ID, KEY).unseal(sealed)


def test_another_account_or_key_is_refused() -> None:
    with pytest.raises(UnsealError):
        SafeMode("wx0000000000000000", KEY).unseal(SEALED)
    with pytest.raises(UnsealError):
        SafeMode(APP_ID, "B" * 43).unseal(SEALED)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="43"):
        SafeMode(APP_ID, "A" * 42)
