ALTER TABLE users RENAME TO old_users;
CREATE TABLE users (id integer PRIMARY KEY, email text NOT NULL);
INSERT INTO users SELECT id, email FROM old_users;
