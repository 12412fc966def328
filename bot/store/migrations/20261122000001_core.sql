-- migrate:up

-- People and where they are reached -----------------------------------------------------------

create table learner (
  id bigint generated always as identity primary key,
  key uuid not null unique,               -- random; feeds the pseudonym, never leaves as it is
  state text not null default 'new' check (state in ('new', 'active', 'paused', 'stopped', 'away')),  -- away: silent for long; back with the next word
  track text,
  language text not null default 'zh-Hans',
  under_14 boolean,                       -- as he or she says; null: not asked
  forget_at timestamptz,                  -- asked to be forgotten; done within a minute
  zone text not null check (timestamptz 'epoch' at time zone zone is not null),  -- refuses an unknown zone
  times time[] not null check (cardinality(times) > 0),   -- the daily time, or several breaks, in that zone
  paused_until date,
  off_day date,                           -- a bad day, by choice: nothing comes by itself on it
  break_minutes smallint check (break_minutes between 1 and 60),  -- how long a courier's break lasts, as last said; null: nobody said
  holidays_off boolean not null default false,  -- nothing comes by itself on public holidays
  large_type boolean not null default false,    -- lessons as pictures in large type
  slow boolean not null default false,    -- lessons in small parts, one at a time
  recommends boolean not null default true,     -- whether courses are recommended
  dialog jsonb not null default '{}',     -- what was said last: options on offer, open question, more pages
  merged_into bigint references learner on delete cascade,  -- the row that this person's is now; see bot/store/merging/people.py
  created_at timestamptz not null
);
create index learner_to_forget on learner (forget_at) where forget_at is not null;
create index learner_merged on learner (merged_into) where merged_into is not null;

create table address (
  id bigint generated always as identity primary key,
  learner_id bigint not null references learner on delete cascade,
  account text not null,
  channel text not null,
  platform_id text not null,
  state text not null default 'active' check (state in ('active', 'gone')),
  reason text,
  last_in_at timestamptz,
  -- WeChat's customer-message windows (reference: 5 in 48 h after a message, 3 in 1 min after a click)
  message_window_until timestamptz,
  message_window_left smallint not null default 0,
  click_window_until timestamptz,
  click_window_left smallint not null default 0,
  notices jsonb not null default '{}',    -- consents left by template id, -1: a lasting one; see notice_consent
  asked_at timestamptz,                   -- when a consent was last asked for
  refusals smallint not null default 0,   -- how often it was refused since it was last given
  muted_until timestamptz,                -- takes no push until then: refuses messages, or was sent too much
  mass_month text not null default '',    -- the month, '2026-11', that mass_used counts
  mass_used smallint not null default 0,
  union_key bytea,                        -- keyed hash of the unionid, one for a person in all accounts of an owner
  union_asked_at timestamptz,             -- when the platform was last asked for it
  track_tag text,                         -- the track whose tag the platform has on this follower
  left_at timestamptz,                    -- when he or she left; erased some days later
  created_at timestamptz not null,
  unique (account, platform_id)
) with (fillfactor = 85);
create index address_of_learner on address (learner_id);
-- With learner_id: the sweep for people with two learners reads nothing but the index.
create index address_of_union on address (union_key, learner_id) where union_key is not null;
create index address_left on address (left_at) where left_at is not null;
create index address_not_asked on address (account, created_at) where union_asked_at is null and channel = 'wechat';

create table chat_group (
  id bigint generated always as identity primary key,
  account text not null,
  channel text not null,
  platform_id text not null,
  title text not null default '',
  -- muted: the platform lets us say nothing there, as far as we know
  state text not null default 'known' check (state in ('known', 'muted', 'gone')),
  zone text not null check (timestamptz 'epoch' at time zone zone is not null),
  language text not null default 'zh-Hans',
  quiet text,                             -- '21:30-07:30'; null: as the deployment has it
  thread text,                            -- the topic that is ours; null: where everybody talks
  track text,                             -- whose courses it learns; null: nobody has said
  course_key text,                        -- the course of the week; null: none yet
  rotates boolean not null default true,  -- another course each week
  question_time time,                     -- of the daily question; null: there is none
  board boolean not null default true,    -- whether there is a weekly board
  muted_at timestamptz,                   -- of a muted one: since when; null: nobody has seen when
  merged_into bigint references chat_group on delete set null,  -- its people are in that one now; its code leads there
  known_at timestamptz not null,
  unique (account, platform_id)
);

-- When something is owed to a group again: moved on in the transaction that plans it.
create table group_turn (
  group_id bigint not null references chat_group on delete cascade,
  what text not null check (what in ('course', 'question', 'explanation', 'board')),
  next_due timestamptz not null,
  about text,                             -- the course that was announced last, of that turn
  primary key (group_id, what)
);
create index group_turn_due on group_turn (next_due);

create table group_code (                 -- the QR code that brings people into a cohort
  group_id bigint primary key references chat_group on delete cascade,
  url text not null,                      -- what the code encodes
  ticket text not null,
  made_at timestamptz not null
);

create table group_member (
  group_id bigint not null references chat_group on delete cascade,
  learner_id bigint not null references learner on delete cascade,
  joined_at timestamptz not null,
  board_name text,                        -- chose to be on the weekly board, under this name; null: did not
  primary key (group_id, learner_id)
);
create index member_groups on group_member (learner_id);

create table passing_message (            -- said in a group, and taken away again so that it stays quiet
  account text not null,
  chat text not null,
  message_id text not null,
  remove_at timestamptz not null,         -- once it was tried: when it is tried again
  tries smallint not null default 0,
  primary key (account, chat, message_id)
);
create index passing_message_due on passing_message (remove_at);

create table group_said (                 -- a passing answer that stands in a group: it is not said twice
  group_id bigint not null references chat_group on delete cascade,
  what text not null,                     -- the command, and the topic it was asked in
  until timestamptz not null,
  primary key (group_id, what)
);
create index group_said_age on group_said (until);

create table bind_code (                  -- makes the learner who sends it and the one it was given to one
  learner_id bigint primary key references learner on delete cascade,
  code bytea not null unique,             -- keyed hash of the six digits
  expires_at timestamptz not null,
  used_at timestamptz                     -- it has made two one, and is good for nothing more
);

create table bind_miss (                  -- codes that were none, so that nobody can try them all
  learner_id bigint primary key references learner on delete cascade,
  misses smallint not null,
  since timestamptz not null
);

create table notice_consent (             -- the ledger of consents to notices; address.notices is its balance
  id bigint generated always as identity primary key,
  address_id bigint not null references address on delete cascade,
  template text not null,
  what text not null check (what in ('granted', 'used', 'returned', 'refused', 'revoked', 'gone')),
  delivery_id bigint,                     -- of used and returned
  at timestamptz not null
);
create index notice_consent_of on notice_consent (address_id);

create table follower_tag (               -- tags of ours on a platform: of tracks, and of running mass messages
  account text not null,
  name text not null,
  tag integer not null,
  made_at timestamptz not null,
  primary key (account, name)
);

create table follower_work (              -- what keeps followers in step with the platform: one process at a time
  account text not null,
  what text not null check (what in ('union', 'tags', 'listing')),
  lease_until timestamptz not null,
  primary key (account, what)
);

create table follower_listing (           -- an account's newest comparison with the platform's own list
  account text primary key,
  began_at timestamptz not null,
  after text not null,                    -- where the platform's next page begins
  listed bigint not null,                 -- so many were listed so far
  added integer not null default 0,       -- there, and not known here
  lost integer not null default 0,        -- known here, and not there
  finished_at timestamptz
);

-- Of a listing that is under way. What a crash of the server takes away is listed anew.
create unlogged table follower_listed (
  account text not null,
  platform_id text not null,
  primary key (account, platform_id)
);

create table follower_erased (            -- erased while they followed: the listing does not bring them back
  account text not null,
  trace bytea not null,                   -- SHA-256 of account and platform id
  track_tag text,                         -- still to be taken off at the platform
  erased_at timestamptz not null,
  seen_at timestamptz,                    -- when a listing last had him or her
  primary key (account, trace)
);

create table role_grant (
  account text not null,
  person bytea not null,                  -- keyed hash of the platform id
  role text not null check (role in ('organiser', 'reviewer', 'operator')),   -- judges: see table judge; helpers: group_helper
  granted_at timestamptz not null,
  primary key (account, person, role)
);

-- The in-pipe: every event takes effect once ---------------------------------------------------

create table inbound_event (
  key bytea primary key,                  -- keyed hash of account and the platform's key
  learner_id bigint references learner on delete cascade,
  received_at timestamptz not null,
  reply jsonb
);
create index inbound_event_age on inbound_event (received_at);
create index inbound_event_of on inbound_event (learner_id) where learner_id is not null;  -- for erasure

-- Content: versions are never changed, only added -----------------------------------------------

create table course_version (
  id bigint generated always as identity primary key,
  course_key text not null,
  version text not null,
  content_hash bytea not null,
  title text not null,
  track text not null,
  language text not null,
  level smallint not null,
  hours numeric not null,
  pass_mark numeric not null,
  hours_per_credit numeric not null,
  source text not null,
  licence text not null,
  about text not null default '',         -- one line for the shelf
  wording jsonb not null default '{}',    -- words for readers of another script: {"zh-Hant": {"质量": "質素"}}
  place smallint not null default 0,      -- on the shelf of its track, 1 first; 0: behind those that have one
  reviewed_by text not null,
  reviewed_at timestamptz,
  state text not null check (state in ('draft', 'reviewed', 'approved')),
  approved_by text,
  approved_at timestamptz,
  recalled_at timestamptz,                -- taught no more, whatever is current
  recalled_by text,
  recall_reason text,
  imported_by text not null default '',
  imported_at timestamptz not null,
  unique (course_key, content_hash)
);

create table course (
  key text primary key,
  current_version bigint references course_version   -- the approved version being taught; null: none yet
);

create table lesson (
  id bigint generated always as identity primary key,
  version_id bigint not null references course_version on delete cascade,
  key text not null,
  position smallint not null,
  title text not null,
  minutes smallint not null,
  text text not null,
  asks text[] not null,
  source text not null,
  media jsonb not null default '[]',      -- [{file, alt, hash}], hashes of media_file
  unique (version_id, key)
);

create table question (
  id bigint generated always as identity primary key,
  lesson_id bigint not null references lesson on delete cascade,
  key text not null,
  family text not null,                   -- questions that ask the same in other words share a memory
  position smallint not null,
  kind text not null,
  stem text not null,
  options text[] not null,
  right_options smallint[] not null,
  accepted text[] not null,
  why text not null,
  unique (lesson_id, key)
);

create table content_revision (
  one boolean primary key default true check (one),
  revision bigint not null
);
insert into content_revision (revision) values (1);

create table media_file (                 -- pictures and sounds by content hash
  hash text primary key,                  -- hex SHA-256 of the bytes
  kind text not null check (kind in ('image', 'voice', 'video')),
  content_type text not null,
  bytes bytea not null,
  kept_at timestamptz not null
);

create table media_upload (               -- where a platform has them, until when
  account text not null,
  hash text not null references media_file on delete cascade,
  media_id text not null,
  expires_at timestamptz not null,
  used_at timestamptz not null,
  primary key (account, hash)
);
create index media_upload_expiry on media_upload (expires_at);

-- Learning ---------------------------------------------------------------------------------------

create table enrolment (
  id bigint generated always as identity primary key,
  registration uuid not null,
  learner_id bigint not null references learner on delete cascade,
  course_key text not null references course,
  state text not null check (state in ('active', 'waiting', 'dropped', 'finished')),
  started_at timestamptz not null,
  completed_at timestamptz,
  passed_at timestamptz
) with (fillfactor = 85);
create unique index one_active_enrolment on enrolment (learner_id) where state = 'active';
create unique index one_open_enrolment on enrolment (learner_id, course_key) where state in ('active', 'waiting');
create index enrolment_of on enrolment (learner_id);

-- When a learner's next daily item of a course is owed. A table of its own: planning moves each row
-- every day, so a row is short and has few indexes. It outlives the enrolment, so that a course
-- taken up again still knows what was planned.
create table lesson_turn (
  learner_id bigint not null references learner on delete cascade,
  course_key text not null,
  active boolean not null,                -- the course is the one being learned, as its enrolment says
  next_due timestamptz,                   -- null: none is owed, or, of an active one, its time was lost
  planned text[] not null default '{}',   -- the newest eight occurrences that were planned or fetched
  primary key (learner_id, course_key),
  check (active or next_due is null)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
-- With learner_id: thousands are due at one instant, and each has the same place among them each day.
create index lesson_turn_due on lesson_turn (next_due, learner_id) where next_due is not null;
create index lesson_turn_lost on lesson_turn (learner_id) where active and next_due is null;

create table lesson_progress (
  enrolment_id bigint not null references enrolment on delete cascade,
  lesson_key text not null,
  versions text[] not null default '{}',  -- of the course, that he or she was shown
  shown_at timestamptz not null,
  shown_on date not null,                 -- the learner's day
  completed_at timestamptz,
  completed_on date,
  read_to int not null default 0,         -- characters of its text shown so far; 0: all of it
  primary key (enrolment_id, lesson_key)
);

create table question_state (
  enrolment_id bigint not null references enrolment on delete cascade,
  question_key text not null,
  family text not null,
  lesson_key text not null,
  first_right boolean not null,
  latest_right boolean not null,
  answers smallint not null,
  card jsonb not null,                    -- the memory model's card (fsrs)
  review_due timestamptz not null,
  primary key (enrolment_id, question_key)
) with (fillfactor = 85);

create table answer (
  id bigint generated always as identity primary key,
  enrolment_id bigint not null references enrolment on delete cascade,
  question_key text not null,
  number smallint not null,               -- 1 for the first answer to that question in this enrolment
  given text not null,
  is_right boolean not null,
  content_version text not null,
  answered_at timestamptz not null,
  unique (enrolment_id, question_key, number)
);

create table quiz_poll (                  -- a platform's own quiz: what an answer to it means
  account text not null,
  poll_id text not null,
  data text not null,                     -- as the data of a button without the chosen number: 'ans:12'
  address_id bigint references address on delete cascade,      -- whose it is; of a group's it is null
  group_id bigint references chat_group on delete cascade,
  message_id text not null,
  asked_at timestamptz not null,
  primary key (account, poll_id),
  check ((address_id is null) <> (group_id is null))
);
create index quiz_poll_age on quiz_poll (asked_at);
create index quiz_poll_address on quiz_poll (address_id) where address_id is not null;
create index quiz_poll_group on quiz_poll (group_id) where group_id is not null;

create table group_question (             -- a group's question of the day
  id bigint generated always as identity primary key,
  group_id bigint not null references chat_group on delete cascade,
  day date not null,                      -- in the group's zone
  course_key text not null,
  content_version text not null,
  question_key text not null,
  question_id bigint not null references question on delete cascade,
  chosen_at timestamptz not null,
  explained_at timestamptz,
  unique (group_id, day)
);
create index group_question_age on group_question (chosen_at);

create table group_answer (
  group_question_id bigint not null references group_question on delete cascade,
  voter bytea not null,                   -- keyed hash of account and platform id
  learner_id bigint references learner on delete set null,     -- where he or she is one
  given text not null,                    -- option numbers: '1,3'
  is_right boolean not null,
  answered_at timestamptz not null,
  primary key (group_question_id, voter)
);
create index group_answer_age on group_answer (answered_at);
create index group_answer_learner on group_answer (learner_id) where learner_id is not null;

-- The ledger ---------------------------------------------------------------------------------------

-- Competitions -------------------------------------------------------------------------------------

create table competition (
  key text primary key,
  title text not null,
  category text not null,
  organiser text not null,
  link text not null,
  reminders interval[] not null,
  rules text not null default '',         -- what entrants must know, in plain words
  contact text not null default '',       -- whom to ask: 图书馆辅导部 020-…
  zone text check (zone is null or timestamptz 'epoch' at time zone zone is not null),  -- in which its dates are read; null: the deployment's
  entry_kind text not null default 'person' check (entry_kind in ('person', 'team')),
  team jsonb,                             -- what a team must be, see bot.domain.contests.TeamRule
  ranking jsonb not null default '{}',    -- keys in order and what becomes of ties, see bot.domain.contests.Ranking
  state text not null default 'published' check (state in ('draft', 'waiting', 'published', 'cancelled')),
  cancel_reason text not null default '', -- as entrants read it
  cancelled_at timestamptz,
  frozen_at timestamptz,                  -- results are final; only a correction with its reason changes them
  approved_by text not null default '',
  made_by text not null default '',       -- who wrote its words last; cannot be the second of two people
  author text not null default '',        -- who began it; whose draft it is
  content_hash bytea not null,
  revision integer not null,              -- grows with every change; the SEQUENCE of its calendar
  seen_revision integer not null default 0,   -- the planner compares: what entrants know, and what is so now
  seen_state text not null default '',
  seen_stages jsonb,                      -- their dates and places as entrants know them; null: it was not published yet
  imported_at timestamptz not null
);

create index competition_unseen on competition (key)
  where (seen_revision <> revision or seen_state <> state) and state in ('published', 'cancelled');

create table division (                   -- who competes with whom
  competition_key text not null references competition on delete cascade,
  key text not null,
  position smallint not null,
  title text not null,
  rule jsonb not null,                    -- see bot.domain.contests.Rule
  quota integer check (quota > 0),        -- entries at most; null: no limit
  unhurried boolean not null default false,   -- no limit of seconds on an item
  primary key (competition_key, key)
);

create table competition_group (
  competition_key text not null references competition on delete cascade,
  account text not null,
  platform_id text not null,
  announced_to bigint not null default 0, -- members up to this learner are planned
  announced_at timestamptz,               -- set in the transaction that plans the last of it
  primary key (competition_key, account, platform_id)
);

create table competition_group_past (     -- groups taken off: one put back is not announced to again
  competition_key text not null references competition on delete cascade,
  account text not null,
  platform_id text not null,
  announced_at timestamptz not null,
  primary key (competition_key, account, platform_id)
);

create table competition_told (           -- to whom a competition's announcement was planned, once
  competition_key text not null references competition on delete cascade,
  learner_id bigint not null references learner on delete cascade,
  primary key (competition_key, learner_id)
);

create table stage (
  competition_key text not null references competition on delete cascade,
  key text not null,
  position smallint not null,
  kind text not null,
  opens timestamptz not null,
  closes timestamptz not null,
  title text not null default '',         -- 初赛; empty: the kind's own name
  place text not null default '',         -- of a live stage
  draw smallint,
  seconds smallint,
  attempts smallint,
  per_day smallint,                       -- attempts a day
  counts text,                            -- which attempt counts: best, last or sum
  course text,
  works jsonb,                            -- of an upload stage, see bot.domain.contests.WorkRule
  judging jsonb,                          -- of a judging or live stage, see bot.domain.contests.Sheet
  advance jsonb,                          -- who goes on, see bot.domain.contests.Advance; null: everybody
  standing_at timestamptz,                -- when its standing was made last; null: it has none
  primary key (competition_key, key)
);

create index stage_stood on stage (standing_at) where advance is not null;

create table stage_moment (               -- when something about a competition must be said
  competition_key text not null references competition on delete cascade,
  stage_key text not null,                -- '': about the whole competition
  rule text not null,                     -- before it closes: 'P7D', 'PT3H'; else see bot.domain.concern.Rule
  revision integer not null,
  anchor timestamptz,                     -- the date that it speaks of; null: it tells of an act
  due timestamptz not null,
  expires timestamptz not null,
  any_hour boolean not null default false,    -- also in quiet hours: a date within 24 hours has changed
  detail jsonb not null default '{}',     -- of an act: what it was before, or who went on and whom it concerns
  planned_to bigint not null default 0,   -- people up to this learner are planned
  planned_at timestamptz,
  dropped text,                           -- why nobody was reminded after all
  primary key (competition_key, stage_key, rule, revision)
);
create index moment_due on stage_moment (due) where planned_at is null;

create table announcement (               -- an organiser's own
  key text primary key,
  title text not null,
  text text not null,
  organiser text not null,
  link text not null,
  due timestamptz not null,
  expires timestamptz not null,
  urgent boolean not null,                -- goes before all others when mass messages are short
  content_hash bytea not null,
  state text not null default 'approved' check (state in ('draft', 'waiting', 'approved')),
  revision integer not null default 1,    -- grows with every change
  made_by text not null default '',
  approved_by text not null,
  imported_at timestamptz not null,
  paused_at timestamptz,                  -- nothing of it is planned or sent until it goes on
  resumed_at timestamptz,                 -- it went on then; null once all that a pause held back is planned anew
  cancelled_at timestamptz
);

create table announcement_group (
  announcement_key text not null references announcement on delete cascade,
  account text not null,
  platform_id text not null,
  planned_to bigint not null default 0,   -- members up to this learner are planned
  planned_at timestamptz,
  primary key (announcement_key, account, platform_id)
);

create table announcement_told (          -- to whom it was planned, once
  announcement_key text not null references announcement on delete cascade,
  learner_id bigint not null references learner on delete cascade,
  primary key (announcement_key, learner_id)
);

create table digest (                     -- one weekly digest of an account, and how far its followers are planned
  account text not null,
  week text not null,                     -- '2026-W48'
  due timestamptz not null,
  expires timestamptz not null,
  words jsonb not null,                   -- the reply, fixed when it was made
  planned_to bigint not null default 0,
  planned_at timestamptz,
  primary key (account, week)
);

create table entry (
  id bigint generated always as identity primary key,
  competition_key text not null references competition,
  learner_id bigint references learner on delete cascade,   -- who entered, of a team who leads it; null: written down by an organiser, without a chat
  number integer,                         -- within its competition, from 1; given when its sealed facts are
  kind text not null default 'person' check (kind in ('person', 'team')),
  division_key text,                      -- null: the competition has none
  group_id bigint references chat_group on delete set null,  -- the unit it competes for (a library, a school)
  state text not null default 'entered' check (state in ('entered', 'withdrawn', 'disqualified')),
  state_reason text not null default '',
  sealed bytea,                           -- names, birth, occupation and guardian, encrypted; see bot.competitions.sealed
  guardian_consent_at timestamptz,
  agreed_at timestamptz,                  -- the entrant, or a guardian, to who is told what; null: nothing was asked
  masked boolean not null default false,  -- lists show the name in part only, as the entrant chose
  late boolean not null default false,
  revision integer not null default 1,
  entered_at timestamptz not null,
  unique (competition_key, learner_id),
  unique (competition_key, number)
);
create index entry_learner on entry (learner_id) where learner_id is not null;

create table stage_done (
  entry_id bigint not null references entry on delete cascade,
  stage_key text not null,
  done_at timestamptz not null,
  primary key (entry_id, stage_key)
);

-- The out-pipe: one row for each thing owed --------------------------------------------------------
--
-- A delivery lives in one of three tables, and ``bot.store.claims`` and ``bot.store.deliveries`` move
-- it: ``delivery`` while it is to be sent (small, hot), ``delivery_held`` while it waits in the
-- learner's inbox, ``delivery_past`` once it has ended. What was planned is marked on its source
-- (``lesson_turn.planned``, ``competition_told``, ``stage_moment``, ``competition_group``), so that
-- nothing is planned again because its row has moved.

create table delivery (
  id bigint generated always as identity primary key,
  learner_id bigint references learner on delete cascade,
  group_id bigint references chat_group on delete cascade,
  lane text not null,                     -- the account in whose turn it comes; the address is chosen when it is sent
  kind text not null,
  subject text not null,
  occurrence text not null,
  priority smallint not null,
  state text not null default 'planned' check (state in ('planned', 'claimed')),
  due timestamptz not null,
  expires timestamptz,
  next_try timestamptz not null,
  lease_until timestamptz,
  attempts integer not null default 0,    -- claims so far; the newest is the token of its lease
  unsent integer not null default 0,      -- of these, those that were turned back before anything was sent
  uncertain boolean not null default false,   -- a crash fell between send and record
  address_id bigint references address on delete cascade,
  rung text,
  detail jsonb not null default '{}',     -- what was chosen: lesson, content version, approver; a reply's text
  steps jsonb not null default '[]',      -- each rung tried, with its reason
  planned_at timestamptz not null,
  decided_at timestamptz,
  check ((learner_id is null) <> (group_id is null))
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000,
        autovacuum_vacuum_insert_scale_factor = 0.1, autovacuum_analyze_scale_factor = 0.05,
        autovacuum_vacuum_cost_delay = 0);
create unique index delivery_once_learner on delivery (learner_id, kind, subject, occurrence) where learner_id is not null;
create unique index delivery_once_group on delivery (group_id, kind, subject, occurrence) where group_id is not null;
-- At most one in flight per address, and who has something in flight: asked for every candidate of
-- every claim, so it must not depend on statistics that a morning's planning has outrun. An address
-- is one learner's, so both are one index; each more would cost every claim. The few rows in
-- them are also how the sweep finds the leases that have ended.
create unique index one_in_flight_address on delivery (learner_id, address_id) where state = 'claimed' and learner_id is not null;
create unique index one_in_flight_group on delivery (group_id) where state = 'claimed' and group_id is not null;
-- With id: thousands are due at one instant, and must not be sorted to find the first.
create index delivery_pending on delivery (lane, priority, next_try, id) where state = 'planned';
create index delivery_news on delivery (subject, id) where kind = 'news';

-- A mass message finds its receivers in the inbox, by account, kind, subject and occurrence: who
-- comes by before it goes out is handed it with a reply and needs it no more. It goes out in parts, each one call with an idempotency key.
create table mass_message (
  id bigint generated always as identity primary key,
  account text not null,
  kind text not null,
  subject text not null,
  occurrence text not null,
  due timestamptz not null,               -- its turn, as the planner gave it
  expires timestamptz,
  state text not null check (state in ('planned', 'sending', 'done', 'dropped')),
  reason text not null default '',        -- why it has this turn, or why it does not go out
  words jsonb,                            -- the reply, fixed when it began to go out
  tag integer,                            -- of its receivers, where the account sends by tag
  planned_at timestamptz not null,
  began_at timestamptz,
  ended_at timestamptz,
  unique (account, kind, subject, occurrence)
);
create index mass_message_due on mass_message (account, due) where state in ('planned', 'sending');

create table mass_part (
  id bigint generated always as identity primary key,
  mass_id bigint not null references mass_message on delete cascade,
  state text not null check (state in ('reserved', 'submitted', 'done', 'failed')),
  receivers integer not null,
  attempts integer not null default 0,
  next_try timestamptz not null,
  lease_until timestamptz,
  message_id text,                        -- the platform's, once it took the call
  tagged_to bigint not null default 0,    -- receivers up to this delivery have the tag
  status text not null default '',        -- in the platform's words
  total integer,
  filtered integer,
  sent integer,
  failed integer,
  reserved_at timestamptz not null,
  submitted_at timestamptz,               -- the first call that may have been taken
  ended_at timestamptz
);
create index mass_part_of on mass_part (mass_id);
create index mass_part_open on mass_part (next_try) where state in ('reserved', 'submitted');
create index mass_part_message on mass_part (message_id) where message_id is not null;

create table mass_report (                -- what a platform reported before we knew its message's id
  account text not null,
  message_id text not null,
  status text not null,
  total integer not null,
  filtered integer not null,
  sent integer not null,
  failed integer not null,
  told_at timestamptz not null,
  primary key (account, message_id)
);

create table delivery_held (              -- the inbox: handed over with the learner's next contact
  id bigint primary key,
  learner_id bigint not null references learner on delete cascade,
  lane text not null,
  kind text not null,
  subject text not null,
  occurrence text not null,
  priority smallint not null,
  due timestamptz not null,
  expires timestamptz,
  attempts integer not null,
  uncertain boolean not null,
  detail jsonb not null,
  steps jsonb not null,
  planned_at timestamptz not null,
  decided_at timestamptz,
  reason text not null,
  held_at timestamptz not null,
  part_id bigint references mass_part on delete set null       -- on its way with that: not handed over meanwhile
) with (autovacuum_vacuum_scale_factor = 0.05);
create index delivery_held_of on delivery_held (learner_id);
create index delivery_held_until on delivery_held (expires);
create index delivery_held_about on delivery_held (lane, kind, subject, id) where kind in ('announcement', 'news', 'digest');
create index delivery_held_part on delivery_held (part_id) where part_id is not null;

create table delivery_past (              -- by the month in which it ended; no foreign keys, it is only added to
  id bigint not null,
  learner_id bigint,
  group_id bigint,
  lane text not null,
  kind text not null,
  subject text not null,
  occurrence text not null,
  priority smallint not null,
  state text not null check (state in ('sent', 'expired', 'failed')),
  due timestamptz not null,
  expires timestamptz,
  attempts integer not null,
  uncertain boolean not null,
  address_id bigint,
  rung text,
  reason text not null,
  detail jsonb not null,
  steps jsonb not null,
  planned_at timestamptz not null,
  decided_at timestamptz not null,
  ended_at timestamptz not null
) partition by range (ended_at);
create index delivery_past_when on delivery_past using brin (ended_at) with (pages_per_range = 32, autosummarize = on);
create index delivery_past_of on delivery_past (learner_id) where learner_id is not null;
create index delivery_past_failed on delivery_past (ended_at) where state = 'failed';
create index delivery_past_told on delivery_past (subject, kind, id) where kind in ('announcement', 'reminder', 'result', 'news', 'digest');
create index delivery_past_question on delivery_past (group_id, occurrence) where kind = 'question';
create table delivery_past_other partition of delivery_past default;  -- months nobody has made yet

create table push_receipt (               -- what a platform took, until it says what became of it
  account text not null,
  message_id text not null,
  delivery_id bigint,
  address_id bigint references address on delete cascade,
  ended_at timestamptz,                   -- of the delivery: which month it lies in
  sent_at timestamptz not null,
  early text,                             -- a failure that was reported before the send was recorded
  primary key (account, message_id),
  check ((delivery_id is null) = (address_id is null) and (delivery_id is null) = (ended_at is null)),
  check (delivery_id is not null or early is not null)
);
create index push_receipt_age on push_receipt (sent_at);

create table push_stop (                  -- a template or a rung that an account's platform does not let us use now
  account text not null,
  what text not null,                     -- the template's id, or the rung
  since timestamptz not null,
  until timestamptz not null,             -- then it is tried again
  reason text not null,
  primary key (account, what)
);

create table reach_forecast (             -- how many are reached by which rung, counted before it begins
  id bigint generated always as identity primary key,
  account text not null,
  kind text not null,
  subject text not null,                  -- '' for a lesson day
  occurrence text not null,
  made_at timestamptz not null,
  begins timestamptz not null,
  finishes timestamptz,
  people integer not null,
  counts jsonb not null,                  -- [[rung, reason, people], …]
  unique (account, kind, subject, occurrence)
);

create table lane_pace (                  -- up to when an account's turns are given out, see planning
  lane text primary key,
  free_at timestamptz not null
);

create table quota_use (                  -- what the platforms count by day or month, reserved when claiming
  account text not null,
  what text not null,
  period text not null,                   -- '2026-11-23' or '2026-11'
  used bigint not null,
  primary key (account, what, period)
);

create table account_stop (               -- accounts whose platform does not take our messages, one alarm each
  account text primary key,
  since timestamptz not null,
  reason text not null
);

-- Daily slots --------------------------------------------------------------------------------------

-- The learner's day begins at 04:00 local; a break before 04:00 belongs to the day before. An
-- occurrence is the day, with #2, #3 … for its further breaks in the order in which they come, so
-- that moving a time never makes a second delivery for the same day.
create function slots_around(around timestamptz, zone text, times time[])
returns table (due timestamptz, occurrence text) language sql stable as $$
  select (day + t + case when t < time '04:00' then interval '1 day' else interval '0' end)
           at time zone zone,
         to_char(day, 'YYYY-MM-DD') || case when k > 1 then '#' || k else '' end
  from generate_series(-2, 2) as step,
       lateral (select ((around at time zone zone) - interval '4 hours')::date + step as day) as d,
       (select t, row_number() over (order by t < time '04:00', t) as k
        from (select distinct unnest(times) as t) as breaks) as b
$$;

create function next_slot(after timestamptz, zone text, times time[])
returns table (due timestamptz, occurrence text) language sql stable as $$
  select s.due, s.occurrence from slots_around(after, zone, times) s where s.due > after order by s.due, s.occurrence limit 1
$$;

create function latest_slot(at timestamptz, zone text, times time[])
returns table (due timestamptz, occurrence text) language sql stable as $$
  select s.due, s.occurrence from slots_around(at, zone, times) s where s.due <= at order by s.due desc, s.occurrence limit 1
$$;

create index learner_paused on learner (paused_until) where state = 'paused' and paused_until is not null;

-- migrate:down
drop table division, group_said, group_answer, group_question, quiz_poll, bind_miss, bind_code, passing_message, group_turn, account_stop, quota_use, reach_forecast, push_stop, push_receipt, lane_pace, delivery_past, delivery_held, mass_report, mass_part, mass_message, delivery, digest, announcement_told, announcement_group, announcement, competition_told, stage_done, entry, stage_moment, stage, competition_group_past, competition_group, competition, answer, question_state, lesson_progress, lesson_turn, enrolment, content_revision,
  question, lesson, course, course_version, inbound_event, role_grant, group_member, group_code, media_upload, media_file, follower_erased, follower_listed, follower_listing, follower_work, follower_tag, notice_consent, chat_group, address, learner;
drop function next_slot, latest_slot, slots_around;
