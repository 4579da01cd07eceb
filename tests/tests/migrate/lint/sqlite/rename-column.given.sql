CREATE TABLE users (id integer PRIMARY KEY, email text, nick text, age bigint, team_id bigint, at text, kind text);
