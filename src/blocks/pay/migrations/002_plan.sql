-- Payments that were ordered together: whom and where is sealed under a key of their own, org/plan, which outlives the case.  ended: when the
-- last of them was paid or stopped, 0 before; keep: from when on the key is erased, 0 not known yet, -1 never or done.  shown: the account as
-- the person sees it, sealed under the case's key.
CREATE TABLE pay_plan (
  id INTEGER PRIMARY KEY,
  authority TEXT NOT NULL,
  case_id INTEGER NOT NULL,
  created INTEGER NOT NULL,
  ended INTEGER NOT NULL DEFAULT 0,
  keep INTEGER NOT NULL DEFAULT 0,
  shown BLOB
);
CREATE INDEX pay_plan_over ON pay_plan (keep) WHERE keep > 0;

-- plan: 0 where the order is older than plans, -1 where its key was lost before it had one.
ALTER TABLE pay_order ADD COLUMN plan INTEGER NOT NULL DEFAULT 0;
CREATE INDEX pay_order_plan ON pay_order (plan) WHERE state IN ('planned', 'sent', 'returned');
CREATE INDEX pay_order_old ON pay_order (id) WHERE plan = 0;

-- The lines of a run's file, which never change: an order that came back leaves again in another run.  line: whom and where, sealed under org/run.
CREATE TABLE pay_sent (
  run INTEGER NOT NULL,
  order_id INTEGER NOT NULL,
  minor INTEGER NOT NULL,
  line BLOB NOT NULL,
  PRIMARY KEY (run, order_id)
);

-- state: what of it is done; fetched: when its file was handed out first; keep: from when on its file cannot be made again.
ALTER TABLE pay_run ADD COLUMN state TEXT NOT NULL DEFAULT 'released';
ALTER TABLE pay_run ADD COLUMN released INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pay_run ADD COLUMN fetched INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pay_run ADD COLUMN keep INTEGER NOT NULL DEFAULT 0;
CREATE INDEX pay_run_open ON pay_run (authority, id) WHERE state IN ('gathering', 'waiting');
CREATE INDEX pay_run_over ON pay_run (keep) WHERE keep > 0;

-- Days on which an authority's payments went by themselves, each once.
CREATE TABLE pay_payday (
  authority TEXT NOT NULL,
  day INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (authority, day)
);
