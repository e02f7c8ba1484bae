-- Plays go after their time, the oldest first.
CREATE INDEX studio_play_at ON studio_play (at);
