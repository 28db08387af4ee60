using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Census.Sync.Sources;

/// <summary>The engine below Microsoft.Data.Sqlite, bound by name since no provider is referenced. Where it is not found, nothing is bound.</summary>
internal static class SqliteEngine
{
    /// <summary>Binds a function of the engine to the handle that a connection or a reader has.</summary>
    /// <param name="owner">The connection or reader.</param>
    /// <param name="function">The name of the function, whose first argument is the handle.</param>
    /// <param name="rest">The types of its other arguments.</param>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "What a trimmed application lacks is not used.")]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "What a trimmed application lacks is not used.")]
    public static T? Bind<T>(object owner, string function, params Type[] rest)
        where T : Delegate
    {
        var handle = owner.GetType().GetProperty("Handle")?.GetValue(owner);
        return handle?.GetType().Assembly.GetType("SQLitePCL.raw")?.GetMethod(function, [handle.GetType(), .. rest]) is { } method
            ? (T?)Delegate.CreateDelegate(typeof(T), handle, method, throwOnBindFailure: false)
            : null;
    }

    /// <summary>Stops what runs on a connection, which must not be closed meanwhile.</summary>
    public static void Interrupt(DbConnection connection) => Bind<Action>(connection, "sqlite3_interrupt")?.Invoke();
}
