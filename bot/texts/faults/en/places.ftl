# Where a fault stands, and what is wrong there.

at-file = { $file }: { $fault }.
at-line = { $file }, line { $line }: { $fault }.
at-key = { $file }, key { $key }: { $fault }.
at-line-and-key = { $file }, line { $line }, key { $key }: { $fault }.
here = { $fault }.
here-line = line { $line }: { $fault }.
here-key = { $key }: { $fault }.
here-line-and-key = line { $line }, key { $key }: { $fault }.
more-faults = and { $count } more; mend these first.
quoted = "{ $text }"
