"""What groups get by the clock, in Traditional Chinese as it is written in Hong Kong."""

from bot.texts.group_post_words import GroupPosts

ZH_HANT = GroupPosts(
    course="這個星期一起學《{course}》",
    course_goes_on="這個星期繼續學《{course}》",
    course_about="講的是：{lessons}。",
    course_about_first="講的是：{lessons}等。",
    course_size="共 {count} 課，每課約 {minutes} 分鐘。",
    course_join="我也學",
    between="、",
    question="今日一題，大家來答",
    question_several="可以選多過一個。",
    several_between=" 和 ",
    true_false=("對", "錯"),
    explanation="昨天的題目，答案來了",
    answer="正確答案：{answer}",
    answer_between="；",
    counted="{people} 人作答，{right} 人答對。",
    all_right="{people} 人作答，全部答對！",
    nobody="昨天還沒有人作答，不要緊，記住道理就好。",
    source="出處：{source}，《{course}》「{lesson}」一課。",
    board="本星期學習榜",
    board_line="{place}. {name}：{points} 分",
    board_more="還有 {count} 位也在榜上。",
    board_rule="答對一道羣組題目得 1 分，學完一課得 1 分。",
    board_waits="這個星期上榜的還不到兩位。想上榜，請按下面的按鈕。",
    board_join="我也上榜",
)
