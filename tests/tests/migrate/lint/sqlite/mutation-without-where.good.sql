UPDATE users SET kind = 'guest' WHERE id BETWEEN 1 AND 1000;
