CREATE TABLE customer (id bigint CONSTRAINT pk_customer PRIMARY KEY);

CREATE TABLE payment (
    id bigint NOT NULL,
    customer_id bigint NOT NULL,
    region varchar(10) NOT NULL,
    amount numeric(8,2) NOT NULL,
    paid_on date NOT NULL
) PARTITION BY RANGE (paid_on);
CREATE INDEX ix_payment_paid_on ON payment (paid_on);

CREATE TABLE payment_2023 PARTITION OF payment FOR VALUES FROM (MINVALUE) TO ('2024-01-01') WITH (fillfactor = 100);
CREATE TABLE payment_2024 PARTITION OF payment FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE payment_2025 PARTITION OF payment FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE payment_2026 PARTITION OF payment FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')
    PARTITION BY LIST (region);
CREATE TABLE payment_2026_north PARTITION OF payment_2026 (
    CONSTRAINT ck_north CHECK (region IN ('SE', 'NO'))
) FOR VALUES IN ('SE', 'NO');
CREATE TABLE payment_2026_others PARTITION OF payment_2026 DEFAULT;

CREATE INDEX payment_2023_of_customer ON payment_2023 (customer_id);
CREATE INDEX payment_2024_of_customer ON payment_2024 (customer_id);
CREATE INDEX payment_2025_of_customer ON payment_2025 (customer_id);
ALTER TABLE payment_2023 ADD CONSTRAINT pk_2023 PRIMARY KEY (id),
    ADD CONSTRAINT fk_payment_customer FOREIGN KEY (customer_id) REFERENCES customer ON DELETE RESTRICT;
ALTER TABLE payment_2024
    ADD CONSTRAINT fk_payment_customer FOREIGN KEY (customer_id) REFERENCES customer ON DELETE RESTRICT;
ALTER TABLE payment_2025
    ADD CONSTRAINT fk_payment_customer FOREIGN KEY (customer_id) REFERENCES customer ON DELETE RESTRICT,
    ADD CONSTRAINT uq_payment_2025_once UNIQUE (customer_id, amount);
CREATE INDEX large ON payment_2025 (amount) WHERE amount > 1000;
COMMENT ON TABLE payment_2023 IS 'Closed.';
COMMENT ON INDEX large IS 'For the auditors.';

CREATE TABLE reading (sensor int NOT NULL, at int NOT NULL, code text NOT NULL)
    PARTITION BY RANGE (sensor, (at / 100));
CREATE TABLE reading_low PARTITION OF reading FOR VALUES FROM (MINVALUE, MINVALUE) TO (10, 0);
CREATE TABLE reading_high PARTITION OF reading FOR VALUES FROM (10, 0) TO (MAXVALUE, MAXVALUE);

CREATE TABLE word (text text COLLATE "C", letters int) PARTITION BY LIST (lower(text));
CREATE TABLE word_a PARTITION OF word FOR VALUES IN ('a', 'an');
CREATE TABLE word_b PARTITION OF word FOR VALUES IN ('0010', NULL);
