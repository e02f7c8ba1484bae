-- until: the day after which a credential is refused (days since 1970), 0: none.  used: when work was last asked for with it, to
-- the day.
ALTER TABLE partner_credential ADD COLUMN until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE partner_credential ADD COLUMN used INTEGER NOT NULL DEFAULT 0;
