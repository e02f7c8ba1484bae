-- state: 'taking' while the command brings it in parts, else 'whole'.  opened, closed: the balances that it says, minor units; of a notice, and
-- where they were not kept yet, null.  since, until: their days.
ALTER TABLE pay_statement ADD COLUMN state TEXT NOT NULL DEFAULT 'whole';
ALTER TABLE pay_statement ADD COLUMN account TEXT NOT NULL DEFAULT '';
ALTER TABLE pay_statement ADD COLUMN opened INTEGER;
ALTER TABLE pay_statement ADD COLUMN closed INTEGER;
ALTER TABLE pay_statement ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pay_statement ADD COLUMN until INTEGER NOT NULL DEFAULT 0;
CREATE INDEX pay_statement_account ON pay_statement (account, until, id) WHERE closed IS NOT NULL;
