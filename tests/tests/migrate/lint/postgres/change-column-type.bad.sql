ALTER TABLE users ALTER COLUMN code TYPE integer USING code::integer;
