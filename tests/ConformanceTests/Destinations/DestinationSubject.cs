using System.Text.Json.Nodes;

namespace Census.Sync.ConformanceTests;

/// <summary>One object of a destination, and the vendor behind it: all that <see cref="SyncDestinationConformance{TSubject}"/> has to know of them.</summary>
/// <remarks>
/// Samples are numbered. Their keys, their changing values and the secrets hold <see cref="Canary"/>, so that the suite notices them wherever they do not
/// belong. The constructor is cheap, for theories ask an instance that is never started for its <see cref="Behaviors"/>.
/// </remarks>
public abstract class DestinationSubject : IAsyncDisposable
{
    /// <summary>What no text for people may hold.</summary>
    public const string Canary = "cAnArY";

    /// <summary>Gets the name of the object.</summary>
    public abstract string ObjectName { get; }

    /// <summary>Gets all behaviours that the object supports.</summary>
    public abstract IReadOnlyList<SyncBehavior> Behaviors { get; }

    /// <summary>Gets the fields of the samples: the key first, the one that changes last.</summary>
    public abstract IReadOnlyList<SampleField> Fields { get; }

    /// <summary>Gets how many of the fields are the key.</summary>
    public virtual int KeyCount => 1;

    /// <summary>Gets a value indicating whether a sample has a field that changes: not if it is nothing but a key.</summary>
    public virtual bool HasValue => true;

    /// <summary>Gets a value indicating whether the values of records can be read, the one that changes among them.</summary>
    public virtual bool IsReadable => false;

    /// <summary>Gets a value that the last field but one cannot be cast to; absent if it takes any.</summary>
    public virtual FieldValue WrongType => default;

    /// <summary>Gets the clock of vendor and destination.</summary>
    public abstract TimeProvider Time { get; }

    /// <summary>Gets every call that reached the vendor.</summary>
    public abstract IReadOnlyList<VendorCall> Calls { get; }

    /// <summary>Gets what the vendor holds, in the order of creation.</summary>
    public abstract IReadOnlyList<VendorRecord> Held { get; }

    /// <summary>Gets what the destination logged.</summary>
    public abstract IEnumerable<string> Logged { get; }

    /// <summary>Gets the secrets of the destination, beside those that hold <see cref="Canary"/>.</summary>
    public virtual IReadOnlyList<string> Secrets => [];

    /// <summary>Starts the vendor.</summary>
    public abstract ValueTask StartAsync();

    /// <summary>Makes a destination that knows nothing yet, as in a new process.</summary>
    /// <param name="wrongKey">Whether its credentials are wrong.</param>
    public abstract SyncDestination Connect(bool wrongKey = false);

    /// <summary>Tells whether a success names each record that it is one for; if not, it is one for all that were sent.</summary>
    public virtual bool AcknowledgesRecords(SyncOperation operation) => true;

    /// <summary>Names a sample, as <see cref="Held"/> does.</summary>
    public abstract string KeyOf(int number);

    /// <summary>Makes a sample that the vendor takes.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="value">The value of the field that changes.</param>
    public abstract FieldValue[] Record(int number, FieldValue value);

    /// <summary>Makes a sample that only the vendor can refuse, as it does from now on; its key is that of the number.</summary>
    public abstract FieldValue[] RefusedRecord(int number, SyncOperation operation);

    /// <summary>Makes a value that a listed field takes.</summary>
    public virtual FieldValue ValueFor(DestinationField field) => field.Type switch
    {
        FieldType.Boolean => true,
        FieldType.Integer or FieldType.Decimal or FieldType.Float => 7,
        FieldType.Date => new DateOnly(2026, 2, 28),
        FieldType.DateTime => new DateTimeOffset(2026, 2, 28, 12, 30, 0, TimeSpan.Zero),
        _ => field.AllowedValues is [var first, ..] ? first : Canary,
    };

    /// <summary>Puts samples there that no sync of the test wrote.</summary>
    /// <returns>False if they are to be written with the destination itself.</returns>
    public virtual ValueTask<bool> SeedAsync(IReadOnlyList<int> numbers) => new(false);

    /// <summary>Lets writes fail from now on.</summary>
    /// <param name="fault">What the vendor does.</param>
    /// <param name="count">To how many writes; null for all that follow.</param>
    public abstract void Fail(VendorFault fault, int? count = 1);

    /// <summary>Ends all failing and refusing, and waits until all is stored that was to be stored later.</summary>
    public abstract Task RecoverAsync();

    /// <summary>Waits until a call stands still.</summary>
    public abstract Task WaitUntilHeldAsync();

    /// <summary>Finds the bodies of calls in what <see cref="SyncDestination.RenderAsync"/> wrote.</summary>
    public virtual IEnumerable<JsonNode?> BodiesIn(JsonNode? rendered) => [rendered];

    /// <summary>Tells whether a body that was sent is one that was shown; what only the vendor knows is not shown.</summary>
    public virtual bool IsShown(JsonNode? shown, JsonNode? sent) => JsonNode.DeepEquals(shown, sent);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
