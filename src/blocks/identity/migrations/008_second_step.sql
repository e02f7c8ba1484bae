-- Since when a code of the card is asked for at each sign-in, 0: it is not.
ALTER TABLE account ADD COLUMN second_step INTEGER NOT NULL DEFAULT 0;

-- The codes of a card that comes by letter follow on those of the one before.  The number before the first code of the card that
-- its owner has shown to hold: an earlier card ended, a later one is under way.
ALTER TABLE code_card ADD COLUMN in_hand INTEGER NOT NULL DEFAULT 0;
