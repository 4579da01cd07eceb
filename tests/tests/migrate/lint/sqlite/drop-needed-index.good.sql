DROP INDEX users_nick;
