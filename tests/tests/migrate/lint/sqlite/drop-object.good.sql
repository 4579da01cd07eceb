CREATE VIEW minors AS SELECT id FROM users WHERE age < 18;
