"""The words around an answer, and the words that are one: what replies are made of.

Every pattern here meets texts in their comparable form (``bot.learning.plain``).
"""

import re

LONGEST = 200
"""Characters; who writes more than this and the longest option is not naming an option."""

NUMERALS = {
    numeral: number
    for number, numerals in enumerate(
        ("一壹甲", "二两贰乙俩", "三叁丙", "四肆丁", "五伍戊", "六陆", "七柒", "八捌", "九玖", "十拾"), 1
    )
    for numeral in numerals
}  # fmt: skip
TRUE = {
    "对", "正确", "是", "真", "啱", "岩", "系", "没错", "没有错", "冇错", "同意", "赞成", "对头", "对滴", "对哒",
    "√", "t", "true", "y", "yes", "yep", "yeah", "right", "correct", "agree", "iagree", "属实", "没毛病",
    *(f"{that}{fine}" for that in ("说法", "这说法", "这话", "这句话") for fine in ("没问题", "没有问题")),
}  # fmt: skip
FALSE = {
    "错", "错误", "不", "否", "假", "不是", "不对", "不正确", "不同意", "不赞成", "唔系", "唔啱", "唔岩", "唔同意",
    "×", "x", "f", "false", "n", "no", "nope", "wrong", "incorrect", "untrue", "disagree", "idisagree", "nottrue",
    "notcorrect", "notright", "不属实", "不是真", "不真", "唔正确", "非", "不对头",
    "不是对", "不是正确", "不算对", "唔系啱",
    "有错", "有错误", *(f"{that}有问题" for that in ("说法", "这说法", "这话", "这句话")),
}  # fmt: skip

SOUNDS = {
    sound: letter
    for letter, sounds in (
        ("a", "诶欸"), ("b", "必比逼毕笔币鼻闭碧壁避彼"), ("c", "西吸希惜析茜嘻"), ("d", "弟滴地递低帝蒂第"),
    )
    for sound in sounds
}  # fmt: skip
"""What speech recognition writes where somebody said a letter. Never an answer by itself."""
VERDICT_SOUNDS = {"队": 1, "兑": 1, "堆": 1, "措": 2, "挫": 2, "搓": 2}
"""The same for 对 (1) and 错 (2)."""

DOUBT = re.compile(
    r"还是|或|要不|都行|都可|都得|随便|随意|不知|唔知|不懂|唔识|不会|不清楚|不确定|唔肯定|唔确定|不肯定|不敢|不记得"
    r"|说不|难说|忘|不是吧|不会吧|(?<!不)是不是|(?<!不)对不对|系咪|系唔系|啱唔啱|有没有|能不能|可不可|该不该|不太|不完全|不全"
    r"|不一定|未必|一半|都不(?:对|是|选|行|要|好|知|懂|确)|^-[0-9]+$|我[错对]了|[?吗么咩乜]|呢$|[选答点按打发写说][对错]了|^\+|想想$|想一?下$|考虑|等等|等下|等一下|等阵"
    r"|才怪|玩笑|逗你|骗你|说笑|瞎说|瞎猜|乱选|乱猜|蒙的|傻子|鬼才|谁信|谁会|怎|岂|哪[能里会个]|边个"
    r"|二选一|选择困难|犹豫|纠结|看情况|睇情况|排除|删掉|撤回|收回|作废|算了|重选|重新"
    r"|\bor\b|\bmaybe not\b|\bnot sure\b|\bdon'?t\b|\beither\b|\bwhich\b|\bwhat\b|\bwhy\b|\bidk\b|\bbad\b|^对吧$|[0-9a-l个项]\s*(?:没错|对)吧"
)
"""Hesitation, questions, jokes and taking back, whatever else the reply says."""

DEEDS = {
    "删掉",
    "撤回",
    "收回",
    "作废",
    "重新",
    "考虑",
    "等一下",
    "看情况",
    "排除",
    "瞎说",
    "骗你",
    "一半",
}
"""Words of doubt that an option may tell somebody to do."""

DOUBTFUL_EMOJI = re.compile("[❓❔⁉🤔🤷👎🙅🚫🤨😕🆖🙃]")
"""What a face says that ``plain`` drops: the words beside it may not be meant."""

AGAINST = re.compile(
    r"[不没别勿未莫非错换除或还又再也对反唔冇但却选拣答算×√?]|改(?=[成选为到])|^改|[我要]改|都(?:对|是|好|一样|想|有道理)|可是|然而|其实|另|如果|要看|有时|有的|部分|差点|前半|后半"
    r"|剩下|其他|其余|其它|后来|现在|刚才|上次|本来|原来|之前|点了|按了|手滑|手误|假|骗你|看走|[a-z]"
)
"""In a clause we cannot read, this could turn round what another clause says."""

REASON = re.compile(r"不[能可要该给得用让许准]以?|别人|对方|没人|不法|不明|面对|还要|都要|都是骗")
"""What explanations hold that turns nothing round, where an explanation follows."""

EXPLAINS = re.compile(
    r"因为|由于|这样|免得|以免|防止|防|怕|为了|才能|小心|当心|注意|谨慎|警惕|安全|保险|稳妥|骗子|诈骗|陌生人|不[能可要该得许准]以?"
    r"|[必应]须?该?|千万|一定要|法律|规定"
)
"""What an explanation begins with. Whatever else is said beside a choice may mock it."""

POINTS_BACK = re.compile(r"[它这那该此选说讲认算]|信$|上面|前面|刚才")
"""With these a clause may be about the choice itself: "不要相信这个"."""

DENIED = re.compile(r"[不没别勿非莫未无禁拒免停唔冇]")

BEFORE = re.compile(
    r"老师(?:好|早(?!上|安|晨))?|[王李张刘陈小]老师|[您你]好|大家好|各位好?|早上好|上午好|中午好|下午好|晚上好|早安|早晨|早(?=[,!。])|哈喽|嗨"
    r"|(?:拨打?|打|报)(?=[0-9]{3})|请|嗯+|恩+|呃+|额|唔(?=[,。.…])|哦|噢|哎呀?|诶(?=.)|那个(?=[,。.…])|这个(?=[,。.…])|那(?![个是不])|[这那](?=[是不]?[对错真假正])|[这那](?=不?是[对错真假正])|就|回复(?=[0-9a-l第])"
    r"|(?:我们?|俺|咱|本人)(?=[选拣挑要想觉认感估猜谂的答就也确应会看睇以全都只用]|[0-9a-l]|第|[对错是系啱不])"
    r"|只[有能]?|选择|选(?!项)|拣|挑|要(?!不)|想(?!不)|觉得|认为|感觉|估计|猜|估|谂|睇|看(?=是|应该)"
    r"|让我想想|我?想了想|应该|应当|完全|绝对|肯定|一定|确定|当然|必须|梗|可能|大概|大约|也许|或?许|八成|好像|似乎"
    r"|[这此本]题|第[0-9一二三四五六七八九十]+题(?=选|是|[:,])|题目|答案|正确答案|我?的答案|标准答案|最佳答案|回答|答(?=[:是])"
    r"|这(?:句话|个说法|种说法|个|话)|[此该]说法|说[得的]|讲得|话得|是(?![不否,;。!.])|系(?![唔咪,;。!.])"
)
_TAIL = (
    r"吧|啦|喇|啊|呀|哇|嘞|哦|喔|噢|哈|嘛|的|了|嘅|啰|咯|呗|啩|喎|架|㗎|嚟|吖|噶|咧|哩|哟|呦|撒|噻|哒|滴|呐|呵|嘿|唉|嗯|挂|捏|耶"
    r"|谢谢[您你]?|谢了|谢|多谢[您你晒]?|唔该晒?|感谢[您你]?|老师|您|辛苦[您你]?|[呵哈嘻嘿]+|就[是对]它?|晒"
    r"|这个|这项|那个|这一?[个项]|才对|才[是行]|为好|最好|比较好|比较合适"
)
AFTER = re.compile(rf"(?:{_TAIL})$")
"""With BEFORE: politeness, hedges and particles at the two ends of what is said."""

POLITE = re.compile(rf"(?>{BEFORE.pattern}|{_TAIL}|好|早|行|ok|[我俺咱]|\s)++")

TALK = re.compile(
    r"(?>[您你]?好的?|大家|各位|早上|在忙|在|早|晚|上|中|下|午|晨|安|老师|谢谢|谢|多谢|感谢|辛苦|了|您|你|唔该|行|可以|收到|明白|知道|懂"
    r"|嗯|哦|噢|啊|呀|哈|呵|嘻|嘿|哎|唉|呃|额|okay|ok|hi|hello|thanks|thankyou|等|一|会儿|稍|我|想|再说|再|看不清|看|让|没看清|吃饭|忙"
    r"|为什么|什么|意思|怎么|遍|请|帮助|帮|救命|难|太|题|这|那|个|是|吗|呢|吧|的|开始|来|继续|晒|听|讲)++"
)
"""Greetings, thanks, fillers and asking for patience, however combined: no answer to anything."""

COMMON = re.compile(
    r"(?>马上|立[刻即]|赶[快紧]|快点|自己|一[点起样个定般直半]|[今明昨后]天|现在|平时|有时|有[的些]|家[里人]|孩子|儿子|女儿|老伴"
    r"|医院|医生|手机|电话|短信|视频|微信|东西|对方|别人|大家|朋友|试试|看看|想想|问问|没有|不[行能要用会是可去]|必须|应该|只[要有能]|反正|帮忙|吃饭|回家"
    r"|放心|小心|[先再都就才还能会要到去来给用做把跟和打点说有没也太很]"
    rf"|{TALK.pattern})++"
)
"""Everyday words that say little by themselves: with these alone an option is not quoted."""

STICKERS = re.compile(
    r"\[(?:微笑|撇嘴|色|发呆|得意|流泪|害羞|闭嘴|睡|大哭|尴尬|发怒|调皮|呲牙|惊讶|难过|偷笑|愉快|憨笑|悠闲|嘘|衰|再见|擦汗"
    r"|鼓掌|坏笑|委屈|亲亲|可怜|笑脸|生病|脸红|破涕为笑|失望|嘿哈|捂脸|奸笑|机智|耶|吃瓜|加油|汗|天啊|旺柴|好的|打脸|哇|666|叹气|苦涩"
    r"|嘴唇|爱心|拥抱|强|握手|胜利|抱拳|勾引|拳头|ok|合十|啤酒|咖啡|蛋糕|玫瑰|凋谢|月亮|太阳|庆祝|礼物|红包|发|福|烟花|爆竹|跳跳|转圈)\]"
)
"""WeChat's faces as they arrive in text; those that doubt or refuse ([疑问], [弱]) are left in."""
