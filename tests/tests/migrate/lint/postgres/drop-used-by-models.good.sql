-- orm:allow drop-column until 2027-03-31: no model has it any more
ALTER TABLE users DROP COLUMN age;
