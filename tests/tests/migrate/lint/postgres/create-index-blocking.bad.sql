CREATE INDEX IF NOT EXISTS users_nick ON users (nick);
