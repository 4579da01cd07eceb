SAVEPOINT here;
ALTER TABLE users ADD COLUMN phone text;
RELEASE here;
