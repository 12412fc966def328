# 课程包哪里不对：文件夹或 .zip、课程、课文、题目，以及课里放的图片、声音、视频。

## 文件夹

pack-absent = 没有这个文件夹；请写课程包所在的文件夹
pack-without-course = 里面没有课程；一门课是一个文件夹，里面要有 course.yaml，请检查
pack-too-many-courses = 里面有 { $count } 个文件夹；一个课程包最多 { $most } 门课，请分成几个
pack-link = 是快捷方式（链接）；请把文件或文件夹本身放到这里
pack-neither = 既不是文件也不是文件夹；请删掉
pack-foreign-file = 不该放在这里；课程文件夹里只放 course.yaml、名字以 .md 结尾的课文和课文里用到的文件，请移走
course-file-missing = 没有这个文件；每个课程文件夹都要有，请补上
course-lessons = 这门课有 { $count } 篇课文；请放 1 到 { $most } 个名字以 .md 结尾的文件
id-taken = “{ $id }”已经是 { $owner } 里{ $what }的代号；代号不能重复，请换一个
a-course = 一门课
a-lesson = 一篇课文
a-question = 一道题

## 课文

lesson-without-dashes = 开头要有一行三个短横线（---），下面再写各项内容；请补上
lesson-front-not-closed = 开头的各项内容没有结束；请在后面加一行三个短横线（---）
lesson-without-text = 三个短横线后面没有课文；请写上
paragraph-too-long = 第 { $number } 段有 { $size } 字节；一条消息放得下 { $most } 字节（约 680 个汉字），请用空行分成几段
lesson-too-long = 课文要用 { $count } 条消息才放得下（每条 { $size } 字节）；请缩短到 { $most } 条以内，或分成几课
lesson-gone = 这一课已经不在课程里了，请把题目加到别的课里。
lesson-full = 每一课最多 { $most } 道题，请选另一课。

## 题目

options-missing = 没有写；{ $kind ->
    [single] 单选
    [multiple] 多选
    [true_false] 判断
   *[short] 填空
    }题要有 2 到 12 个选项，请补上
options-of-no-use =
    { $kind ->
    [single] 单选
    [multiple] 多选
    [true_false] 判断
   *[short] 填空
    }题没有选项；请去掉选项，或改 kind
question-too-long = 题干和选项共 { $size } 字节；一条消息放得下 { $most } 字节（一个汉字三字节），请改短

## 课里放的文件

media-twice = { $name }写了两次；一课里同一个文件只放一次，请去掉一个
media-refused = 读到的是{ $name }；{ $fault }
media-absent = 课文旁边没有这个文件，请放进来，或改正名字
media-unreadable = 这个文件{ $fault }
media-fill-the-pack = 课程包里的文件合起来超过 { $most } 字节，请分成几个课程包
media-too-large = 这个文件超过 { $most } 字节，微信发不了，请压缩一下
media-of-other-format = 课里能放的文件以 { $endings } 结尾，请另存为其中一种
media-not-beside = 请只写文件名，文件要和课文放在一起
media-is-another = 这个文件其实是 { $seems }，请另存为 { $wanted }，或改正名字
media-is-not = 这个文件不是 { $wanted }，请另存为 { $wanted }，或改正名字
media-too-long = 这段声音有 { $seconds } 秒，微信最多发 { $most } 秒，请剪短
media-unshown = 没有一篇课文用到它；请在课文的 media 里写上它，或把它删掉

## .zip

zip-damaged = 这个 .zip 坏了，或没有传完整；请重新打包再传。
zip-too-many-files = 这个 .zip 里有 { $count } 个文件；一个课程包最多 { $most } 个，请分成几个。
zip-password = 这个 .zip 有密码；请重新打包，不要设密码。
zip-bursts = 这个 .zip 解开后远远超过课程包的大小，所以没有打开；请重新打包，合起来不超过 { $most } MB。
zip-link = { $name }是快捷方式（链接）；请把文件本身放进 .zip。
zip-twice = { $name }在 .zip 里有两个；请只留一个。
zip-name-unreadable = .zip 里有一个文件名读不出来；请把文件改用拉丁字母命名，重新打包。
zip-name-hides = { $name }的名字里有一个看不见的字符（{ $char }）；请给文件重新命名，再打包。
zip-leads-out = { $name }指向课程包文件夹以外，所以什么都没有解开；请直接把课程包的文件夹打包。
zip-too-deep = { $name }放得太深，或名字太长；请少套几层文件夹，或把名字改短。
zip-not-written = { $name }既是文件又是文件夹，或者写不进去；请重新打包。

## 导出

export-ids = 有一门课或一篇课文的代号不合用，或重复了；什么都没有导出。
export-folder-not-empty = 不是空的；请写一个新的或空的文件夹
export-not-written = 写不进去；请检查权限和剩余空间
export-file-names = 课程 { $course } 里有一个文件的名字不合用，或有两个同名文件；什么都没有导出。
export-file-gone = 课程 { $course } 的一个文件已经不在数据库里了；请重新导入这门课。什么都没有导出。
