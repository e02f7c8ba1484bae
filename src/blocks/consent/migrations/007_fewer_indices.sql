-- Most looks are a process's own, one row each: they are in no index that only officers' looks and looks at several people are found by.
DROP INDEX trace_reader;
DROP INDEX trace_look;
DROP INDEX trace_office;
CREATE INDEX trace_reader ON trace (reader, at) WHERE automatic = 0;
CREATE INDEX trace_look ON trace (look) WHERE look <> id;
