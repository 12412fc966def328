-- migrate:up

-- What people finished, what they claim for it, and what became of that at the credit banks.
--
-- Entries (completion, claim, voiding, recognition; person: whose they are; erasure: what was erased)
-- are only ever added: the database refuses every change and deletion, save in the erasure of a
-- person's data, which leaves a tombstone and an entry of its own. Each entry
-- has a row in the journal with a salted commitment to its content; the journal is sealed into a hash
-- chain by day, which an auditor checks (`yike credits audit`). The salt goes with the entry, so that
-- a commitment says nothing any more of what was erased, and the chain stays whole.

create table consent (
  id bigint generated always as identity primary key,
  learner_id bigint not null references learner on delete cascade,
  purpose text not null,                  -- credit-bank:NAME
  version text not null,                  -- of the words that were agreed to
  by text not null default 'self' check (by in ('self', 'guardian')),
  given_at timestamptz not null,
  withdrawn_at timestamptz
);
create unique index one_standing_consent on consent (learner_id, purpose) where withdrawn_at is null;
create index consent_of on consent (learner_id);
create index consent_lately on consent (given_at) where withdrawn_at is null;

create table bank_account (               -- a person's account number at a credit bank, encrypted
  learner_id bigint not null references learner on delete cascade,
  target text not null,
  sealed bytea not null,                  -- see bot/keys/vault.py
  given_at timestamptz not null,
  primary key (learner_id, target)
);
create index bank_account_lately on bank_account (given_at);

-- The one way from an entry to a person. Who turns out to be the same person gets the other's too.
create table ledger_person (
  key uuid primary key,                   -- the learner's key when it was made; feeds the pseudonym
  learner_id bigint not null references learner,
  since timestamptz not null default now()  -- when it came to be this learner's; the program says it
);
create index ledger_person_of on ledger_person (learner_id);

create table person (                     -- whose a key was and is: an entry each time it becomes somebody's
  id bigint generated always as identity primary key,
  key uuid not null references ledger_person,
  learner_id bigint not null,             -- not a reference: whoever was merged may be gone first
  recorded_at timestamptz not null
);
create index person_of on person (key);

create table completion (
  id bigint generated always as identity primary key,
  key uuid not null unique,               -- UUIDv5 of the domain keys
  person uuid not null references ledger_person,
  kind text not null check (kind in ('lesson', 'quiz', 'course', 'competition')),
  course_key text,
  lesson_key text,
  registration uuid,
  attempt smallint not null default 1,
  revision smallint not null default 1,   -- 2 and more: put in the place of one that was voided
  content_version text not null,
  score smallint,
  score_max smallint,
  success boolean,
  seconds integer not null,               -- measured
  notional_minutes integer not null,
  platform text not null,
  completed_at timestamptz not null,
  recorded_at timestamptz not null,
  unique nulls not distinct (person, kind, course_key, lesson_key, registration, attempt, revision)
);

create table claim (
  id bigint generated always as identity primary key,
  key uuid not null unique,               -- the outer id under which credit banks know it
  completion_id bigint not null unique references completion,
  course_key text not null,
  title text not null,                    -- of the course, as it was taught
  institution text not null,
  framework text not null,
  level smallint not null,
  hours numeric not null,                 -- notional
  seconds integer not null,               -- measured
  hours_per_credit numeric not null,
  credit numeric not null,
  rule text not null,
  score smallint,                         -- questions whose latest answer is right
  score_max smallint,
  pass_mark numeric not null,
  evidence uuid[] not null,               -- the completions it rests on
  started_at timestamptz not null,
  finished_at timestamptz not null,
  recorded_at timestamptz not null
);

create table voiding (                    -- a completion that does not count any more, and why
  id bigint generated always as identity primary key,
  key uuid not null unique,
  completion_id bigint not null unique references completion,
  reason text not null,
  by text not null,
  recorded_at timestamptz not null
);

create table recognition (                -- what a credit bank decided about a claim
  id bigint generated always as identity primary key,
  key uuid not null unique,               -- UUIDv5 of what was said: told twice, it is one
  claim_id bigint not null references claim,
  outer_id uuid not null,                 -- of what it decided about: the claim's key, or a later revision's id
  target text not null,
  state text not null check (state in ('accepted', 'rejected', 'converted')),
  credit numeric,                         -- converted to so many of the bank's credits
  reason text not null default '',        -- in the bank's words
  said_at timestamptz not null,           -- by the bank's clock
  recorded_at timestamptz not null
);
create index recognition_of on recognition (claim_id);

create table erasure (                    -- somebody was erased: so that nobody else's entries go with it
  id bigint generated always as identity primary key,
  blanked bigint[] not null,              -- the rows of the journal that tell nothing any more
  traces bytea[] not null,                -- of the person, as in tombstone
  recorded_at timestamptz not null
);

create table journal (                    -- one row for each entry, in the order in which they were written
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('completion', 'claim', 'voiding', 'recognition', 'person', 'erasure')),
  entry_id bigint,                        -- null once erased
  salt bytea,                             -- null once erased
  commitment bytea not null,              -- sha256(salt, the entry's canonical text)
  recorded_at timestamptz not null,
  erased_at timestamptz,
  check ((erased_at is null) = (salt is not null) and (erased_at is null) = (entry_id is not null))
);
create unique index journal_of on journal (kind, entry_id) where entry_id is not null;

create table journal_open (               -- written, not sealed yet
  journal_id bigint primary key references journal
);

create table journal_seal (               -- links of the hash chain, numbered within their day (UTC)
  day date not null,
  number integer not null,
  entries bigint[] not null,              -- rows of the journal, in the order in which they are hashed
  previous bytea not null,                -- the head before: of the same day, or the last of the day before
  head bytea not null,                    -- sha256(previous, day, number, each id and commitment)
  signature bytea not null,               -- Ed25519 over the head, with the deployment's signing key
  sealed_at timestamptz not null,
  primary key (day, number)
);

-- The canonical text of an entry: what its commitment is made of. ``bot/ledger/journal/audit.py`` writes the
-- same from the columns by itself, so that a changed function here does not hide a changed row.
create function committed(variadic parts text[]) returns text language sql immutable as $$
  select string_agg(coalesce(part, '~'), E'\x1f' order by place) from unnest(parts) with ordinality as p (part, place)
$$;
create function micros(at timestamptz) returns text language sql immutable as $$
  select trunc(extract(epoch from at) * 1000000)::bigint::text
$$;
create function committed(c completion) returns text language sql immutable as $$
  select committed('completion', c.id::text, c.key::text, c.person::text, c.kind, c.course_key, c.lesson_key,
    c.registration::text, c.attempt::text, c.revision::text, c.content_version, c.score::text, c.score_max::text,
    c.success::text, c.seconds::text, c.notional_minutes::text, c.platform, micros(c.completed_at), micros(c.recorded_at))
$$;
create function committed(c claim) returns text language sql immutable as $$
  select committed('claim', c.id::text, c.key::text, c.completion_id::text, c.course_key, c.title, c.institution,
    c.framework, c.level::text, trim_scale(c.hours)::text, c.seconds::text, trim_scale(c.hours_per_credit)::text,
    trim_scale(c.credit)::text, c.rule, c.score::text, c.score_max::text, trim_scale(c.pass_mark)::text,
    array_to_string(c.evidence, ','), micros(c.started_at), micros(c.finished_at), micros(c.recorded_at))
$$;
create function committed(v voiding) returns text language sql immutable as $$
  select committed('voiding', v.id::text, v.key::text, v.completion_id::text, v.reason, v.by, micros(v.recorded_at))
$$;
create function committed(r recognition) returns text language sql immutable as $$
  select committed('recognition', r.id::text, r.key::text, r.claim_id::text, r.outer_id::text, r.target, r.state,
    trim_scale(r.credit)::text, r.reason, micros(r.said_at), micros(r.recorded_at))
$$;
create function committed(p person) returns text language sql immutable as $$
  select committed('person', p.id::text, p.key::text, p.learner_id::text, micros(p.recorded_at))
$$;
create function committed(e erasure) returns text language sql immutable as $$
  select committed('erasure', e.id::text, array_to_string(e.blanked, ','),
    (select coalesce(string_agg(encode(t, 'hex'), ',' order by place), '')
     from unnest(e.traces) with ordinality as u (t, place)), micros(e.recorded_at))
$$;

create function write_journal() returns trigger language plpgsql as $$
declare
  fresh bytea := uuid_send(gen_random_uuid());
  written bigint;
begin
  insert into journal (kind, entry_id, salt, commitment, recorded_at)
  values (tg_table_name, new.id, fresh, sha256(fresh || convert_to(committed(new), 'UTF8')), new.recorded_at)
  returning id into written;
  insert into journal_open (journal_id) values (written);
  return null;
end $$;
create trigger journaled after insert on completion for each row execute function write_journal();
create trigger journaled after insert on claim for each row execute function write_journal();
create trigger journaled after insert on voiding for each row execute function write_journal();
create trigger journaled after insert on recognition for each row execute function write_journal();
create trigger journaled after insert on person for each row execute function write_journal();
create trigger journaled after insert on erasure for each row execute function write_journal();

create function note_person() returns trigger language plpgsql as $$
begin
  insert into person (key, learner_id, recorded_at) values (new.key, new.learner_id, new.since);
  return null;
end $$;
create trigger noted after insert or update on ledger_person for each row execute function note_person();

-- Erasure says so for its own transaction: set_config('yike.erasing', 'on', true).
create function refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and tg_table_name <> 'erasure' and current_setting('yike.erasing', true) = 'on' then
    return old;
  end if;
  raise exception 'the ledger is only added to: % of % is refused', lower(tg_op), tg_table_name
    using errcode = 'integrity_constraint_violation',
      hint = 'Void the entry and add a new one: yike credits void, yike credits correct.';
end $$;
create function refuse_journal_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and current_setting('yike.erasing', true) = 'on' and new.salt is null and new.erased_at is not null
    and (new.id, new.kind, new.commitment, new.recorded_at) = (old.id, old.kind, old.commitment, old.recorded_at) then
    return new;
  end if;
  raise exception 'the ledger is only added to: % of % is refused', lower(tg_op), tg_table_name
    using errcode = 'integrity_constraint_violation';
end $$;
create trigger only_added_to before update or delete on completion for each row execute function refuse_change();
create trigger only_added_to before update or delete on claim for each row execute function refuse_change();
create trigger only_added_to before update or delete on voiding for each row execute function refuse_change();
create trigger only_added_to before update or delete on recognition for each row execute function refuse_change();
create trigger only_added_to before update or delete on person for each row execute function refuse_change();
create trigger only_added_to before update or delete on erasure for each row execute function refuse_change();
create trigger only_added_to before update or delete on journal for each row execute function refuse_journal_change();
create trigger only_added_to before update or delete on journal_seal for each row execute function refuse_journal_change();
create trigger not_emptied before truncate on completion execute function refuse_journal_change();
create trigger not_emptied before truncate on claim execute function refuse_journal_change();
create trigger not_emptied before truncate on voiding execute function refuse_journal_change();
create trigger not_emptied before truncate on recognition execute function refuse_journal_change();
create trigger not_emptied before truncate on person execute function refuse_journal_change();
create trigger not_emptied before truncate on erasure execute function refuse_journal_change();
create trigger not_emptied before truncate on journal execute function refuse_journal_change();
create trigger not_emptied before truncate on journal_seal execute function refuse_journal_change();

-- The outbox ---------------------------------------------------------------------------------------
--
-- A statement is what is sent for a completion, rendered once. In the form 'xapi' every completion has
-- one, in the form 'record' (of a claim, for banks with the three lists) passed courses only. One with
-- ``voids`` takes another back. After a withdrawn consent a new one is a new revision: an id is never
-- used again.

create table statement (
  id uuid primary key,                    -- UUIDv5 of the domain keys; of a later revision random
  completion_id bigint references completion,  -- null: takes back one of somebody whose data were erased
  form text not null check (form in ('xapi', 'record')),
  revision smallint not null default 1,
  voids uuid,                             -- not a reference: what it takes back may have been erased
  body bytea not null,                    -- the exact bytes, sent as often as needed
  created_at timestamptz not null,
  check (completion_id is not null or voids is not null)
);
-- Whole, so that an erasure finds what refers to a completion.
create unique index statement_of on statement (completion_id, form, revision, voids) nulls not distinct;
create unique index statement_voids on statement (voids) where voids is not null;
create index statement_age on statement using brin (created_at);
create trigger only_added_to before update or delete on statement for each row execute function refuse_change();

create table push (
  statement_id uuid not null references statement,
  target text not null,
  -- waiting: for consent or an account number; voided: taken back, or about to be, by a statement of
  -- its own; dropped: an operator gave it up
  state text not null check (state in ('waiting', 'queued', 'leased', 'accepted', 'dead', 'voided', 'dropped')),
  owed_at timestamptz not null,           -- when the statement was made: oldest first
  attempts integer not null default 0,
  next_try timestamptz not null,
  lease_until timestamptz,
  tried_at timestamptz,                   -- when the target was last tried
  reason text,                            -- what was decided then, by name
  words text,                             -- what the target said then
  accepted_at timestamptz,
  primary key (statement_id, target)
) with (fillfactor = 85);
create index push_oldest on push (target, owed_at, statement_id) where state in ('queued', 'leased');
create index push_leased on push (target, lease_until) where lease_until is not null;
create index push_dead on push (target, owed_at) where state = 'dead';

create table recognition_cursor (         -- how far a bank's decisions have been read
  target text primary key,
  cursor text not null,
  asked_at timestamptz not null,
  trouble text not null default ''        -- why it could not be asked last; empty: it answered
);

create table recognition_unread (         -- decisions about our claims that could not be read, until one about the same can
  target text not null,
  outer_id uuid not null,
  claim_id bigint not null references claim on delete cascade,
  first_at timestamptz not null,
  primary key (target, outer_id)
);
create index recognition_unread_of on recognition_unread (claim_id);

create table reconciliation (             -- one comparison of our books with a bank's
  id bigint generated always as identity primary key,
  target text not null,
  since timestamptz not null,
  until timestamptz not null,
  began_at timestamptz not null,
  ended_at timestamptz,
  checked bigint not null default 0,
  missing integer not null default 0,
  extra integer not null default 0,
  differing integer not null default 0,
  trouble text not null default ''        -- why it did not come to its end
);
create index reconciliation_newest on reconciliation (target, began_at desc);

create table reconciliation_finding (
  reconciliation_id bigint not null references reconciliation on delete cascade,
  what text not null check (what in ('missing', 'extra', 'differing')),
  record text not null,                   -- the id of the statement or record
  words text not null default '',
  primary key (reconciliation_id, what, record)
);

-- Proof, and a person's own data -------------------------------------------------------------------

create table certificate (
  id bigint generated always as identity primary key,
  claim_id bigint not null unique references claim,
  token text not null unique,             -- of its page /verify/TOKEN: 128 random bits
  name_sealed bytea,                      -- the name on it, encrypted; null: none is on it
  shows_name boolean not null default false,   -- also on the page
  is_open boolean not null default true,  -- whether the page tells anything
  issued_at timestamptz not null,
  revoked_at timestamptz,
  revoked_because text,
  picture text references media_file      -- the owner's copy as it was sent last, with the name
);
create index certificate_revoked on certificate (id) where revoked_at is not null;
create table certificate_erased (         -- so that a badge in other hands does not outlive what it proves
  id bigint primary key                   -- the certificate's; nothing else is left of it
);
create function note_erased_certificate() returns trigger language plpgsql as $$
begin
  insert into certificate_erased (id) values (old.id) on conflict do nothing;
  return null;
end $$;
create trigger noted_when_erased after delete on certificate for each row execute function note_erased_certificate();
create index certificate_picture on certificate (picture) where picture is not null;
-- A picture that is sent no more is kept no longer: there may be a name on it.
create function drop_old_picture() returns trigger language plpgsql as $$
begin
  delete from media_file where hash = old.picture;
  return null;
end $$;
create trigger picture_replaced after update of picture on certificate for each row
  when (old.picture is distinct from new.picture) execute function drop_old_picture();
create trigger picture_erased after delete on certificate for each row
  when (old.picture is not null) execute function drop_old_picture();

create table personal_copy (              -- a link to a copy of one's data
  token_hash bytea primary key,
  learner_id bigint not null references learner on delete cascade,
  expires_at timestamptz not null
);

create table tombstone (                  -- somebody who was erased: all that is left, so that no backup brings it back
  person bytea primary key,               -- keyed hash of the ledger's person, or of the learner's key
  erased_at timestamptz not null
);

-- migrate:down
drop table tombstone, personal_copy, certificate, certificate_erased, reconciliation_finding, reconciliation, recognition_unread, recognition_cursor, push,
  statement, journal_seal, journal_open, journal, erasure, person, recognition, voiding, claim, completion, ledger_person, bank_account, consent cascade;
drop function committed(text[]), micros, write_journal, note_person, refuse_change, refuse_journal_change, note_erased_certificate, drop_old_picture;
