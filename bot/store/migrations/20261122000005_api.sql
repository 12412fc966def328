-- migrate:up

-- The public API: who may call it, and who is told of what ------------------------------------------

create table api_token (
  id bigint generated always as identity primary key,
  name text not null unique,
  hash bytea not null unique,             -- SHA-256 of the token, which is shown once and kept nowhere
  prefix text not null,                   -- its first characters, to recognise it by
  scopes text[] not null check (cardinality(scopes) > 0),
  made_by text not null,
  made_at timestamptz not null,
  expires_at timestamptz,
  last_used_at timestamptz,               -- to the minute
  revoked_at timestamptz
);

create table api_answer (                 -- what a POST with an idempotency key was answered; kept 24 h
  token_id bigint not null references api_token on delete cascade,
  key text not null,
  asked bytea not null,                   -- SHA-256 of method, path and body
  status smallint not null default 0,     -- 0 only within the transaction that answers
  headers jsonb not null default '{}',
  sealed bytea,                           -- the body, encrypted: it may hold a secret that is shown once
  at timestamptz not null,
  primary key (token_id, key)
);
create index api_answer_age on api_answer (at);

create table api_learner (                -- the way back from a pseudonym, which nobody can compute
  pseudonym text primary key,
  learner_id bigint not null unique references learner on delete cascade
);

-- A subscriber is owed deliveries like a group, and is a row of chat_group (channel 'webhook') for
-- that: the engine's leases, retries and order are the same. No list of groups shows it.
create table hook (
  id bigint generated always as identity primary key,
  key text not null unique,               -- also the platform_id of its row in chat_group
  group_id bigint not null unique references chat_group on delete cascade,
  url text not null,
  sealed bytea not null,                  -- the secret it is signed with, encrypted
  events text[] not null check (cardinality(events) > 0),
  token_id bigint references api_token,   -- whose it is; null: made by the command line
  made_by text not null,
  made_at timestamptz not null,
  ended_at timestamptz,
  end_reason text not null default ''
);
create index hook_standing on hook (id) where ended_at is null;

-- What happened and is not planned yet: written in the transaction in which it happened, and taken
-- away in the one that plans it for each subscriber, so that nothing is lost or told twice.
create table hook_event (
  id bigint generated always as identity primary key,
  key uuid not null default gen_random_uuid(),    -- webhook-id: the same however often it is sent
  type text not null,
  about jsonb not null,                   -- rows and keys only
  at timestamptz,                         -- null: as soon as it is seen
  unique (type, about)
);

create table announcement_finished (      -- of which subscribers were told
  announcement_key text primary key references announcement on delete cascade,
  at timestamptz not null
);

create function note_for_hooks(happened text, what jsonb, moment timestamptz) returns void language sql as $$
  insert into hook_event (type, about, at)
  select happened, what, moment where exists (
    select from hook where ended_at is null and happened = any(events))
  on conflict (type, about) do nothing
$$;

create function tell_of_completion() returns trigger language plpgsql as $$
begin
  perform note_for_hooks('completion.recorded', jsonb_build_object('completion', new.id), new.recorded_at);
  if new.kind = 'course' then
    perform note_for_hooks('course.passed', jsonb_build_object('completion', new.id), new.recorded_at);
  end if;
  return null;
end $$;
create trigger told after insert on completion for each row execute function tell_of_completion();

create function tell_of_entry() returns trigger language plpgsql as $$
begin
  perform note_for_hooks('entry.created', jsonb_build_object('entry', new.id), new.entered_at);
  return null;
end $$;
create trigger told after insert on entry for each row execute function tell_of_entry();

create function tell_of_result() returns trigger language plpgsql as $$
begin
  perform note_for_hooks(case when new.revision = 1 then 'result.frozen' else 'result.corrected' end,
    jsonb_build_object('competition', new.competition_key, 'revision', new.revision), new.frozen_at);
  return null;
end $$;
create trigger told after insert on result_revision for each row execute function tell_of_result();

create function tell_of_competition() returns trigger language plpgsql as $$
begin
  perform note_for_hooks('competition.changed', jsonb_build_object('competition', new.key,
    'revision', new.revision, 'state', new.state), null);
  return null;
end $$;
create trigger told after update on competition for each row
  when (new.state in ('published', 'cancelled') and (new.revision <> old.revision or new.state <> old.state))
  execute function tell_of_competition();

-- migrate:down
drop trigger told on competition;
drop trigger told on result_revision;
drop trigger told on entry;
drop trigger told on completion;
drop function tell_of_competition, tell_of_result, tell_of_entry, tell_of_completion, note_for_hooks;
drop table announcement_finished, hook_event, hook, api_learner, api_answer, api_token;
