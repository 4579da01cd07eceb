CREATE UNIQUE INDEX orders_number ON orders (number);
