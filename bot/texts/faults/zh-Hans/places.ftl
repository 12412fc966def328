# 错在哪里，错的是什么。

at-file = { $file }：{ $fault }。
at-line = { $file } 第 { $line } 行：{ $fault }。
at-key = { $file }，{ $key }：{ $fault }。
at-line-and-key = { $file } 第 { $line } 行，{ $key }：{ $fault }。
