# 人写的文件哪里不对：文件本身、YAML 写法、各项名称和内容。

## 文件

file-not-plain = 不是普通文件，可能是快捷方式（链接）；请把文件本身放到这里
file-unreadable = 打不开；请检查文件是否完好、有没有读取权限
file-too-large = 超过 256 KiB；请改短一些，或分成几个文件
file-not-utf8 = 不是 UTF-8 编码；请另存为 UTF-8
file-in-utf16 = 不是 UTF-8 编码，看起来是 UTF-16；请另存为 UTF-8
file-in-gb18030 = 不是 UTF-8 编码，看起来是 GB18030（也叫 GBK 或 ANSI）；请另存为 UTF-8
invisible-character = 有一个看不见的字符 { $char }；请删掉

## YAML

not-keys = 这里要写成一行一行的 `名称: 内容`
not-yaml = 这里的写法不对，文件读不下去；{ $mend }
mend-anything = 请检查引号、冒号和行首的空格
mend-colon-in-text = 文字里如果有英文冒号加空格，请在整段文字外面加引号
mend-tabs = 行首请用空格，不要用制表符（Tab）
mend-key-without-colon = 名称后面请加英文冒号
mend-not-closed = 引号或括号没有配对，请补上另一半
mend-indentation = 请检查这一行前后的引号和行首的空格
mend-list = 方括号里的各项请用英文逗号隔开，最后补上右括号
mend-several-documents = 一个文件只写一份内容，请去掉那行三个短横线（---）
yaml-alias = 这里不能用别名（*）；请把文字完整写出来
yaml-anchor = 这里不能用锚点（&）；请去掉
yaml-tag = 这里不能用标签（!）；请去掉
yaml-escape = 这里的反斜杠（\）写法不代表任何字；请直接写出文字
yaml-too-deep = 这里嵌套得太深；请检查括号
yaml-too-many = 这里的内容太多；请分成几个文件

## 名称

key-missing = 没有写；请补上
key-no-word = 名称只能是一个普通的词；请改正
key-given-twice = 写了两次；请只留一个
key-unknown = 没有{ $name }这个名称；这里可以写：{ $known }
keys-wanted = 读到的是{ $read }；请在下面写成一行一行的 `名称: 内容`
entry-no-keys = 要写成一行一行的 `名称: 内容`

## 读到的是别的东西

a-list = 一个列表
keys-and-values = 几行“名称: 内容”

## 文字

not-a-text = 这里要写一段文字；文字里有冒号或括号时，请在外面加引号
text-read-as-yes-or-no = { $read }会被当成“是”或“否”；请加上引号，变成文字
text-empty = 是空的；请写上文字
text-of-several-lines = 读到的是{ $read }；请写在一行里
text-too-long = 有 { $count } 个字；最多写 { $most } 个
induces = { $words }用好处引人分享、邀请或关注，微信会处罚；请换个说法，去掉诱导

## 其他内容

not-an-id = 读到的是{ $read }；代号只能用小写字母、数字和单个连字符，最多 { $most } 个字符，请改正
not-a-whole-number = 读到的是{ $read }；请写 { $least } 到 { $most } 的整数，不加引号
not-a-number-from-zero = 读到的是{ $read }；请写 0 到 { $most } 的数，不加引号，最多 4 位小数
not-a-number-above-zero = 读到的是{ $read }；请写大于 0、不超过 { $most } 的数，不加引号，最多 4 位小数
not-yes-or-no = 读到的是{ $read }；请写 true（是）或 false（否），不加引号
not-among = 读到的是{ $read }；请从这些里选一个：{ $known }
not-a-day = 读到的是{ $read }；请写一个真实的日期，例如 1960-03-08
not-an-instant = 读到的是{ $read }；请写日期和时间，例如 2026-12-01T09:00:00+08:00
instant-without-zone = 读到的是{ $read }，没有写时区；请加上，例如 2026-12-01T09:00:00+08:00
not-an-address = 读到的是{ $read }；请写以 https:// 开头的网址

## 列表

items-texts = 文字
items-numbers = 数字
items-entries = 内容
list-wanted = 读到的是{ $read }；请把{ $what }写成列表，例如 [a, b]
items-count = 列了 { $count } 项{ $what }；请写 { $least } 到 { $most } 项
item-twice = { $item }出现了两次；请只留一个
pairs-wanted = 读到的是{ $read }；请在下面写成一行一行的 `原词: 换成的词`
too-many-pairs = 有 { $count } 项；最多写 { $most } 项
