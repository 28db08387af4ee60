using System.Data;
using System.Data.Common;

namespace Census.Sync.Sources;

/// <summary>A statement that runs in its session, and the columns of its result.</summary>
internal sealed class DbStatement(DbSession session, DbCommand command, DbDataReader reader, DbColumns columns) : IAsyncDisposable
{
    public DbSession Session => session;

    public DbDataReader Reader => reader;

    public DbColumns Columns => columns;

    /// <summary>Whether there is a first row; null if nobody has looked.</summary>
    public bool? HasRow { get; private set; }

    /// <summary>Waits for the first row: until then a failure costs nothing but another try.</summary>
    public async ValueTask ReadFirstAsync(CancellationToken cancellationToken) => HasRow = session.Dialect.BlocksThread
        ? reader.Read()
        : await reader.ReadAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Stops the statement on the server. Does not throw.</summary>
    public void Cancel() => Cancel(session, command);

    /// <summary>Stops a statement that runs on another thread. Does not throw.</summary>
    public static void Cancel(DbSession session, DbCommand command)
    {
        try
        {
            if (session.Dialect.Kind == DatabaseKind.Sqlite)
                SqliteEngine.Interrupt(session.Connection);
            command.Cancel();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The statement may be over, or the connection gone: then there is nothing to cancel.
        }
    }

    /// <summary>Ends a statement that was read to its end.</summary>
    public async ValueTask CompleteAsync()
    {
        await CloseAsync(reader).ConfigureAwait(false);
        await session.EndAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync(reader).ConfigureAwait(false);
        await CloseAsync(command).ConfigureAwait(false);
        await CloseAsync(session).ConfigureAwait(false);
    }

    // Disposing may report what reading has already reported; the first word counts.
    public static async ValueTask CloseAsync(IAsyncDisposable? part)
    {
        try
        {
            if (part is not null)
                await part.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
        }
    }
}
