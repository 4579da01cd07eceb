CREATE TABLE users (id integer PRIMARY KEY, email text, nick text, age integer, team_id integer, at text, kind text);
CREATE VIEW adults AS SELECT id FROM users;
