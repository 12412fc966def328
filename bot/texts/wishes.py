"""How people say what they wish to learn: whole messages, in Chinese, Cantonese and English.

Each pattern names what is wished for ``what``. They are matched as written, so characters of both
scripts stand side by side.
"""

AROUND = (
    r"老师|老師|[您你]好|你們好|你们好|请问|請問|麻烦|麻煩|唔該|唔该|那个|那個|嗯|哎|唉|"
    r"please|hello|hi|[,，。.!！~～、 ]"
)
"""What stands before a wish and is none of it."""

_COURSE = r"(?:的|嘅)?(?:小)?(?:课程?|課程?|教程|班|内容|內容)"
_GOOD = r"(?:(?:,|，| )?(?:就|該|该|那就|那)?(?:好|太好|最好|更好|多好)(?:了|啦|喇)?(?:啊|呀|喽)?)"
_ASK = r"(?:吗|嗎|么|麼|呢|呀|啊|没有|沒有|冇)?[?？]?"
_IF = r"(?:要是|如果|假如|若是|要)(?:能|可以)?(?:再|也)?(?:有|開|开|出|加)(?:一|个|個|门|門|點|点|些|节|節)*"
_MAY = r"(?:能不能|可不可以|可以不可以|可唔可以|能否|可否|可以|能)(?:再|也|多|以后|以後)?"
_US = r"(?:一下|下|教|讲|講|给|給|我们|我們|我哋|我|咱们|咱們|大家|老人|老人家)*"
_WANT = r"(?:我|我们|我們|我哋|俺|咱|老伴|老伴儿|爱人|愛人|大家)?(?:也|还|還|很|好|特别|特別|一直|其实|其實|就)*"

WISHES = (
    rf"{_IF}(?P<what>.+?){_COURSE}{_GOOD}?{_ASK}",
    rf"{_IF}(?:教|讲|講)(?P<what>.+?)(?:的|嘅)(?:{_COURSE})?{_GOOD}{_ASK}",
    rf"{_WANT}(?:想要?|好想|希望|盼着|盼著)(?:能|可以)?(?:再|多)?(?:学|學)(?:习|習|一下|一学|一學|学|學|会|會|识|識|下|点|點|怎么|怎麼|怎样|怎樣)*(?P<what>.+?){_ASK}",
    rf"{_MAY}教{_US}(?P<what>.+?){_ASK}",
    rf"{_MAY}(?:教|讲|講|开|開|出|加|上|办|辦|弄|有)(?:一|个|個|门|門|點|点|些|节|節)*(?P<what>.+?){_COURSE}{_ASK}",
    rf"(?:有没有|有沒有|有冇|有)(?P<what>.+?){_COURSE}{_ASK}",
    rf"{_WANT}(?:希望|盼望|盼着|盼著|建议|建議|期待|想)(?:能|可以|以后|以後|多|再|你们|你們|老师|老師)*(?:有|开|開|出|加|增加|上)(?:一|个|個|门|門|點|点|些|节|節)*(?P<what>.+?){_COURSE}{_GOOD}?",
    rf"{_WANT}(?:希望|盼望|盼着|盼著|建议|建議|期待)(?:能|可以|以后|以後|多|再|你们|你們|老师|老師)*(?:教|讲讲|講講|讲|講){_US}(?P<what>.+)",
    r"(?:许愿|許願|许个愿|許個願|心愿|心願)[:：,， ]+(?P<what>.+)",
)

ENGLISH_WISHES = (
    r"i wish (?:there (?:was|were|is)|you had|we had) (?:a |an |more |some )?(?:course|lesson|class)e?s? (?:on|about|for|in) (?P<what>.+)",
    r"i wish (?:there (?:was|were|is)|you had|we had) (?:a |an |more |some )?(?P<what>.+?)(?: course| lesson| class)e?s?",
    r"i wish (?:i|we) could learn (?:about |how to |to )?(?P<what>.+)",
    r"i(?:'d|’d| would) (?:like|love) to learn (?:about |how to |to )?(?P<what>.+)",
    r"i want to learn (?:about |how to |to )?(?P<what>.+)",
    r"(?:can|could) you teach (?:me |us )?(?:about |how to )?(?P<what>.+?)\??",
    r"(?:is there|are there|do you have) (?:a |an |any )?(?:course|lesson|class)e?s? (?:on|about|for|in) (?P<what>.+?)\??",
    r"wish[:,]? +(?P<what>.+)",
)

TAIL = r"的|嘅|了|啦|呢|啊|呀|吧|吗|嗎|好吗|好嗎|行吗|行嗎|一下|[ ,，?？。]"
"""What stands behind what is wished for, and is none of it."""

NOT_WISHED = (
    r"(?:什么|什麼|啥|乜|哪|多少|几|幾|别的|別的|其他|其它|下一|上一|新的?$|新课|新課|今天|今日|明天|"
    r"完|到|始|不|没|沒|冇|慢|快|再|大声|大聲|清楚|这|這|那|课$|課$|点$|點$|习$|習$|"
    r"[0-9一二两三四五六七八九十半几幾]+ ?(?:分钟|分鐘|课|課|天|个|個|节|節|门|門|次|遍))"
)
"""What is no wish for something new, but about what there is: 想学什么都行, 想学完这一课, 能不能讲慢点."""
