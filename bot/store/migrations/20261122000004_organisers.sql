-- migrate:up

-- Competitions: what entrants do, what judges say, what comes of it --------------------------------

create table entry_member (               -- a team's people
  id bigint generated always as identity primary key,
  entry_id bigint not null references entry on delete cascade,
  position smallint not null,
  role text not null check (role in ('member', 'singer', 'conductor', 'accompanist')),
  sealed bytea not null,                  -- name and birth, encrypted
  person bytea not null,                  -- keyed hash of name and birth: nobody is in two teams of a competition
  health_certificate boolean not null default false,
  unique (entry_id, position)
);
create index entry_member_person on entry_member (person);

create table work_file (                  -- what was handed in, by content hash; each once
  hash text primary key,                  -- hex SHA-256 of the bytes
  content_type text not null,
  size bigint not null,
  seconds numeric,                        -- of sound and film
  bytes bytea not null,
  kept_at timestamptz not null
);
alter table work_file alter column bytes set storage external;   -- films do not compress; parts are read

create table work (                       -- handed in for an upload stage; the newest accepted one counts
  id bigint generated always as identity primary key,
  entry_id bigint not null references entry on delete cascade,
  stage_key text not null,
  source text not null check (source in ('chat', 'link', 'console')),
  -- asked: sent unasked; whether it is meant is the open question
  state text not null check (state in ('asked', 'fetching', 'accepted', 'refused', 'replaced')),
  reason text not null default '',        -- why it was refused: a name from bot.domain.works
  title text not null default '',
  url text not null default '',           -- of a link
  hash text references work_file,
  kind text not null default '',          -- video, audio, image, document, link
  account text not null default '',       -- where the file can be fetched, while it is
  file_ref text not null default '',      -- the platform's name of the file; emptied once it is fetched
  address_id bigint references address on delete set null,
  late boolean not null default false,
  sent_at timestamptz not null,
  meant_at timestamptz,                   -- when somebody said that what was sent unasked is a work
  decided_at timestamptz,
  tries smallint not null default 0,
  next_try timestamptz,
  lease_until timestamptz
);
create index work_of on work (entry_id, stage_key);
create index work_to_fetch on work (next_try) where state = 'fetching';
create index work_asked on work (sent_at) where state = 'asked';
create index work_of_file on work (hash) where hash is not null;

create table round_attempt (              -- one try at a quiz round
  id bigint generated always as identity primary key,
  entry_id bigint not null references entry on delete cascade,
  stage_key text not null,
  number smallint not null,               -- from 1
  seed text not null,                     -- the items follow from it: anybody can draw them again
  questions bigint[] not null,            -- rows of question, in the order in which they are asked
  seconds smallint,                       -- for each item, by our clock; null: unhurried
  at_item smallint not null default 0,    -- shown last, from 1
  shown_at timestamptz,                   -- when it was
  started_at timestamptz not null,
  finished_at timestamptz,
  right_answers smallint not null default 0,
  used_ms bigint not null default 0,      -- over all items, by our clock
  ended text not null default '' check (ended in ('', 'answered', 'closed', 'withdrawn')),
  unique (entry_id, stage_key, number)
);
create unique index one_open_attempt on round_attempt (entry_id) where finished_at is null;
create index round_attempt_stage on round_attempt (stage_key, entry_id);

create table round_answer (
  attempt_id bigint not null references round_attempt on delete cascade,
  item smallint not null,                 -- from 1
  question_id bigint not null references question,
  shown_at timestamptz not null,
  answered_at timestamptz not null,
  given text not null,                    -- option numbers: '1,3', or words; '': nothing in time
  is_right boolean not null,
  late boolean not null,                  -- after its seconds: counts as wrong
  primary key (attempt_id, item)
);
create index round_answer_question on round_answer (question_id, attempt_id);   -- regrading, its page

create table judge (
  id bigint generated always as identity primary key,
  competition_key text not null references competition on delete cascade,
  account text not null,
  person bytea not null,                  -- keyed hash of the platform id, as in role_grant
  name text not null,                     -- as the organiser wrote it
  added_by text not null,
  added_at timestamptz not null,
  ended_at timestamptz,
  unique (competition_key, account, person)
);

create table judge_score (
  id bigint generated always as identity primary key,
  entry_id bigint not null references entry on delete cascade,
  stage_key text not null,
  judge_id bigint not null references judge,
  marks jsonb not null,                   -- {"criterion": "9.50"}
  total numeric not null,
  note text not null default '',
  revision integer not null default 1,
  scored_at timestamptz not null,
  unique (entry_id, stage_key, judge_id)
);

create table judge_aside (                -- a judge does not judge an entry (回避): no marks are expected, and none count
  entry_id bigint not null references entry on delete cascade,
  stage_key text not null,
  judge_id bigint not null references judge on delete cascade,
  relation text not null check (relation in ('relative', 'pupil', 'unit', 'other')),
  by_organiser boolean not null,          -- else the judge said so
  put_at timestamptz not null,
  primary key (entry_id, stage_key, judge_id)
);

create table stage_standing (             -- a stage's ranking, made anew whenever what it rests on changes
  competition_key text not null references competition on delete cascade,
  stage_key text not null,
  entry_id bigint not null references entry on delete cascade,
  division_key text,
  rank integer,                           -- null: not ranked (nothing handed in, disqualified)
  score numeric,
  keys jsonb not null,                    -- what was compared, in order: {"score": "96", "time": 81234, …}
  goes_on boolean,                        -- null: the stage ends in no selection
  why text not null,                      -- the reason's name, from bot.competitions
  made_at timestamptz not null,
  primary key (competition_key, stage_key, entry_id)
);

create table objection (                  -- during publicity
  id bigint generated always as identity primary key,
  competition_key text not null references competition on delete cascade,
  stage_key text not null,
  learner_id bigint references learner on delete set null,
  entry_id bigint references entry on delete set null,   -- about whose result
  words text not null,
  filed_at timestamptz not null,
  state text not null default 'open' check (state in ('open', 'upheld', 'dismissed')),
  answer text not null default '',
  decided_by text not null default '',
  decided_at timestamptz
);
create index objection_of on objection (competition_key, filed_at);
create index objection_learner on objection (learner_id) where learner_id is not null;

create table result (                     -- frozen; a correction writes a new revision
  competition_key text not null references competition on delete cascade,
  revision integer not null,
  entry_id bigint not null references entry on delete cascade,
  division_key text,
  rank integer,
  award text not null default '',
  score numeric,
  keys jsonb not null,
  primary key (competition_key, revision, entry_id)
);
create index result_place on result (competition_key, revision, division_key nulls first, rank);   -- a page of it

create table result_revision (
  competition_key text not null references competition on delete cascade,
  revision integer not null,
  hash bytea not null,                    -- SHA-256 over its rows, in order
  frozen_by text not null,
  frozen_at timestamptz not null,
  reason text not null default '',        -- of a correction
  primary key (competition_key, revision)
);

create table correction (                 -- what was changed by hand, and why
  id bigint generated always as identity primary key,
  competition_key text not null references competition on delete cascade,
  entry_id bigint references entry on delete cascade,
  stage_key text,
  what text not null,                     -- answer, marks, division, state, work, result
  before jsonb not null,
  after jsonb not null,
  reason text not null check (reason <> ''),
  by_whom text not null,
  made_at timestamptz not null
);
create index correction_of on correction (competition_key, made_at);

create table calendar_link (              -- to the dates of what one has entered; a new one ends the old one
  learner_id bigint primary key references learner on delete cascade,
  code bytea not null unique,             -- random; what is in the link besides is our signature
  made_at timestamptz not null
);

-- Who may, and what they did -----------------------------------------------------------------------

create table group_organiser (            -- whose group it is
  group_id bigint not null references chat_group on delete cascade,
  account text not null,
  person bytea not null,                  -- keyed hash of the platform id, as in role_grant
  since timestamptz not null,
  primary key (group_id, account, person)
);
create index group_organiser_of on group_organiser (account, person);

create table staff_invite (               -- a word that makes whoever says it in chat one of the staff, once
  code bytea primary key,                 -- keyed hash
  role text not null check (role in ('organiser', 'reviewer', 'operator', 'judge', 'helper')),
  competition_key text references competition on delete cascade,   -- of a judge
  group_id bigint references chat_group on delete cascade,          -- of an organiser or helper
  name text not null,                     -- as the inviter wrote it
  made_by text not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

create table sign_in (                    -- a browser that asks to be let into the console
  id bigint generated always as identity primary key,
  code bytea not null unique,             -- keyed hash of what is said in chat
  browser bytea not null,                 -- keyed hash of the browser's cookie: the link opens in no other
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  link bytea unique,                      -- keyed hash of the one-time link, once the bot has sent it
  address_id bigint references address on delete cascade,   -- who asked for it
  tries smallint not null default 0,
  used_at timestamptz
);
create index sign_in_age on sign_in (expires_at);

create table audit_entry (                -- every act of the staff; only added to
  id bigint generated always as identity primary key,
  at timestamptz not null,
  actor text not null,                    -- 'operator 3f2a…', 'token city-hall', 'command line'
  act text not null,                      -- 'announcement.cancel'
  about_kind text not null,               -- 'announcement'
  about text not null,                    -- its key
  before jsonb,
  after jsonb,
  reason text not null default ''
);
create index audit_when on audit_entry (at, id);
create index audit_about on audit_entry (about_kind, about, id);
create index audit_actor on audit_entry (actor, id);

create table report_snapshot (             -- the report of a large announcement, as of a moment
  announcement_key text primary key references announcement on delete cascade,
  made_at timestamptz not null,
  took_ms integer not null,               -- how long counting took: the next one waits a multiple of it
  head jsonb not null,                    -- see bot.delivery.report_keeping
  groups jsonb not null                   -- one for each group; a page reads some
);

create table running_setting (            -- settings changed while the program runs; absent: as the file has it
  key text primary key,
  value jsonb not null,
  changed_at timestamptz not null,
  changed_by text not null
);

create table delivery_hour (               -- how many deliveries ended in an hour; see bot.store.console.tallies
  hour timestamptz not null,              -- its beginning
  lane text not null,
  kind text not null,
  state text not null,
  rung text not null,                     -- '': it went by none
  reason_class text not null,             -- '' of what was sent
  count bigint not null,
  in_time bigint not null,                -- of these, decided within 10 s of their due
  primary key (hour, lane, kind, state, rung, reason_class)
);

create table delivery_hours_counted (      -- up to when they are counted
  one boolean primary key default true check (one),
  upto timestamptz not null
);

create table group_size (                  -- members of a group, once a day
  group_id bigint not null references chat_group on delete cascade,
  day date not null,                      -- in the group's zone
  counted_at timestamptz not null,
  members integer not null,
  states jsonb not null,                  -- people by their state: {"active": 31}
  primary key (group_id, day)
);

create index help_of_group on help_request (group_id, id) where group_id is not null;

create table recall_notice (               -- a correction to all who had a text that was taken back
  id bigint generated always as identity primary key,
  course_key text not null references course,
  version text not null,
  words text not null,
  told_by text not null,
  told_at timestamptz not null,
  planned_to bigint not null default 0,   -- everybody up to this learner was looked at
  people integer not null default 0,      -- planned for so far
  planned_at timestamptz,
  unique (course_key, version)
);
create index recall_notice_open on recall_notice (planned_to, id) where planned_at is null;

-- migrate:down
drop table recall_notice;
drop index help_of_group;
drop table group_size, delivery_hours_counted, delivery_hour, calendar_link, report_snapshot, running_setting, audit_entry, sign_in, staff_invite, group_organiser, correction, result_revision, result,
  objection, stage_standing, judge_aside, judge_score, judge, round_answer, round_attempt, work, work_file, entry_member;
