-- orm:allow drop-constraint until 2027-03-31: the new check is stricter
ALTER TABLE users DROP CONSTRAINT users_age;
