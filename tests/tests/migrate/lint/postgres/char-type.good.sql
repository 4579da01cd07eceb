CREATE TABLE lands (code text PRIMARY KEY);
