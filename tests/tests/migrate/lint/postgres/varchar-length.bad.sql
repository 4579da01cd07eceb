CREATE TABLE lands (code varchar(2) PRIMARY KEY);
