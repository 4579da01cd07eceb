CREATE TABLE users (id bigint PRIMARY KEY, email text, nick text, age bigint, team_id bigint, at timestamptz, kind text);
ALTER TABLE users ADD CONSTRAINT users_kind CHECK (kind IS NOT NULL);
