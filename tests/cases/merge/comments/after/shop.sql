CREATE TYPE state AS ENUM ('new', 'paid');
CREATE TABLE orders (
    id int PRIMARY KEY,
    state state NOT NULL,
    number int NOT NULL DEFAULT 2,
    note text NOT NULL,
    CHECK (number > 0)
);
