-- An appeal against what was decided in another case.  case_id: the appeal, a draft while state is 'begun', then 'running' until
-- its own case has ended: 'over'.  Days are counted from 1970; delivered is null where nobody can say that the decision has
-- arrived.  holds: the case appealed against stands still because of it.  outcome: that of the appeal.
CREATE TABLE appeal (
  case_id INTEGER PRIMARY KEY,
  of_case INTEGER NOT NULL,
  service TEXT NOT NULL,
  decided INTEGER NOT NULL,
  delivered INTEGER,
  until INTEGER,
  late INTEGER NOT NULL DEFAULT 0,
  own INTEGER NOT NULL,
  state TEXT NOT NULL,
  holds INTEGER NOT NULL DEFAULT 0,
  made INTEGER NOT NULL,
  ended INTEGER NOT NULL DEFAULT 0,
  outcome TEXT NOT NULL DEFAULT ''
);
CREATE INDEX appeal_of ON appeal (of_case, case_id);
CREATE INDEX appeal_ended ON appeal (ended) WHERE ended > 0;

-- When a case stood still because of an appeal.  pays: 0 where nothing was paid out meanwhile.
CREATE TABLE suspension (
  case_id INTEGER NOT NULL,
  since INTEGER NOT NULL,
  appeal INTEGER NOT NULL,
  pays INTEGER NOT NULL,
  ended INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (case_id, since, appeal)
) WITHOUT ROWID;
