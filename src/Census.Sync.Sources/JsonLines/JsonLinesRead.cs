using System.Globalization;

namespace Census.Sync.Sources;

internal sealed class JsonLinesRead : BatchedRead
{
    private const int MaximumSampleBytes = 16 * 1024 * 1024;

    private readonly SourceFile _file;
    private readonly Utf8LineReader _lines;
    private readonly Queue<SampleLine> _sample;
    private readonly JsonLineParser _parser;
    private readonly FieldValue[] _row;
    private readonly int _maximumLineBytes;

    private JsonLinesRead(
        RecordSchema schema,
        SourceFile file,
        Utf8LineReader lines,
        Queue<SampleLine> sample,
        JsonLinesSourceOptions settings,
        SourceReadOptions options,
        CancellationToken cancellationToken)
        : base(schema, options, readAhead: true, cancellationToken)
    {
        (_file, _lines, _sample, _maximumLineBytes) = (file, lines, sample, settings.MaximumLineBytes);
        _parser = new(schema);
        _row = new FieldValue[schema.Count];
    }

    public static async ValueTask<JsonLinesRead> OpenAsync(
        SourceFile file, JsonLinesSourceOptions settings, SourceReadOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var lines = new Utf8LineReader(file, settings.MaximumLineBytes);
            Queue<SampleLine> sample = [];
            var fields = settings.Fields ?? await SampleAsync(file, lines, sample, settings, cancellationToken).ConfigureAwait(false);
            return new(new(fields), file, lines, sample, settings, options, cancellationToken);
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    protected override async ValueTask<bool> FillAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        while (batch.Count < BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_sample.TryDequeue(out var sampled))
            {
                AddRow(batch, sampled.Number, sampled.Line);
            }
            else if (await _lines.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                AddRow(batch, _lines.Number, _lines.Line);
            }
            else
            {
                _file.ThrowIfChanged();
                return false;
            }
        }

        return true;
    }

    protected override ValueTask ReleaseAsync() => _file.DisposeAsync();

    // The lines looked at are kept: a stream cannot be read twice, and a file might have changed in between.
    private static async ValueTask<IReadOnlyList<SchemaField>> SampleAsync(
        SourceFile file, Utf8LineReader lines, Queue<SampleLine> sample, JsonLinesSourceOptions settings, CancellationToken cancellationToken)
    {
        List<string> names = [];
        HashSet<string> known = new(StringComparer.Ordinal);
        long bytes = 0;
        while (sample.Count < settings.SampleLines && bytes < MaximumSampleBytes
            && await lines.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (lines.Line is not { } line)
            {
                sample.Enqueue(new(lines.Number, null));
                continue;
            }

            sample.Enqueue(new(lines.Number, line.ToArray()));
            bytes += line.Length;
            JsonLineParser.CollectNames(line.Span, names, known);
        }

        return names.Count > 0
            ? [.. names.Select(name => new SchemaField(name))]
            : throw new SyncSourceException($"{file.Name} has no JSON object with a property in its first {settings.SampleLines} lines. Name the fields in {nameof(JsonLinesSourceOptions)}.{nameof(JsonLinesSourceOptions.Fields)}.");
    }

    private void AddRow(RecordBatch batch, long number, ReadOnlyMemory<byte>? line)
    {
        if (line is { } bytes && JsonLineParser.IsBlank(bytes.Span))
            return;

        var reason = line is null
            ? string.Create(CultureInfo.InvariantCulture, $"It is longer than {_maximumLineBytes} bytes.")
            : _parser.Parse(line.Value.Span, _row);
        if (reason is null)
            batch.Add(_row);
        else
            Unreadable.Add(string.Create(CultureInfo.InvariantCulture, $"line {number}"), reason);
    }

    private readonly record struct SampleLine(long Number, ReadOnlyMemory<byte>? Line);
}
