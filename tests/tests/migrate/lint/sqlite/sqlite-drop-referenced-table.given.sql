CREATE TABLE teams (id integer PRIMARY KEY);
CREATE TABLE users (id integer PRIMARY KEY, email text, nick text, age integer, team_id integer REFERENCES teams (id) ON DELETE CASCADE, at text, kind text);
