-- @sqlite
CREATE INDEX shelf_open ON shelf (is_open) WHERE is_open = 1;
-- @postgres
CREATE INDEX shelf_open ON shelf USING btree (is_open) WHERE is_open = 1;
-- @both
CREATE INDEX shelf_closed ON shelf (closed_at);
