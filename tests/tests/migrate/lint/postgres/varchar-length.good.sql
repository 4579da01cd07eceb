CREATE TABLE lands (code text PRIMARY KEY CHECK (char_length(code) = 2));
CREATE TABLE cities (code varchar(3) PRIMARY KEY);
