-- What a person is offered because of what happened: explanation and answers are sealed under the person's key.
CREATE TABLE offer (
  id INTEGER PRIMARY KEY,
  person INTEGER NOT NULL,
  service TEXT NOT NULL,
  version TEXT NOT NULL,
  from_case INTEGER NOT NULL,
  office TEXT NOT NULL,
  decision TEXT NOT NULL,
  state TEXT NOT NULL,
  made INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  reminded INTEGER NOT NULL DEFAULT 0,
  told BLOB NOT NULL,
  UNIQUE (person, service, from_case)
);
CREATE INDEX offer_person ON offer (person, id);
