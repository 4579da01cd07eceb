-- orm:allow drop-column until 2027-03-31: nothing reads it
ALTER TABLE users DROP COLUMN nick;
