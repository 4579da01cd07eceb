CREATE TABLE lands (code text PRIMARY KEY CHECK (char_length(code) = 2));
