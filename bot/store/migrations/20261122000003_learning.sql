-- migrate:up

-- The shelf: what people think of courses, and what they would like to learn ----------------------

create table rating (
  learner_id bigint not null references learner on delete cascade,
  course_key text not null references course,
  stars smallint not null check (stars between 1 and 3),   -- 3 useful, 2 so-so, 1 not
  content_version text not null,
  rated_at timestamptz not null,
  primary key (learner_id, course_key)
);
create index rating_course on rating (course_key);

create table wish (                       -- "要是有…": in people's own words, for organisers
  id bigint generated always as identity primary key,
  learner_id bigint references learner on delete cascade,
  track text,
  language text not null,
  words text not null,
  wished_at timestamptz not null,
  seen_by text,                           -- who of the organisers looked at it
  seen_at timestamptz
);
create index wish_when on wish (wished_at);
create index wish_learner on wish (learner_id) where learner_id is not null;

-- The companion: what was asked, and what came of it ----------------------------------------------

create table asked (
  id bigint generated always as identity primary key,
  learner_id bigint not null references learner on delete cascade,
  account text not null,                  -- where it was asked, and where an answer goes first
  words text not null,
  language text not null,
  course_key text,                        -- of the lesson that was quoted, or was nearest
  lesson_key text,
  content_version text,
  score real,
  outcome text not null check (outcome in ('quoted', 'refused', 'competition')),
  -- of a model's answer: waiting to be asked, asked by a process until lease_until, told to the person, or why not
  writing text not null default 'none' check (writing in ('none', 'waiting', 'told', 'uncited', 'failed', 'late')),
  passages jsonb not null default '[]',   -- what the model is given: [[number, text, lesson title], …]
  tries smallint not null default 0,
  lease_until timestamptz,
  asked_at timestamptz not null,
  told_at timestamptz,
  seen_by text,                           -- who of the organisers looked at it
  seen_at timestamptz
);
create index asked_waiting on asked (asked_at) where writing = 'waiting';
create index asked_unanswered on asked (asked_at) where outcome = 'refused';
create index asked_learner on asked (learner_id);

-- People who help ----------------------------------------------------------------------------------

create table group_helper (               -- reached with 人 by the members of a group
  group_id bigint not null references chat_group on delete cascade,
  learner_id bigint not null references learner on delete cascade,
  name text not null,                     -- as members read it
  since timestamptz not null,
  primary key (group_id, learner_id)
);
create index helper_of on group_helper (learner_id);

create table help_request (
  id bigint generated always as identity primary key,
  learner_id bigint not null references learner on delete cascade,
  helper_id bigint not null references learner on delete cascade,
  group_id bigint references chat_group on delete set null,
  course_key text,
  lesson_key text,
  words text not null default '',         -- what he or she wrote; empty: only that help is wanted
  asked_at timestamptz not null,
  answered_at timestamptz,
  answer text not null default ''
);
create index help_of on help_request (learner_id);
create index help_open on help_request (helper_id) where answered_at is null;

-- Made once and kept: large-type cards, speech, progress pictures ----------------------------------

create table made_media (                 -- files of ours, by what they were made from
  recipe bytea primary key,               -- SHA-256 of all that went into it, the maker's version included
  hashes text[] not null,                 -- of media_file, in order
  made_at timestamptz not null,
  used_at timestamptz not null
);
create index made_media_age on made_media (used_at);

-- The picture of one's own week -----------------------------------------------------------------

create table week_turn (                  -- a zone's Sunday evening, and how far its people are planned
  zone text not null,
  week text not null,                     -- '2026-W48'
  due timestamptz not null,
  expires timestamptz not null,
  planned_to bigint not null default 0,
  planned_at timestamptz,
  primary key (zone, week)
);
create index learner_in_zone on learner (zone, id);  -- which zones there are, and who lives in one

-- migrate:down
drop index learner_in_zone;
drop table week_turn, made_media, help_request, group_helper, asked, wish, rating;
