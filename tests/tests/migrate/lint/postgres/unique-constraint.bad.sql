ALTER TABLE users ADD CONSTRAINT users_nick_key UNIQUE (nick);
