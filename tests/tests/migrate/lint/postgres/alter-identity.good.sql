ALTER TABLE users ADD COLUMN other_number bigint;
