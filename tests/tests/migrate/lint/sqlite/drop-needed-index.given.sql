CREATE TABLE teams (id integer PRIMARY KEY);
CREATE TABLE users (id integer PRIMARY KEY, email text, nick text, age integer, team_id integer, at text, kind text);
CREATE INDEX users_team_id ON users (team_id);
CREATE INDEX users_nick ON users (nick);
