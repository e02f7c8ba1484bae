-- A plan of several payments keeps what the next ones are: each order is written when it comes near.  number, office, currency, minor, first and
-- last: as they were ordered, days; written: orders that are there; next: the day of the one that is not, null where there is none any more, as in
-- plans whose orders were all written at once.  payee: whom and where, as the orders have it, sealed under the plan's key.
ALTER TABLE pay_plan ADD COLUMN office TEXT NOT NULL DEFAULT '';
ALTER TABLE pay_plan ADD COLUMN number TEXT NOT NULL DEFAULT '';
ALTER TABLE pay_plan ADD COLUMN currency TEXT NOT NULL DEFAULT '';
ALTER TABLE pay_plan ADD COLUMN minor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pay_plan ADD COLUMN first INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pay_plan ADD COLUMN last INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pay_plan ADD COLUMN written INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pay_plan ADD COLUMN next INTEGER;
ALTER TABLE pay_plan ADD COLUMN payee BLOB;
CREATE INDEX pay_plan_next ON pay_plan (authority, next, id) WHERE next IS NOT NULL;
CREATE INDEX pay_plan_case ON pay_plan (case_id, id) WHERE next IS NOT NULL;
