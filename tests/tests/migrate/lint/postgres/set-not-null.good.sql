ALTER TABLE users ALTER COLUMN kind SET NOT NULL;
-- orm:allow drop-constraint until 2027-03-31: NOT NULL says it now
ALTER TABLE users DROP CONSTRAINT users_kind;
