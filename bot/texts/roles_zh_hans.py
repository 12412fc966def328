"""What reviewers, operators and organisers read, in plain Simplified Chinese."""

DRAFTS = "等您审阅的课程："
DRAFTS_NONE = "现在没有等审阅的课程。"
DRAFT_CARD = "版本 {version}\n来源：{source}\n\n{lessons}"
DRAFT_READ = "看第 {number} 课"
DRAFT_QUESTION = "题：{stem}\n选项：{options}\n答案：{answer}\n解释：{why}"
DRAFT_SOURCE = "出处：{source}"
APPROVE = "全部看过，通过"
DRAFT_APPROVED = "《{title}》已通过，从现在起可以学了。"
STATUS_TITLE = "运行情况（24 小时）"
STATUS_LINE = "{state}：{count}"
STATUS_BANK = "{bank}：排队 {queued}，已收 {accepted}，被拒 {dead}"
STATUS_BOOKS = "{bank} 对账：缺 {missing}，多 {extra}，不同 {differing}"
STATUS_BOOKS_TROUBLE = "{bank} 对账没有做成"
STATUS_NOTHING = "没有要送的，也没有送过的。"
STATES = {
    "planned": "等着送",
    "claimed": "正在送",
    "sent": "送到了",
    "held": "等对方开口",
    "expired": "过时未送",
    "failed": "没送成",
}
REACH = "报名 {entrants} 人，通知已送到 {reached} 处。"
