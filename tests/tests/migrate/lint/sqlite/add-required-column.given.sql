CREATE TABLE users (id integer PRIMARY KEY, email text, nick text, age integer, team_id integer, at text, kind text);
INSERT INTO users (id) VALUES (1);
