# 错在哪里，错的是什么。

at-file = { $file }：{ $fault }。
at-line = { $file } 第 { $line } 行：{ $fault }。
at-key = { $file }，{ $key }：{ $fault }。
at-line-and-key = { $file } 第 { $line } 行，{ $key }：{ $fault }。
here = { $fault }。
here-line = 第 { $line } 行：{ $fault }。
here-key = { $key }：{ $fault }。
here-line-and-key = 第 { $line } 行，{ $key }：{ $fault }。
more-faults = 另外还有 { $count } 处，请先改好上面这些。
quoted = “{ $text }”
