ALTER TABLE users ADD COLUMN token uuid;
ALTER TABLE users ALTER COLUMN token SET DEFAULT gen_random_uuid();
ALTER TABLE users ADD COLUMN made_at timestamptz DEFAULT pg_catalog.now(), ADD COLUMN level bigint DEFAULT -(1);
