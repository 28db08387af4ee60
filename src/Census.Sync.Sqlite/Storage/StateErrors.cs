using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Census.Sync.Storage;

/// <summary>Says what a SQLite error means and what to do about it.</summary>
internal static class StateErrors
{
    public static SyncStateException Explain(SqliteException error, string path) => new(Describe(error, path), error);

    public static string Damaged(string path) =>
        $"'{path}' is damaged, or not a SQLite database. It was not changed. Restore it from a backup, or move it away to start anew.";

    private static string Describe(SqliteException error, string path) => error.SqliteErrorCode switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED =>
            $"'{path}' is locked by another program. Close what has it open (a database browser, a backup), or allow a longer busy timeout.",
        raw.SQLITE_READONLY =>
            $"'{path}' cannot be written. Make the file and its folder writable for this user.",
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => Damaged(path),
        raw.SQLITE_FULL =>
            $"'{path}' cannot grow: the disk is full. Nothing was changed; free some space.",
        raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_AUTH =>
            $"'{path}' cannot be opened. Check that this user may read and write the file and its folder, and that its -wal and -shm files are files.",
        raw.SQLITE_IOERR =>
            $"Reading or writing '{path}', or its -wal and -shm files, failed (SQLite error {error.SqliteExtendedErrorCode}). "
            + "Check the disk; a network share does not work reliably.",
        raw.SQLITE_TOOBIG =>
            $"A blob is larger than SQLite allows in '{path}'.",
        _ => $"'{path}' cannot be used (SQLite error {error.SqliteExtendedErrorCode}). If it was edited by hand, restore it from a backup.",
    };
}
