:on error exit
IF '$(Path)' = '' BEGIN
    RAISERROR('path',16,127) WITH NOWAIT
    RETURN
END
GO
PRINT '' ;
SET NOCOUNT ON;
IF EXISTS (SELECT [name] FROM [master].[sys].[databases] WHERE [name] = N'AW')
    DROP DATABASE [Shop];
IF @@ERROR = 3702
    RAISERROR('[Shop] database cannot be dropped', 127, 127) WITH NOWAIT, LOG;
GO
CREATE DATABASE [Shop] ON (NAME = 'x', FILENAME = '$(p)y', SIZE = 120) LOG ON (NAME = 'l', FILENAME='z', SIZE=2MB);
GO
ALTER DATABASE [Shop] SET RECOVERY SIMPLE, ANSI_NULLS ON;
GO
USE [Shop];
GO
CREATE TABLE [dbo].[Log](
    [LogID] [int] IDENTITY (1, 1) NOT NULL,
    [TSQL] [nvarchar](max) NOT NULL, 
    [XmlEvent] [xml] NOT NULL
) ON [PRIMARY];
GO
CREATE TRIGGER [Logged] ON DATABASE FOR DDL_DATABASE_LEVEL_EVENTS AS BEGIN SET NOCOUNT ON; END;
GO
CREATE SCHEMA [HumanResources] AUTHORIZATION [dbo];
GO
CREATE SCHEMA [Person] AUTHORIZATION [dbo];
GO
CREATE TYPE [AccountNumber] FROM nvarchar(15) NULL;
CREATE TYPE [Flag] FROM bit NOT NULL;
CREATE TYPE [Name] FROM nvarchar(50) NULL;
GO
CREATE XML SCHEMA COLLECTION [Person].[Contacts] AS
'<?xml version="1.0"?><x/>';
GO
CREATE FUNCTION [dbo].[padded](@Value int) RETURNS varchar(8) WITH SCHEMABINDING AS BEGIN RETURN 'x' END;
GO
CREATE TABLE [Person].[Address](
    [AddressID] [int] IDENTITY (1, 1) NOT FOR REPLICATION NOT NULL,
    [City] [Name] NOT NULL,
    [Parent] int NULL,
    [Place] [geography] NULL,
    [Contact] [XML]([Person].[Contacts]) NULL,
    [Node] [hierarchyid] NULL,
    [Level] AS Node.GetLevel(),
    [AccountNumber] AS ISNULL('AW' + [dbo].[padded](AddressID), ''),
    [rowguid] uniqueidentifier ROWGUIDCOL NOT NULL CONSTRAINT [DF_Address_rowguid] DEFAULT (NEWID()),
    [Active] [Flag] NOT NULL CONSTRAINT [DF_E] DEFAULT (1),
    [ModifiedDate] [datetime] NOT NULL CONSTRAINT [DF_Address_ModifiedDate] DEFAULT (GETDATE()),
    CONSTRAINT [CK_X] CHECK ([City] IN ('a', 'b') OR [City] IS NULL)
) ON [PRIMARY];
GO
BULK INSERT [Person].[Address] FROM '$(p)Address.csv'
WITH (
    CHECK_CONSTRAINTS,
    CODEPAGE='ACP',
    TABLOCK
);
GO
SET QUOTED_IDENTIFIER ON;
ALTER TABLE [Person].[Address] WITH CHECK ADD 
    CONSTRAINT [PK_Address_AddressID] PRIMARY KEY CLUSTERED 
    (
        [AddressID]
    )  ON [PRIMARY];
GO
CREATE UNIQUE INDEX [AK_Address_rowguid] ON [Person].[Address]([rowguid]) ON [PRIMARY];
CREATE PRIMARY XML INDEX [PXML_Address] ON [Person].[Address]([Contact]);
CREATE XML INDEX [XPATH_Address] ON [Person].[Address]([Contact]) USING XML INDEX [PXML_Address] FOR PATH;
GO
CREATE FULLTEXT CATALOG Words AS DEFAULT;
CREATE FULLTEXT INDEX ON [Person].[Address](City) KEY INDEX PK_Address_AddressID;
GO
ALTER TABLE [Person].[Address] ADD 
    CONSTRAINT [FK_A] FOREIGN KEY 
    (
        [Parent]
    ) REFERENCES [Person].[Address](
        [AddressID]
    ),
    CONSTRAINT [CK_Y] CHECK ([AddressID] > 0);
GO
CREATE TRIGGER [Person].[dP] ON [Person].[Address] INSTEAD OF DELETE NOT FOR REPLICATION AS BEGIN DECLARE @Count int; END;
GO
CREATE VIEW [Person].[vA] WITH SCHEMABINDING AS SELECT [AddressID] FROM [Person].[Address];
GO
CREATE UNIQUE CLUSTERED INDEX [IX_vA] ON [Person].[vA]([AddressID]);
GO
CREATE TABLE dbo.Towns (
  TownID int NOT NULL CONSTRAINT PK_Towns PRIMARY KEY CONSTRAINT DF_C DEFAULT (NEXT VALUE FOR Person.TownID),
  ValidFrom datetime2(7) GENERATED ALWAYS AS ROW START NOT NULL,
  ValidTo datetime2(7) GENERATED ALWAYS AS ROW END HIDDEN NOT NULL,
  a varchar(10) MASKED WITH (FUNCTION = 'default()') NULL,
  PERIOD FOR SYSTEM_TIME (ValidFrom, ValidTo)
) ON USERDATA WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = dbo.Towns_Old));
GO
DECLARE @x int;
SELECT @x = 1
IF (@x = 1)
BEGIN
  EXEC sp_x 'a', 'b'
END
ELSE
  PRINT 'x'
GO
EXECUTE [sys].[sp_addextendedproperty] N'MS_Description', N'Primary key', N'SCHEMA', [Person], N'TABLE', [Address], N'COLUMN', [AddressID];
GO
CREATE SYNONYM dbo.s FOR dbo.Towns;
CREATE STATISTICS st ON dbo.Towns (a);
CREATE RULE r AS @x > 1
GO
EXEC dbo.sp_executesql @statement = N'
CREATE PROCEDURE dbo.p AS SELECT 1
'
GO
CREATE USER [app] FOR LOGIN [app] WITH DEFAULT_SCHEMA=[dbo]
ALTER ROLE [db_owner] ADD MEMBER [app]
EXEC sp_addrolemember N'db_datareader', N'app'
GRANT EXECUTE TO [app]
GRANT CONNECT TO [app] AS [dbo]
GRANT SELECT ON SCHEMA::[Person] TO [app]
REVOKE SELECT ON dbo.Towns TO [app]
GO
ALTER AUTHORIZATION ON SCHEMA::Person TO dbo
GO
SET IDENTITY_INSERT [dbo].[Towns] ON 
INSERT [dbo].[Towns] ([TownID]) VALUES (1)
SET IDENTITY_INSERT [dbo].[Towns] OFF
UPDATE dbo.Towns
SET a = 'x'
WHERE TownID = 1
GO
USE [master]
GO
ALTER DATABASE [Shop] SET  READ_WRITE 
GO
