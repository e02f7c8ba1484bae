-- What services did, by local day: numbers alone, of nobody.  Made from the events by a job; `counted` says up to which.
CREATE TABLE measure (
  service TEXT NOT NULL,
  day INTEGER NOT NULL,
  received INTEGER NOT NULL,
  decided INTEGER NOT NULL,
  withdrawn INTEGER NOT NULL,
  alone INTEGER NOT NULL,
  PRIMARY KEY (service, day)
) WITHOUT ROWID;
-- How many of the decided took so many days.
CREATE TABLE measure_days (
  service TEXT NOT NULL,
  day INTEGER NOT NULL,
  days INTEGER NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (service, day, days)
) WITHOUT ROWID;
CREATE TABLE measure_outcome (
  service TEXT NOT NULL,
  day INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (service, day, outcome)
) WITHOUT ROWID;
-- What applicants said after the decision: 1 very dissatisfied to 5 very satisfied.  Which case said what is nowhere.
CREATE TABLE measure_rating (
  service TEXT NOT NULL,
  day INTEGER NOT NULL,
  score INTEGER NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (service, day, score)
) WITHOUT ROWID;
CREATE TABLE rated (
  case_id INTEGER PRIMARY KEY
);
CREATE TABLE counted (
  one INTEGER PRIMARY KEY,
  event INTEGER NOT NULL
);
INSERT INTO counted (one, event) VALUES (1, 0);
