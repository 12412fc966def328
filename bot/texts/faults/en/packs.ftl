# What is wrong with a pack: its folder or .zip, its courses, lessons, questions, and what they show.

## The folder

pack-absent = there is no such folder; name a pack's folder
pack-without-course = holds no course; a course is a folder with a course.yaml
pack-too-many-courses = holds { $count } folders; a pack has at most { $most } courses
pack-link = is a link; put the file or folder itself here
pack-neither = is neither a file nor a folder; remove it
pack-foreign-file = does not belong here; a course folder holds course.yaml, lessons named *.md and the files they show
course-file-missing = is missing; a course folder needs it
course-lessons = the course has { $count } lessons; write 1 to { $most } files named *.md
id-taken = "{ $id }" is already { $what } in { $owner }; ids must be unique
a-course = a course
a-lesson = a lesson
a-question = a question

## Lessons

lesson-without-dashes = must begin with a line of three dashes (---), then the keys
lesson-front-not-closed = the front matter is not closed; add a line of three dashes (---)
lesson-without-text = has no text after the front matter; write the lesson
paragraph-too-long = paragraph { $number } has { $size } bytes of UTF-8; one message holds { $most } (about 680 Chinese characters), divide it by a blank line
lesson-too-long = the text needs { $count } messages of { $size } bytes; shorten it to { $most } or divide the lesson
lesson-gone = The lesson is not in the course any more; add the question to another.
lesson-full = A lesson has at most { $most } questions; choose another one.

## Questions

options-missing = is missing; a { $kind } question needs 2 to 12 options
options-of-no-use = a { $kind } question has no options; remove them or change kind
question-too-long = stem and options have { $size } bytes of UTF-8; one message holds { $most }, make them shorter

## What lessons show

media-twice = { $name } is there twice; a lesson shows it once
media-refused = read { $name }; { $fault }
media-absent = there is no such file beside the lesson, put it there or mend the name
media-unreadable = it { $fault }
media-fill-the-pack = the pack's files have more than { $most } bytes, divide the pack
media-too-large = it has more than { $most } bytes, which WeChat does not take, make it smaller
media-of-other-format = a lesson shows files that end in { $endings }, save it as one of these
media-not-beside = write the plain name of a file that lies beside the lesson
media-is-another = its first bytes are those of { $seems }, save it as { $wanted } or mend its name
media-is-not = its first bytes are not those of { $wanted }, save it as { $wanted } or mend its name
media-too-long = it lasts { $seconds } seconds, WeChat takes { $most }, make it shorter
media-unshown = is shown by no lesson; name it under media in one, or remove it

## A .zip

zip-damaged = The .zip is damaged or was not sent whole; pack it again and send that file.
zip-too-many-files = The .zip holds { $count } files; a pack has at most { $most }.
zip-password = The .zip has a password; pack it again without one.
zip-bursts = The .zip would unpack to far more than a pack holds, so it was not opened; pack it again, at most { $most } MB in all.
zip-link = { $name } is a link; put the file itself into the .zip.
zip-twice = { $name } is in the .zip twice; keep one of them.
zip-name-unreadable = A name in the .zip cannot be read; name files with Latin letters and pack it again.
zip-name-hides = { $name } has an invisible character in its name ({ $char }); name the file anew and pack it again.
zip-leads-out = { $name } leads out of the pack's folder, so nothing was unpacked; pack the folder itself.
zip-too-deep = { $name } is too deep or has too long a name for a pack.
zip-not-written = { $name } is a file and a folder at once, or cannot be written; pack it again.

## Export

export-ids = A course or lesson id is unfit or there twice; nothing was exported.
export-folder-not-empty = is not empty; name a new or empty folder
export-not-written = cannot be written ({ $reason })
export-file-names = The course { $course } has a file with an unfit name, or two of one name; nothing was exported.
export-file-gone = A file of the course { $course } is not in the database any more; import the course again. Nothing was exported.
