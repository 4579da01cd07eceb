PRAGMA foreign_keys;
