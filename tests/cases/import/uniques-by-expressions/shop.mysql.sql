CREATE TABLE carts (
    id bigint NOT NULL PRIMARY KEY,
    user_id bigint NOT NULL,
    code varchar(20),
    ordered_at datetime,
    UNIQUE KEY one_open ((CASE WHEN ordered_at IS NULL THEN user_id END)),
    UNIQUE KEY once ((code IS NULL), (coalesce(code, '')), user_id),
    UNIQUE KEY otherwise ((CASE WHEN ordered_at IS NULL THEN user_id ELSE 0 END)),
    UNIQUE KEY of_two ((CASE WHEN user_id > 1 THEN user_id END), (CASE WHEN user_id > 2 THEN code END))
);
CREATE TABLE users (
    id bigint NOT NULL PRIMARY KEY,
    email varchar(190) NOT NULL,
    deleted_at datetime,
    UNIQUE KEY users_email_key ((CASE WHEN deleted_at IS NULL THEN email END))
);
