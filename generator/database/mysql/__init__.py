"""The catalog reader of MySQL and MariaDB: the information schema to a Catalog, a query a kind.

Takes a Session, gives objects. The two engines share the views of the information schema and differ
in what they put there; each difference is named where it is read."""
