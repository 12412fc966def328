# 比赛文件或通知文件哪里不对。

competition-absent = 没有这个文件；请写比赛文件的位置
competition-none = 里面没有比赛
announcement-absent = 没有这个文件；请写通知文件的位置
announcement-none = 里面没有通知

## 各项内容

not-a-group = 读到的是{ $read }；请写成“账号:群”，例如 city:-1001234567890 或 city-wechat:class-7
not-a-reminder = 读到的是{ $read }；请写截止前多久提醒，如 P7D（天）、PT3H（小时）、PT30M（分钟）或 P1DT12H，要大于零，最多 { $most } 天
reminders-alike = 有两个提醒的时间一样长；请只留一个
rule-beside-rule = 和 { $other } 写在了一起；一个组只按一种办法分，请只留一个
age-day-missing = 没有写；请补上按哪一天算年龄
criteria-missing = 没有写；请补上评委按哪些方面打分
top-missing = 没有写；请补上前几名进入下一阶段

## 通知

announcement-without-groups = 没有写群；请至少写一个，例如 [city-wechat:class-7]
announcement-too-long = 连同标题、主办方和网址共 { $size } 字节，一条消息放得下 { $most } 字节；请改短（一个汉字三字节）
expires-first = 要晚于 due；请改其中一个

## 比赛的各处互相对不上

finding-empty = 是空的；请写上内容
finding-bad-id = 读到的是“{ $value1 }”；代号只能有小写字母、数字和单个连字符，请改正
finding-twice = “{ $value1 }”{ $what }；请去掉一个
already-a-group = 这个群前面已经写过
already-a-reminder = 这个提醒前面已经写过
already-a-stage = 已经是前面一个阶段的代号
already-a-division = 已经是前面一个组的代号
already-a-criterion = 已经是前面一个评分项的代号
already-weighed = 前面已经算过分量
already-compared = 前面已经比过
finding-unknown-zone = 没有“{ $value1 }”这个时区；请写 Asia/Shanghai 这样的时区
finding-no-stages = 还没有阶段；请加一个
finding-closes-first = 截止要晚于开始（opens）；请改其中一个
finding-out-of-order = 比前面的阶段开始得早；请把各阶段按开始的先后排
finding-overlaps = “{ $value1 }”还没截止它就开始了，有一段时间两个都开着
finding-misplaced = 这一项只属于{ $what }；请从这个 { $value2 } 阶段里去掉
owner-quiz = 答题阶段
owner-upload = 交作品的阶段
owner-judging = 评审或现场比赛的阶段
finding-course-missing = 写了怎么答题，却没有写题目从哪门课抽；请补上课程
finding-asked-elsewhere = 没有写课程，一课不会在这一轮出题
finding-all-items = 没有写 draw（抽几题），会把课里的题全部问一遍
finding-per-day-too-many = 每天的次数比总次数 { $value1 } 还多
finding-sheet-missing = 没有写 judging（评分），这个阶段没有分数
finding-not-positive = 读到的是“{ $value1 }”；请写大于 0 的数
finding-advance-nowhere = 后面没有可以进入的阶段；请加一个，或去掉这一项
finding-advance-without-score = 这个阶段没有分数，选不出前几名；请移到有分数的阶段
finding-advance-without-units = 按单位取名次，但没有写群（groups）
finding-before-selection = “{ $value1 }”截止后才知道谁能进；请改到那之后开始
finding-no-registration = 没有报名阶段，只能由工作人员登记
finding-team-of-persons = 个人赛没有团队要求；请写 `entry: team`，或去掉这一项
finding-average-of-persons = 个人没有平均年龄；请写 `entry: team`，或换一种分组办法
finding-reversed = “{ $value2 }”在“{ $value1 }”前面，写反了；请改其中一个
finding-empty-rule = 没有上下限，等于谁都可以；请至少写一个，或去掉这一项
finding-divisions-overlap = 有些人也符合“{ $value1 }”，会归到排在前面的组
finding-divisions-gap = “{ $value1 }”和这一组之间，有人两边都不符合
finding-never-reached = 前面的“{ $value1 }”谁都收，轮不到这一组；请把它移到最后
finding-nothing-compared = 没有写比什么；请先写 score（得分）
finding-age-unknown = 没有按年龄或生日分的组，不知道谁年长；请去掉 age，或加一个按年龄的组
finding-seed-missing = 抽签要有预先记下的随机数；请补上
finding-weight-unknown = 没有“{ $value1 }”这个阶段；请写一个阶段的代号
finding-weight-unscored = “{ $value1 }”没有分数，不能算进总分；请写答题阶段或有评分的阶段
finding-awards-overlap = 第 { $value2 } 名已经有“{ $value1 }”了；请把名次改到它后面开始
finding-awards-gap = “{ $value1 }”之后，第 { $value2 } 名没有奖
