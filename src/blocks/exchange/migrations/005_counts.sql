-- How often a right was used is counted for everybody to read.
CREATE INDEX exchange_call_right ON exchange_call (consumer, subsystem, service, purpose, day);
