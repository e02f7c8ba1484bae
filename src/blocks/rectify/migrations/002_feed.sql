-- When the outside system took note of the correction over its own interface; 0: not yet.
ALTER TABLE rectify_notice ADD COLUMN noted INTEGER NOT NULL DEFAULT 0;
CREATE INDEX rectify_notice_partner ON rectify_notice (partner, id);
