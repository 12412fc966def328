"""What groups get by the clock, in Simplified Chinese."""

from bot.texts.group_post_words import GroupPosts

ZH_HANS = GroupPosts(
    course="这周一起学《{course}》",
    course_goes_on="这周接着学《{course}》",
    course_about="讲的是：{lessons}。",
    course_about_first="讲的是：{lessons}等。",
    course_size="共 {count} 课，每课约 {minutes} 分钟。",
    course_join="我也学",
    between="、",
    question="今日一题，大家来答",
    question_several="可以选几个。",
    several_between=" 和 ",
    true_false=("对", "错"),
    explanation="昨天的题，答案来了",
    answer="正确答案：{answer}",
    answer_between="；",
    counted="{people} 人作答，{right} 人答对。",
    all_right="{people} 人作答，全都答对了！",
    nobody="昨天还没有人作答，没关系，记住道理就好。",
    source="出处：{source}，《{course}》“{lesson}”一课。",
    board="本周学习榜",
    board_line="{place}. {name}：{points} 分",
    board_more="还有 {count} 位也在榜上。",
    board_rule="答对一道群里的题得 1 分，学完一课得 1 分。",
    board_waits="这周上榜的还不到两位。想上榜，点下面的按钮。",
    board_join="我也上榜",
)
