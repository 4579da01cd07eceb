-- orm:allow drop-table until 2027-03-31: nothing uses it
DROP TABLE users;
