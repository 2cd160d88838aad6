CREATE TYPE state AS ENUM ('new', 'paid', 'lost');
CREATE TABLE orders (
    id int PRIMARY KEY,
    state state NOT NULL,
    number int NOT NULL DEFAULT 1,
    note text,
    old text,
    CHECK (number > 0)
);
CREATE VIEW open_orders AS SELECT id FROM orders;
