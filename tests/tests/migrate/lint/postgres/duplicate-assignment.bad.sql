UPDATE users SET kind = 'a', kind = 'b' WHERE id = 1;
