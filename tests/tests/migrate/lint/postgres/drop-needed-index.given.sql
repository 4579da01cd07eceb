CREATE TABLE teams (id bigint PRIMARY KEY);
CREATE TABLE users (id bigint PRIMARY KEY, email text, nick text, age bigint, team_id bigint, at timestamptz, kind text);
CREATE INDEX users_team_id ON users (team_id);
CREATE INDEX users_nick ON users (nick);
