"""How often each interface may be called (reference/wechat.md section 8)."""

DAILY_QUOTAS = {
    "token": 2000,
    "stable_token": 500_000,
    "custom/send": 500_000,
    "custom/typing": 500_000,
    "template/send": 100_000,
    "subscribe/bizsend": 500_000,
    "mass": 100,
    "mass/preview": 100,
    "menu/create": 1000,
    "menu/get": 10_000,
    "menu/delete": 1000,
    "menu/addconditional": 2000,
    "qrcode/create": 100_000,
    "user/info": 5_000_000,
    "user/get": 500,
    "tags/create": 1000,
    "tags/delete": 1000,
    "tags/update": 1000,
    "media/upload": 100_000,
    "media/get": 200_000,
    "draft/add": 1000,
    "freepublish/submit": 100,
}
"""Calls a day; the console's day is China's. ``mass`` counts mass/send and mass/sendall together."""

ELSE = 500_000
"""For calls whose figure the documents do not print."""

COUNTED_AS = {"mass/send": "mass", "mass/sendall": "mass"}

RESETS = {"clear_quota": 10, "quota/clear": 50}
"""How often a month the counts may be set back."""
