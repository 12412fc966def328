"""What groups get by the clock, in English."""

from bot.texts.group_post_words import GroupPosts

EN = GroupPosts(
    course="This week we learn “{course}”",
    course_goes_on="We go on with “{course}” this week",
    course_about="It is about: {lessons}.",
    course_about_first="It is about: {lessons}, and more.",
    course_size="Lessons: {count}, about {minutes} min each.",
    course_join="I’ll learn too",
    between=", ",
    question="Question of the day, for everyone",
    question_several="You may choose several.",
    several_between=" and ",
    true_false=("True", "False"),
    explanation="Yesterday’s question, with its answer",
    answer="The answer: {answer}",
    answer_between="; ",
    counted="Answers: {people}, of which right: {right}.",
    all_right="Answers: {people}, and all of them right!",
    nobody="Nobody answered yesterday. Never mind, the reason is worth keeping.",
    source="From: {source}; “{course}”, lesson “{lesson}”.",
    board="This week’s board",
    board_line="{place}. {name}: {points}",
    board_more="And {count} more on the board.",
    board_rule="One point for each group question answered rightly, one for each lesson finished.",
    board_waits="Fewer than two people are on the board this week. To join it, touch the button below.",
    board_join="Put me on the board",
)
