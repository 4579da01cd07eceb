-- orm:allow drop-column until 2027-03-31: nothing has read it since 4.2
ALTER TABLE users DROP COLUMN nick;
