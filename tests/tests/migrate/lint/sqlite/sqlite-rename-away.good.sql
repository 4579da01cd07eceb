CREATE TABLE new_users (id integer PRIMARY KEY, email text NOT NULL);
INSERT INTO new_users SELECT id, email FROM users;
-- orm:allow sqlite-rebuild-cost until 2027-03-31: it has a hundred rows
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;
