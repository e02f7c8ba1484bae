-- How calls and questions under an agreement were answered, by local day: numbers alone, of nobody.  side: 'asked' here, or 'answered'
-- here.  how: 'in_time', 'late' or 'failed'.  slot: which span of time it took (level.h).  day: that of the asking.
CREATE TABLE exchange_tally (
  agreement TEXT NOT NULL,
  side TEXT NOT NULL,
  day INTEGER NOT NULL,
  how TEXT NOT NULL,
  slot INTEGER NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (agreement, side, day, how, slot)
) WITHOUT ROWID;

-- When nothing was answered: from the first failure to the next answer; ended 0: still.
CREATE TABLE exchange_outage (
  id INTEGER PRIMARY KEY,
  agreement TEXT NOT NULL,
  since INTEGER NOT NULL,
  ended INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX exchange_outage_of ON exchange_outage (agreement, ended);

-- The final score of a month (days since 1970 of its first), with what was promised then.  open_late: not answered at all by the day
-- of the score.  served and down: seconds of service time, and of it without answers.
CREATE TABLE exchange_score (
  agreement TEXT NOT NULL,
  month INTEGER NOT NULL,
  side TEXT NOT NULL,
  in_time INTEGER NOT NULL,
  late INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  open_late INTEGER NOT NULL,
  served INTEGER NOT NULL,
  down INTEGER NOT NULL,
  within_ms INTEGER NOT NULL,
  share INTEGER NOT NULL,
  available INTEGER NOT NULL,
  kept INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (agreement, month)
) WITHOUT ROWID;

-- agreement: under which it was asked, empty: under none.  owed: until when the other agency has to answer, 0: nothing was agreed.
ALTER TABLE exchange_ask ADD COLUMN agreement TEXT NOT NULL DEFAULT '';
ALTER TABLE exchange_ask ADD COLUMN owed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX exchange_ask_agreed ON exchange_ask (agreement, created) WHERE state = 'open';

-- stands: 1 where the asking office's clock does not run until the answer, by the clause `ground`.  moved: until which moment its days
-- have moved because of this question, 0: not.
ALTER TABLE exchange_ask ADD COLUMN stands INTEGER NOT NULL DEFAULT 0;
ALTER TABLE exchange_ask ADD COLUMN ground TEXT NOT NULL DEFAULT '';
ALTER TABLE exchange_ask ADD COLUMN moved INTEGER NOT NULL DEFAULT 0;
