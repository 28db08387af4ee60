using System.Globalization;

namespace Census.Sync.Sources;

/// <summary>Collects the records that could not be read, up to a limit beyond which the source is evidently something else.</summary>
internal sealed class UnreadableRecords
{
    public const int Maximum = 10_000;

    private readonly List<SourceReadError> _records = [];

    public IReadOnlyList<SourceReadError> Records => _records;

    public void Add(string position, string reason)
    {
        if (_records.Count == Maximum)
        {
            throw new SyncSourceException(string.Create(
                CultureInfo.InvariantCulture,
                $"More than {Maximum} records cannot be read. The first is {_records[0].Position}: {_records[0].Reason}"));
        }

        _records.Add(new(position, reason));
    }
}
