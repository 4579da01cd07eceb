CREATE TABLE users (id bigint PRIMARY KEY, email text, nick text, age bigint, team_id bigint, at timestamptz, kind text);
CREATE FUNCTION new_code(bigint) RETURNS text LANGUAGE sql AS 'SELECT ''x'' || $1';
