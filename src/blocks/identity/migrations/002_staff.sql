-- Changes of who works where: asked for by one administrator, confirmed by another, who has to know of whom and why: both are
-- empty again once it is decided, and stand in its events.
CREATE TABLE staff_change (
  id INTEGER PRIMARY KEY,
  account INTEGER NOT NULL,
  what TEXT NOT NULL,
  role TEXT NOT NULL,
  office TEXT NOT NULL,
  named TEXT NOT NULL,
  reason TEXT NOT NULL,
  asked_by INTEGER NOT NULL,
  asked_at INTEGER NOT NULL,
  state TEXT NOT NULL,
  done_by INTEGER NOT NULL DEFAULT 0,
  done_at INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX staff_change_open ON staff_change (id) WHERE state = 'open';
