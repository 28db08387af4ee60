namespace Census.Sync.Storage;

/// <summary>Recognizes a file, creates it and brings it up to date.</summary>
internal static class StateSchema
{
    /// <summary>What SQLite's <c>application_id</c> says of our files: "CSYN".</summary>
    public const int ApplicationId = 0x4353594E;

    // One entry for each version of the layout: what makes it of the version before. Entries are never changed once released.
    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE sync (
            id      INTEGER PRIMARY KEY,
            name    TEXT    NOT NULL UNIQUE,
            token   INTEGER NOT NULL,   -- counts the leases that were given; a writer of an earlier one is refused
            owner   TEXT,               -- null: nobody holds the lease
            expires INTEGER NOT NULL    -- 100 ns since the year 1, UTC, like all times here
        ) STRICT;

        CREATE TABLE blob (
            sync    INTEGER NOT NULL,
            section INTEGER NOT NULL,
            number  INTEGER NOT NULL,
            content BLOB    NOT NULL,
            PRIMARY KEY (sync, section, number)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE quota (
            id      INTEGER PRIMARY KEY,
            name    TEXT    NOT NULL UNIQUE,
            longest INTEGER NOT NULL    -- the longest window ever asked for: how long reservations matter
        ) STRICT;

        CREATE TABLE reservation (
            id       INTEGER PRIMARY KEY AUTOINCREMENT,   -- never reused, since a completion may come late
            quota    INTEGER NOT NULL,
            permits  INTEGER NOT NULL,
            reserved INTEGER NOT NULL,
            answered INTEGER NOT NULL,  -- 0 or 1
            ends     INTEGER NOT NULL   -- the answer, or when it is taken to be lost; the permits count for one window more
        ) STRICT;

        CREATE INDEX reservation_ends ON reservation (quota, ends, answered, permits);
        """,

        // In a table without rowid the inner pages of the tree hold blobs too, four each, so that it gets high and each look-up reads all of its levels. An index of the numbers alone is two or three pages high.
        """
        ALTER TABLE blob RENAME TO blob_1;

        CREATE TABLE blob (
            id      INTEGER PRIMARY KEY,
            sync    INTEGER NOT NULL,
            section INTEGER NOT NULL,
            number  INTEGER NOT NULL,
            content BLOB    NOT NULL,
            UNIQUE (sync, section, number)
        ) STRICT;

        INSERT INTO blob (sync, section, number, content) SELECT sync, section, number, content FROM blob_1 ORDER BY sync, section, number;

        DROP TABLE blob_1;
        """,
    ];

    public static int CurrentVersion => Migrations.Length;

    /// <summary>Returns the version of the layout; 0 if the file is empty. Changes nothing.</summary>
    /// <exception cref="SyncStateException">The file is not ours, or newer than we are.</exception>
    public static int VersionOf(StateConnection connection, string path)
    {
        // One transaction, since another process may be creating the tables right now.
        connection.Execute("BEGIN");
        var version = Identify(connection, path);
        connection.Execute("COMMIT");
        return version;
    }

    /// <summary>Creates what is missing.</summary>
    /// <exception cref="SyncStateException">The file is not ours, or newer than we are.</exception>
    public static void Migrate(StateConnection connection, string path)
    {
        connection.Execute("BEGIN IMMEDIATE");
        for (var version = Identify(connection, path); version < CurrentVersion; version++)
            connection.Execute(Migrations[version]);
        connection.Execute($"PRAGMA application_id = {ApplicationId}");
        connection.Execute($"PRAGMA user_version = {CurrentVersion}");
        connection.Execute("COMMIT");
    }

    private static int Identify(StateConnection connection, string path)
    {
        var application = connection.Number("PRAGMA application_id");
        var version = connection.Number("PRAGMA user_version");
        if (application == 0 && version == 0 && connection.Number("SELECT count(*) FROM sqlite_schema") == 0)
            return 0;
        if (application != ApplicationId || version < 1)
            throw new SyncStateException($"'{path}' is the SQLite database of another program. It was not changed; choose another path.");
        if (version > CurrentVersion)
        {
            throw new SyncStateException(
                $"'{path}' was written by a newer version of Census.Sync.Sqlite: its layout is {version}, this version knows up to {CurrentVersion}. "
                + "It was not changed; update the package, or choose another path.");
        }

        return (int)version;
    }
}
