CREATE DOMAIN plz AS text CHECK (value <> '');
