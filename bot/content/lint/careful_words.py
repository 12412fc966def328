"""Words to be careful with: what advertisements must not say, and lessons should not either.

A lesson is no advertisement; but one that says such things reads like one, and what is bought upon
it harms who trusted it. 《广告法》: article 9 item 3 forbids 国家级, 最高级, 最佳 and the like; articles
16 to 18 assertions of effect and safety, rates of cure, and that what is no medicine heals; article 25
item 1 promises of returns, that capital is kept, that there is no risk. The words under each article
are our choice of how people say it.
"""

CAREFUL: dict[str, tuple[str, ...]] = {
    "《广告法》第九条": (
        "国家级", "世界级", "最高级", "最佳", "最先进", "顶级", "史上最", "全网第一", "全国第一", "世界第一",
        "绝无仅有", "万能",
    ),
    "《广告法》第十六条至第十八条": (
        "根治", "包治", "治愈率", "有效率", "药到病除", "立竿见影", "无副作用", "没有副作用", "绝对安全", "百分之百有效",
        "100%有效", "神药", "神效", "祖传秘方", "延年益寿", "抗癌",
    ),
    "《广告法》第二十五条": (
        "稳赚", "保本", "保收益", "零风险", "无风险", "没有风险", "包赚", "只赚不赔", "躺赚", "高回报", "高收益", "稳赢",
        "必赚", "暴富", "翻倍",
    ),
}  # fmt: skip

HOTLINES: dict[str, str] = {
    "110": "公安报警", "119": "火警", "120": "急救", "122": "交通事故报警", "12345": "政务服务便民热线",
    "12315": "市场监管投诉举报", "12333": "人力资源和社会保障", "12348": "公共法律服务", "12339": "国家安全机关举报",
    "12316": "三农服务", "12381": "涉诈预警短信", "12393": "医疗保障", "96110": "反诈预警劝阻", "12355": "青少年服务",
    "12356": "心理援助", "12377": "互联网违法和不良信息举报", "12321": "垃圾短信和骚扰电话举报", "12328": "交通运输服务监督",
    "12338": "妇女维权", "12385": "残疾人服务", "12388": "纪检监察举报", "12389": "公安机关违法违纪举报",
    "12309": "检察服务", "12368": "诉讼服务", "12366": "纳税缴费服务", "12350": "安全生产举报", "12369": "环保举报",
    "12306": "铁路客服", "10000": "中国电信客服", "10010": "中国联通客服", "10086": "中国移动客服", "10099": "中国广电客服",
    "95017": "微信支付客服", "95188": "支付宝客服",
}  # fmt: skip
"""Numbers known all over the mainland that a lesson may send people to; any other is looked up again."""
