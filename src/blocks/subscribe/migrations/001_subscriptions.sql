-- Subscriptions that the site declares, as they are.  state: 'new' (its address has not agreed yet), 'active', 'stopped' by an officer,
-- 'gone' (the address said that it is no more).  failures: of the address, in a row; rests: until then it is left alone.  due: when
-- there is something to do, 0: nothing.  status: of its last answer, 0: none came.
CREATE TABLE subscription (
  id TEXT PRIMARY KEY,
  registry TEXT NOT NULL,
  url TEXT NOT NULL,
  state TEXT NOT NULL,
  failures INTEGER NOT NULL,
  rests INTEGER NOT NULL,
  due INTEGER NOT NULL,
  agreed INTEGER NOT NULL,
  delivered INTEGER NOT NULL,
  last INTEGER NOT NULL,
  status INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX subscription_due ON subscription (due) WHERE due > 0;

-- What is to be told: which entry, what kind of change, which of its fields; never a value.  tries: how often it was sent.  trace: of the
-- look that it was, 0: none.  state: 'open', or 'failed' when it was given up.
CREATE TABLE subscription_message (
  id INTEGER PRIMARY KEY,
  subscription TEXT NOT NULL,
  record INTEGER NOT NULL,
  kind TEXT NOT NULL,
  names TEXT NOT NULL,
  at INTEGER NOT NULL,
  created INTEGER NOT NULL,
  state TEXT NOT NULL,
  tries INTEGER NOT NULL,
  due INTEGER NOT NULL,
  trace INTEGER NOT NULL
);
CREATE INDEX subscription_message_open ON subscription_message (subscription, record, id) WHERE state = 'open';
CREATE INDEX subscription_message_record ON subscription_message (record);
CREATE INDEX subscription_message_all ON subscription_message (subscription, state, id);
CREATE INDEX subscription_message_created ON subscription_message (created) WHERE state = 'failed';
