namespace Census.Sync.Http;

/// <summary>Who is served first when calls wait for a quota.</summary>
public enum QuotaPriority
{
    /// <summary>Work nobody waits for, such as a nightly run. The default.</summary>
    Bulk = 0,

    /// <summary>Work somebody waits for, such as a web request. Served before all <see cref="Bulk"/> work.</summary>
    Interactive,
}
