ALTER INDEX users_nick RENAME TO users_by_nick;
