namespace Census.Sync.ConformanceTests;

/// <summary>A source and what it reads from: all that <see cref="SyncSourceConformance"/> has to know of them.</summary>
public abstract class SourceSubject : IAsyncDisposable
{
    /// <summary>What no text for people may hold; values of records do.</summary>
    public const string Canary = "cAnArY";

    /// <summary>Gets the texts that a type for texts should keep as they are.</summary>
    public static IReadOnlyList<string> OddTexts { get; } =
    [
        "", " ", "  between  ", "null", "\"quoted\", it's \\ said", "a\nb\r\nc\td", "Größe", "e\u0301", "日本語 🙂 \U00010FFFF", "=1+1", "<b>&amp;</b>", new string('x', 70_000),
    ];

    /// <summary>Gets names that columns may have.</summary>
    public virtual IReadOnlyList<string> OddNames { get; } =
    [
        "with space", " at both ends ", "quote\"d", "it's", "back`tick", "[brackets]", "a.b", "a,b;c", "back\\slash", "select", "1", "Größe", "日本語", "🙂", "{$}%:@?", "Case", "CASE", "case",
    ];

    /// <summary>Gets what to read of the source.</summary>
    public virtual Model? Model => null;

    /// <summary>Gets the name of the type for texts.</summary>
    public abstract string TextType { get; }

    /// <summary>Gets the types that the source has: at least two, each with values at its extremes, none of which is null.</summary>
    public abstract IReadOnlyList<SourceType> Types { get; }

    /// <summary>Gets a value indicating whether a read of very many records is complete: not if they cannot be read in one piece.</summary>
    public virtual bool IsCompleteWhenLong => true;

    /// <summary>Starts what is read from.</summary>
    public virtual ValueTask StartAsync() => default;

    /// <summary>Writes a text as a cell.</summary>
    public abstract string Text(string text);

    /// <summary>Puts a table in the place of what is there, before a read or between two.</summary>
    public abstract ValueTask HoldAsync(SourceTable table);

    /// <summary>Makes a source of what is held.</summary>
    public abstract SyncSource Connect();

    /// <summary>Returns the source with which to read after the columns changed: the same one, unless its columns are a part of the program.</summary>
    public virtual SyncSource Reconnect(SyncSource source) => source;

    /// <summary>Makes a source that cannot be read: the file is missing, the server is away.</summary>
    public abstract SyncSource ConnectNowhere();

    /// <summary>Lets reads of the table that is held, of <see cref="SyncSourceConformance.ManyRecords"/> records, fail in the middle. Called before <see cref="Connect"/>.</summary>
    public abstract ValueTask FailInTheMiddleAsync();

    /// <summary>Counts what reads have left open: statements, cursors, connections, files.</summary>
    public abstract ValueTask<int> CountOpenAsync();

    /// <summary>Returns what a column is called when it is read: its name as it is, unless the source says otherwise.</summary>
    public virtual string FieldOf(string column) => column;

    /// <summary>Returns the names of the fields of a table in the order in which they are read.</summary>
    public virtual IEnumerable<string> FieldsOf(SourceTable table) => table.Columns.Select(column => FieldOf(column.Name));

    public abstract ValueTask DisposeAsync();
}

/// <summary>What a source's statements are run by, in addition to its being a <see cref="SourceSubject"/>.</summary>
public interface IStatementServer
{
    /// <summary>Makes <see cref="SourceSubject.Model"/> a statement that does not end by itself.</summary>
    ValueTask HoldEndlessAsync();

    /// <summary>Counts the statements that the server is at.</summary>
    ValueTask<int> CountRunningAsync();
}
