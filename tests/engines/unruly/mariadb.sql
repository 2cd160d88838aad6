-- What ten years leave behind: every type, odd names, other storage engines, all ways to divide a table.
CREATE TABLE `User Accounts` (`Id` int(11) NOT NULL AUTO_INCREMENT, `user name` varchar(100) DEFAULT NULL, `e-mail` varchar(190) CHARACTER SET latin1 NOT NULL DEFAULT '', state enum('','active','in active','O''Neil') NOT NULL DEFAULT 'active', roles set('a','b','c') DEFAULT 'a,b', flags tinyint(1) NOT NULL DEFAULT '1', tiny tinyint(4) DEFAULT 0, n mediumint unsigned, big bigint(20) unsigned zerofill, y year, ts timestamp NULL DEFAULT NULL, ts2 timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, dt datetime(3) DEFAULT CURRENT_TIMESTAMP(3), d date DEFAULT '1000-01-01', t time DEFAULT '00:00:00', price decimal(10,2) unsigned DEFAULT 0.00, f float(7,3), dbl double DEFAULT 1.5, b binary(16), vb varbinary(20), bl blob, tb tinyblob, mb mediumblob, tx text, mt mediumtext, lt longtext, js json, bt bit(1) DEFAULT b'0', g geometry, p point, ch char(3) DEFAULT 'abc', nc varchar(10) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, PRIMARY KEY (`Id`), UNIQUE KEY `email_UNIQUE` (`e-mail`), KEY `idx name` (`user name`(10),`e-mail`), KEY multi (y, n DESC), FULLTEXT KEY ft (`user name`, tx)) ENGINE=InnoDB AUTO_INCREMENT=42 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci COMMENT='it''s "the" users \\';
CREATE TABLE `order` (`select` int PRIMARY KEY, `user_id` int NOT NULL, `from` int, total decimal(12,2) AS (`select` * 2) STORED, v int GENERATED ALWAYS AS (`from` + 1) VIRTUAL, KEY `user_id` (`user_id`), CONSTRAINT `order_ibfk_1` FOREIGN KEY (`user_id`) REFERENCES `User Accounts` (`Id`) ON DELETE CASCADE ON UPDATE NO ACTION) ENGINE=InnoDB;
CREATE TABLE myisam_t (a int, b varchar(20), KEY(a)) ENGINE=MyISAM DEFAULT CHARSET=latin1 CHECKSUM=1;
CREATE TABLE mem_t (a int, KEY h (a) USING HASH) ENGINE=MEMORY;
CREATE TABLE no_key (a int, b int);
CREATE TABLE uk (a int, b int, UNIQUE (a,b), UNIQUE KEY ub (b));
CREATE TABLE parts (id int NOT NULL, created date NOT NULL, kind int NOT NULL DEFAULT 0, PRIMARY KEY (id, created)) PARTITION BY RANGE (year(created)) SUBPARTITION BY HASH (id) SUBPARTITIONS 2 (PARTITION p0 VALUES LESS THAN (2000), PARTITION p1 VALUES LESS THAN MAXVALUE);
CREATE TABLE parts2 (id int NOT NULL) PARTITION BY HASH (id) PARTITIONS 4;
CREATE TABLE parts3 (id int NOT NULL, r varchar(10)) PARTITION BY LIST COLUMNS (r) (PARTITION e VALUES IN ('a','b'), PARTITION w VALUES IN ('c'));
CREATE TABLE parts4 (id int, d datetime) PARTITION BY RANGE (to_days(d)) (PARTITION `p old` VALUES LESS THAN (738000) COMMENT = 'old', PARTITION p1 VALUES LESS THAN MAXVALUE);
CREATE TABLE cyc1 (id int PRIMARY KEY, o int); CREATE TABLE cyc2 (id int PRIMARY KEY, o int, FOREIGN KEY (o) REFERENCES cyc1(id)); ALTER TABLE cyc1 ADD FOREIGN KEY (o) REFERENCES cyc2(id);
CREATE TABLE chk (a int CHECK (a > 0), b int, c varchar(20), CHECK (b in (1,2,3)), CONSTRAINT `named one` CHECK (a < b and c like 'x%' and char_length(c) > 1));
CREATE TABLE seq_auto (grp int, id int NOT NULL AUTO_INCREMENT, KEY (id), PRIMARY KEY (grp, id));
CREATE TABLE expr_d (id varchar(36) DEFAULT (uuid()), j json DEFAULT (json_array()), x int DEFAULT (1 + 2), txt text DEFAULT ('abc'), dd date DEFAULT (curdate()));
CREATE VIEW v1 AS SELECT * FROM `order`; CREATE VIEW a_first AS SELECT count(*) AS `how many` FROM v1; CREATE VIEW v3 (x, y) AS SELECT 1, 'a''b';
CREATE VIEW vchk AS SELECT `select` FROM `order` WHERE `from` > 1 WITH CASCADED CHECK OPTION;
DELIMITER //
CREATE FUNCTION f_enum(e enum('a','b'), n decimal(10,2)) RETURNS varchar(20) CHARSET utf8mb4 DETERMINISTIC BEGIN RETURN concat(e, n, '{{x}}', "\\n;"); END//
CREATE PROCEDURE p_out(IN a int, OUT b varchar(10)) COMMENT 'does' BEGIN DECLARE x INT DEFAULT 0; -- a comment
 SET b = 'x'; /* c */ SELECT f_enum('a', 1); END//
CREATE PROCEDURE `p odd`() SQL SECURITY INVOKER SELECT 1//
CREATE TRIGGER tr_a BEFORE INSERT ON `order` FOR EACH ROW SET NEW.`from` = 1//
CREATE TRIGGER tr_b BEFORE INSERT ON `order` FOR EACH ROW BEGIN SET NEW.`from` = 2; END//
CREATE TRIGGER `tr c` AFTER DELETE ON `order` FOR EACH ROW BEGIN DELETE FROM no_key WHERE a = OLD.`select`; END//
CREATE EVENT ev ON SCHEDULE EVERY 1 HOUR STARTS '2030-01-01 00:00:00' ON COMPLETION PRESERVE DISABLE COMMENT 'x' DO BEGIN DELETE FROM no_key; DELETE FROM uk; END//
DELIMITER ;
SET sql_mode = '';
CREATE TABLE zeros(id int PRIMARY KEY, made datetime NOT NULL DEFAULT '0000-00-00 00:00:00', day date DEFAULT '2000-00-00', parent int, KEY(day), FOREIGN KEY (parent) REFERENCES zeros(id));
SET sql_mode = DEFAULT;
