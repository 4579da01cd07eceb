CREATE TABLE users (id bigint PRIMARY KEY, email text, nick text, age bigint, team_id bigint, at timestamptz, kind text);
