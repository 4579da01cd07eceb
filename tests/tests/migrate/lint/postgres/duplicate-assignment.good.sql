UPDATE users SET kind = 'a', nick = 'b' WHERE id = 1;
