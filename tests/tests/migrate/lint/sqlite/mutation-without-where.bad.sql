UPDATE users SET kind = 'guest';
