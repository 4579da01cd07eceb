CREATE TABLE users (id bigint PRIMARY KEY, email text, nick text, age bigint, team_id bigint, at timestamptz, kind text);
ALTER TABLE users ADD COLUMN old boolean GENERATED ALWAYS AS (age > 60) STORED;
