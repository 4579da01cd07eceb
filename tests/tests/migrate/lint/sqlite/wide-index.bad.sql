CREATE INDEX users_all ON users (email, nick, age, kind);
