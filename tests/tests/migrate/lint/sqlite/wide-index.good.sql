CREATE INDEX users_some ON users (email, nick, age);
