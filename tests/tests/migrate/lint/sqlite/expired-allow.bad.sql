-- orm:allow drop-column until 2026-01-31: nothing reads it
ALTER TABLE users DROP COLUMN nick;
