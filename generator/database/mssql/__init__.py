"""SQL Server's catalog out of its scripts: no server of it can be started here, its grammar can be read.

Takes the text of a T-SQL script, gives a Catalog; what is not understood is an error or kept whole."""
