-- As tools that deploy write scripts: for sqlcmd, each step behind a condition, what was made renamed.
  :setvar DatabaseName "Store"
:setvar Owner "sales"
GO
USE [$(DatabaseName)];
GO
IF SCHEMA_ID(N'$(Owner)') IS NULL EXEC (N'CREATE SCHEMA [$(Owner)];');
GO
CREATE XML SCHEMA COLLECTION [$(Owner)].[Notes] AS
N'<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema"><xsd:element name="note"/></xsd:schema>';
GO
ALTER XML SCHEMA COLLECTION [$(Owner)].[Notes] ADD
N'<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema"><xsd:element name="memo"/></xsd:schema>';
GO
IF OBJECT_ID(N'[$(Owner)].[Client]') IS NULL
BEGIN
    CREATE TABLE [$(Owner)].[Client] (
        [Id] int NOT NULL IDENTITY,
        [Code] nvarchar(20) NOT NULL INDEX [IX_Client_Code] NONCLUSTERED,
        [Score] int NULL,
        [Note] xml(DOCUMENT [$(Owner)].[Notes]) NULL,
        CONSTRAINT [PK_Client] PRIMARY KEY ([Id]),
        INDEX [IX_Client_Score] ([Score] DESC) WHERE [Score] > 0,
        CONSTRAINT [UQ_Client_Code] UNIQUE ([Code])
    );
    DECLARE @schema AS sysname;
    SET @schema = N'$(Owner)';
    DECLARE @description AS sql_variant;
    SET @description = N'Who buys';
    EXEC sp_addextendedproperty 'MS_Description', @description, 'SCHEMA', @schema, 'TABLE', N'Client';
END
ELSE
BEGIN
    ALTER TABLE [$(Owner)].[Client] ADD [Never] int NULL;
END;
GO
IF EXISTS (SELECT 1 FROM sys.tables WHERE name = N'Elsewhere')
    ALTER TABLE [dbo].[Elsewhere] ADD [Never] int NULL;
GO
DECLARE @version int;
IF @version = 5
    PRINT CASE WHEN @version > 1 THEN 'old' ELSE 'new' END;
ELSE IF @version IS NULL
    CREATE TABLE [$(Owner)].[Purchase] (
        [Id] bigint NOT NULL CONSTRAINT [PK_Purchase] PRIMARY KEY,
        [ClientId] int NOT NULL CONSTRAINT [FK_Purchase_Client] REFERENCES [$(Owner)].[Client]
    );
ELSE
    CREATE TABLE [dbo].[Never] ([Id] int);
GO
CREATE TABLE #Moved ([Id] int);
CREATE INDEX [IX_Moved] ON #Moved ([Id]);
INSERT INTO #Moved SELECT [Id] FROM [$(Owner)].[Client];
DROP TABLE #Moved;
GO 2
EXEC sp_rename N'[$(Owner)].[Client].[Score]', N'Rating', N'COLUMN';
EXEC sp_rename N'[$(Owner)].[Client].[IX_Client_Score]', N'IX_Customer_Rating', N'INDEX';
EXEC sp_rename N'[$(Owner)].[Client]', N'Customer';
EXEC sp_rename N'[$(Owner)].[PK_Client]', N'PK_Customer', N'OBJECT';
DECLARE @lock int;
EXEC @lock = sp_getapplock @Resource = N'store', @LockMode = N'Exclusive';
GO
CREATE VIEW [$(Owner)].[Codes] WITH SCHEMABINDING AS
SELECT [Id], [Code] FROM [$(Owner)].[Customer];
GO
CREATE UNIQUE CLUSTERED INDEX [IX_Codes] ON [$(Owner)].[Codes] ([Id]);
GO
