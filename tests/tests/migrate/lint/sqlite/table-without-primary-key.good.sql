CREATE TABLE visits (at text, PRIMARY KEY (at));
CREATE TEMPORARY TABLE scratch (at text);
