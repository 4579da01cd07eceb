CREATE TABLE users (id bigint PRIMARY KEY, email text, nick text, age bigint, team_id bigint, at timestamptz, kind text);
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
