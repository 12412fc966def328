# What is wrong with any file that people write: as a file, as YAML, by its keys and their values.

## The file

file-not-plain = is a link or not a plain file; put the file itself here
file-unreadable = cannot be read ({ $reason })
file-too-large = is larger than 256 KiB; make it shorter or split it
file-not-utf8 = is not UTF-8; save the file as UTF-8
file-in-utf16 = is not UTF-8 (it seems to be UTF-16); save the file as UTF-8
file-in-gb18030 = is not UTF-8 (it seems to be GB18030, also called GBK or ANSI); save the file as UTF-8
invisible-character = contains the invisible character { $char }; remove it

## YAML

not-keys = this must be lines of the form `key: value`
not-yaml = this is not valid YAML ({ $problem }); { $mend }
mend-anything = check quotes, colons and indentation
mend-colon-in-text = a text with a colon and a space needs quotes
mend-tabs = use spaces, not tabs
mend-key-without-colon = a key needs a colon after it
mend-not-closed = a quote or bracket is not closed
mend-indentation = check the indentation and the quotes around this line
mend-list = a list in brackets needs commas and its closing bracket
mend-several-documents = only one document is read; remove the line of three dashes
yaml-alias = an alias (*) is not allowed; write the text out
yaml-anchor = an anchor (&) is not allowed; remove it
yaml-tag = a tag (!) is not allowed; remove it
yaml-escape = an escape (\) here names no character; write the text out
yaml-too-deep = this is nested too deeply; check the brackets
yaml-too-many = this has too many values; divide the file

## Keys

key-missing = is missing; add it
key-no-word = a key must be a plain word
key-given-twice = is given twice; keep one
key-unknown = unknown key { $name }; known here: { $known }
keys-wanted = read { $read }; write lines of the form `key: value` under it
entry-no-keys = must be lines of the form `key: value`

## What was read where something else was wanted

a-list = a list
keys-and-values = keys and values

## Texts

not-a-text = must be a text; put quotes around it if it contains a colon or brackets
text-read-as-yes-or-no = read { $read } as yes or no; put quotes around it to make it a text
text-empty = is empty; write a text
text-of-several-lines = read { $read }; write it on one line
text-too-long = has { $count } characters; write at most { $most }
induces = { $words } offers something for sharing, inviting or following, which WeChat punishes; say it without the bait

## Other values

not-an-id = read { $read }; write an id of small letters, digits and single hyphens, at most { $most } characters
not-a-whole-number = read { $read }; write a whole number from { $least } to { $most }, without quotes
not-a-number-from-zero = read { $read }; write a number from 0 to { $most }, without quotes, with at most 4 decimals
not-a-number-above-zero = read { $read }; write a number above 0 and up to { $most }, without quotes, with at most 4 decimals
not-yes-or-no = read { $read }; write true or false, without quotes
not-among = read { $read }; write one of { $known }
not-a-day = read { $read }; write a day that exists, for example 1960-03-08
not-an-instant = read { $read }; write a date and time, for example 2026-12-01T09:00:00+08:00
instant-without-zone = read { $read }; add its zone, for example 2026-12-01T09:00:00+08:00
not-an-address = read { $read }; write an address that begins with https://

## Lists

items-texts = texts
items-numbers = numbers
items-entries = entries
list-wanted = read { $read }; write a list of { $what }, as in [a, b]
items-count = has { $count } { $what }; write { $least } to { $most }
item-twice = { $item } is there twice
pairs-wanted = read { $read }; write lines of the form `word: other` under it
too-many-pairs = has { $count } entries; write at most { $most }
