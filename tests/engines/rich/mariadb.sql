-- Every kind of object that MariaDB has and the catalog knows, each attribute set somewhere.
CREATE TABLE customer (
    id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY COMMENT 'the key',
    `E mail` varchar(254) COLLATE utf8mb4_bin NOT NULL DEFAULT 'it''s \\ "x"',
    born date DEFAULT NULL,
    price decimal(10, 2) NOT NULL DEFAULT '1.50',
    flags bit(3) DEFAULT b'101',
    size enum('s', 'm''l') DEFAULT 's',
    gross decimal(12, 4) GENERATED ALWAYS AS (price * 1.25) STORED,
    short varchar(9) AS (concat(left(`E mail`, 3), '-''')) VIRTUAL,
    token char(36) DEFAULT (uuid()),
    label varchar(20) DEFAULT (concat('a', 'b')),
    payload json,
    seen datetime(6) DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    made timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    manager_id bigint unsigned,
    note text CHARACTER SET latin1,
    secret int INVISIBLE,
    mark varbinary(4) DEFAULT x'00ff',
    place point NOT NULL,
    CONSTRAINT customer_day UNIQUE (`E mail`, born) COMMENT 'one a day',
    CONSTRAINT customer_price CHECK (price >= 0 AND `E mail` <> 'it''s'),
    CONSTRAINT manager FOREIGN KEY (manager_id) REFERENCES customer (id) ON DELETE SET NULL ON UPDATE CASCADE
) COMMENT 'who buys; it''s "quoted"' ROW_FORMAT = COMPRESSED KEY_BLOCK_SIZE = 8;
CREATE SEQUENCE invoice_no START WITH 100 INCREMENT BY 5 MINVALUE 10 MAXVALUE 1000 CACHE 7 CYCLE COMMENT 'counts invoices';
CREATE TABLE `Order` (
    line smallint, customer_id bigint unsigned, id varbinary(9), note varchar(20),
    PRIMARY KEY (customer_id, line) COMMENT 'both',
    CONSTRAINT order_customer FOREIGN KEY (customer_id) REFERENCES customer (id) ON DELETE RESTRICT
) CHARACTER SET latin1 COLLATE latin1_bin;
SET foreign_key_checks = 0;
CREATE TABLE elsewhere (id int PRIMARY KEY, CONSTRAINT far FOREIGN KEY (id) REFERENCES `not here`.customer (id));
SET foreign_key_checks = DEFAULT;
CREATE TABLE event (id bigint NOT NULL, at datetime NOT NULL, PRIMARY KEY (id, at))
    PARTITION BY RANGE COLUMNS (at) (
        PARTITION p2026 VALUES LESS THAN ('2027-01-01'), PARTITION rest VALUES LESS THAN (MAXVALUE));
CREATE TABLE place (id int PRIMARY KEY, kind int NOT NULL, UNIQUE (id, kind))
    PARTITION BY LIST (id) (PARTITION a VALUES IN (1, 2), PARTITION b VALUES IN (3, NULL), PARTITION other DEFAULT);
CREATE TABLE tracked (id int PRIMARY KEY) WITH SYSTEM VERSIONING;
CREATE TABLE long_names (name varchar(700) NOT NULL, n int NOT NULL, UNIQUE once (name (20)), PRIMARY KEY (name (191), n DESC));
CREATE TABLE spread (id int PRIMARY KEY) PARTITION BY KEY (id) PARTITIONS 3;

CREATE INDEX customer_list ON customer (born DESC, note (10), label DESC) COMMENT 'for the list';
CREATE UNIQUE INDEX customer_low ON customer (label (5));
CREATE INDEX customer_hidden ON customer (label) IGNORED;
CREATE FULLTEXT INDEX customer_words ON customer (note);
CREATE SPATIAL INDEX customer_place ON customer (place);

CREATE ALGORITHM = MERGE SQL SECURITY INVOKER VIEW young (id, mail) AS
    SELECT c.id, c.`E mail` FROM customer c WHERE c.born > '2000-01-01' AND c.`E mail` <> 'it''s' WITH LOCAL CHECK OPTION;
CREATE VIEW counts AS SELECT born, count(*) AS n FROM customer GROUP BY born;
DELIMITER //
CREATE FUNCTION add_up(a int, b varchar(10)) RETURNS bigint DETERMINISTIC NO SQL SQL SECURITY INVOKER
    COMMENT 'it''s a sum'
BEGIN
    RETURN a + b;
END//
CREATE PROCEDURE clean(IN a int, INOUT b int, OUT c int) READS SQL DATA
BEGIN
    SELECT 1 INTO c;
END//
CREATE TRIGGER touched BEFORE UPDATE ON customer FOR EACH ROW
BEGIN
    SET NEW.label = 'it''s';
END//
CREATE TRIGGER also_touched BEFORE UPDATE ON customer FOR EACH ROW FOLLOWS touched SET NEW.secret = 1//
CREATE TRIGGER touched_first BEFORE UPDATE ON customer FOR EACH ROW PRECEDES touched SET NEW.secret = 0//
DELIMITER ;
CREATE EVENT clean_up ON SCHEDULE EVERY 1 DAY DO DELETE FROM event;

CREATE ROLE IF NOT EXISTS rich_report, rich_idle;
CREATE USER IF NOT EXISTS rich_app IDENTIFIED BY 'x';
CREATE DEFINER = rich_app VIEW theirs AS SELECT id FROM event;
SET sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT';
SET collation_connection = 'latin1_swedish_ci';
CREATE DEFINER = rich_app FUNCTION "glue both"("a b" varchar(9), b varchar(9)) RETURNS varchar(20) DETERMINISTIC
    RETURN "a b" || b;
CREATE DEFINER = "rich_app"@"%" TRIGGER glued BEFORE INSERT ON "elsewhere" FOR EACH ROW SET @glue = 'x' || NEW."id";
CREATE DEFINER = rich_app EVENT "clean more" ON SCHEDULE EVERY 1 DAY DO DELETE FROM "event" WHERE id || '' = "id";
SET sql_mode = DEFAULT;
SET NAMES utf8mb4;
GRANT rich_report TO rich_app;
GRANT SELECT, INSERT ON customer TO rich_app;
GRANT SELECT (id, note), UPDATE (note) ON customer TO rich_report;
GRANT SELECT ON young TO rich_report WITH GRANT OPTION;

INSERT INTO customer (id, place) VALUES (1, ST_PointFromText('POINT(1 1)'));
INSERT INTO `Order` (line, customer_id, id, note) VALUES (2, 1, NULL, NULL), (1, 1, x'00ff', 'it''s \\');
