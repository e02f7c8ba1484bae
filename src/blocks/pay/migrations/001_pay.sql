-- The journal: each entry's lines sum to zero in each currency; nothing is ever changed or taken out.  event: what the log commits to.
CREATE TABLE pay_entry (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  authority TEXT NOT NULL,
  kind TEXT NOT NULL,
  claim INTEGER NOT NULL,
  item INTEGER NOT NULL,
  event INTEGER NOT NULL
);
-- minor: whole minor units, above zero debit, below credit.
CREATE TABLE pay_line (
  entry INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  authority TEXT NOT NULL,
  account TEXT NOT NULL,
  currency TEXT NOT NULL,
  minor INTEGER NOT NULL,
  claim INTEGER NOT NULL,
  item INTEGER NOT NULL,
  PRIMARY KEY (entry, seq)
);
CREATE INDEX pay_line_claim ON pay_line (claim, account);
CREATE INDEX pay_line_item ON pay_line (item, account) WHERE item > 0;
CREATE INDEX pay_line_account ON pay_line (authority, account, currency);

-- What a case owes.  what: a fee of the service; reason: why nothing is to be paid, sealed under the case's key.  asked, paid and
-- returned in minor units; ref is the serial in the reference.
CREATE TABLE pay_claim (
  id INTEGER PRIMARY KEY,
  ref INTEGER NOT NULL UNIQUE,
  reference TEXT NOT NULL UNIQUE,
  case_id INTEGER NOT NULL,
  number TEXT NOT NULL,
  token INTEGER NOT NULL,
  service TEXT NOT NULL,
  element TEXT NOT NULL,
  what TEXT NOT NULL,
  office TEXT NOT NULL,
  authority TEXT NOT NULL,
  currency TEXT NOT NULL,
  asked INTEGER NOT NULL,
  paid INTEGER NOT NULL DEFAULT 0,
  returned INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL,
  seq INTEGER NOT NULL DEFAULT 0,
  created INTEGER NOT NULL,
  due INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  reason BLOB
);
CREATE INDEX pay_claim_case ON pay_claim (case_id, id);
CREATE INDEX pay_claim_number ON pay_claim (number, id);
CREATE INDEX pay_claim_over ON pay_claim (authority, id) WHERE state IN ('over', 'withdrawn');

-- A file of a bank, taken in once: by its bytes, and by the bank's own name for each report in it.
CREATE TABLE pay_statement (
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  authority TEXT NOT NULL,
  at INTEGER NOT NULL,
  officer INTEGER NOT NULL,
  lines INTEGER NOT NULL,
  left_out INTEGER NOT NULL,
  UNIQUE (kind, name)
);
CREATE INDEX pay_statement_hash ON pay_statement (hash);

-- Money that came in.  bank_id: the bank's name for it, the same in every report; details (payer, text) are sealed under the key of
-- subject org/statement.
CREATE TABLE pay_item (
  id INTEGER PRIMARY KEY,
  authority TEXT NOT NULL,
  way TEXT NOT NULL,
  at INTEGER NOT NULL,
  day INTEGER NOT NULL,
  officer INTEGER NOT NULL,
  currency TEXT NOT NULL,
  minor INTEGER NOT NULL,
  claim INTEGER NOT NULL,
  state TEXT NOT NULL,
  statement INTEGER NOT NULL,
  bank_id TEXT,
  reference TEXT NOT NULL,
  details BLOB
);
CREATE UNIQUE INDEX pay_item_bank ON pay_item (bank_id);
CREATE INDEX pay_item_claim ON pay_item (claim, id) WHERE claim > 0;
CREATE INDEX pay_item_unknown ON pay_item (authority, id) WHERE state = 'unknown';

-- Money that goes out: given back now, benefits with a plan.  Whom and where is sealed under key_kind/key_id.
CREATE TABLE pay_order (
  id INTEGER PRIMARY KEY,
  authority TEXT NOT NULL,
  office TEXT NOT NULL,
  case_id INTEGER NOT NULL,
  number TEXT NOT NULL,
  claim INTEGER NOT NULL,
  item INTEGER NOT NULL,
  kind TEXT NOT NULL,
  currency TEXT NOT NULL,
  minor INTEGER NOT NULL,
  due INTEGER NOT NULL,
  state TEXT NOT NULL,
  run INTEGER NOT NULL DEFAULT 0,
  created INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  officer INTEGER NOT NULL,
  key_kind INTEGER NOT NULL,
  key_id INTEGER NOT NULL,
  payee BLOB NOT NULL
);
CREATE INDEX pay_order_due ON pay_order (authority, due, id) WHERE state = 'planned';
CREATE INDEX pay_order_run ON pay_order (run, id) WHERE run > 0;
CREATE INDEX pay_order_case ON pay_order (case_id, id);
CREATE INDEX pay_order_open ON pay_order (authority, state, id) WHERE state IN ('planned', 'returned');

-- A file of orders that left for the bank: what is in it never changes, so that it is the same whenever it is made again.
CREATE TABLE pay_run (
  id INTEGER PRIMARY KEY,
  authority TEXT NOT NULL,
  currency TEXT NOT NULL,
  day INTEGER NOT NULL,
  created INTEGER NOT NULL,
  officer INTEGER NOT NULL,
  orders INTEGER NOT NULL,
  minor INTEGER NOT NULL
);
CREATE INDEX pay_run_of ON pay_run (authority, id);
