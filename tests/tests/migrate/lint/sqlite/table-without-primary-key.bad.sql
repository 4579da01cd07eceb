CREATE TABLE visits (at text);
