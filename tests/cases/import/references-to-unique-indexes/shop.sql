CREATE TABLE accounts (
    id int PRIMARY KEY,
    code text NOT NULL,
    region int NOT NULL,
    invited_by text
);
CREATE UNIQUE INDEX accounts_code_key ON accounts (code);
CREATE UNIQUE INDEX accounts_both ON accounts (code, region);
ALTER TABLE accounts ADD CONSTRAINT inviter FOREIGN KEY (invited_by) REFERENCES accounts (code);
CREATE TABLE orders (
    id int PRIMARY KEY,
    account_code text NOT NULL REFERENCES accounts (code) ON DELETE CASCADE,
    region int,
    FOREIGN KEY (account_code, region) REFERENCES accounts (code, region)
);
