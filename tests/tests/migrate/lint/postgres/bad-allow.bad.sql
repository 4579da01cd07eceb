-- orm:allow drop-column: nothing reads it
ALTER TABLE users ADD COLUMN phone text;
