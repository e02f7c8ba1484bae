-- An office that is closed for a while, asked for by one administrator and confirmed by another.  Days are local; until_day is the last one, 0: until
-- it is lifted.  standin: the office that serves meanwhile, empty: none.  state: asked, due, on, over, refused.  lift_by: who asks to lift it.
CREATE TABLE office_rest (
  id INTEGER PRIMARY KEY,
  office TEXT NOT NULL,
  standin TEXT NOT NULL,
  from_day INTEGER NOT NULL,
  until_day INTEGER NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL,
  asked_by INTEGER NOT NULL,
  asked_at INTEGER NOT NULL,
  done_by INTEGER NOT NULL DEFAULT 0,
  lift_by INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX office_rest_office ON office_rest (office, state);

-- While an office is closed: which roles of the office that stands in do the work of which roles of the closed one.
CREATE TABLE office_stand (
  by_office TEXT NOT NULL,
  by_role TEXT NOT NULL,
  office TEXT NOT NULL,
  role TEXT NOT NULL,
  PRIMARY KEY (by_office, by_role, office, role)
);
CREATE INDEX office_stand_for ON office_stand (office, role);

-- What accounts may do today.  home: the office from which it is done, empty where that is the role's own.
CREATE VIEW role_held AS
SELECT r.account, r.role, r.office, '' AS home FROM account_role r
WHERE NOT EXISTS (SELECT 1 FROM office_rest o WHERE o.office = r.office AND o.state = 'on')
UNION ALL
SELECT r.account, s.role, s.office, r.office AS home FROM account_role r
JOIN office_stand s ON s.by_office = r.office AND s.by_role = r.role;
