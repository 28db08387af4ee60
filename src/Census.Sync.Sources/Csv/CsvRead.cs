using System.Globalization;
using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace Census.Sync.Sources;

internal sealed class CsvRead : BatchedRead
{
    private readonly CsvSourceOptions _settings;
    private readonly SourceFile _file;
    private readonly CsvReader _reader;
    private readonly Malformed _malformed;
    private readonly FieldValue[] _row;

    private CsvRead(
        RecordSchema schema,
        SourceFile file,
        CsvReader reader,
        Malformed malformed,
        CsvSourceOptions settings,
        SourceReadOptions options,
        CancellationToken cancellationToken)
        : base(schema, options, readAhead: true, cancellationToken)
    {
        (_file, _reader, _malformed, _settings) = (file, reader, malformed, settings);
        _row = new FieldValue[schema.Count];
    }

    public static async ValueTask<CsvRead> OpenAsync(
        SourceFile file, CsvSourceOptions settings, SourceReadOptions options, CancellationToken cancellationToken)
    {
        CsvReader? reader = null;
        try
        {
            var malformed = new Malformed();
            reader = CsvReader.Create(file.Stream, new CsvReaderOptions
            {
                Separator = settings.Delimiter,
                Encoding = Strict(settings.Encoding),
                HasHeader = false,
                MaxRecordSize = settings.MaximumRecordBytes,
                OnMalformedRecord = malformed.Report,
                TrackLineNumbers = true,
                IncludeValuesInExceptions = false,
            });
            return await NextAsync(file, reader, malformed, settings, 1, cancellationToken).ConfigureAwait(false)
                ? new(Header(file, reader, malformed), file, reader, malformed, settings, options, cancellationToken)
                : throw new SyncSourceException($"{file.Name} is empty. Its first line must name the fields.");
        }
        catch
        {
            if (reader is not null)
                await reader.DisposeAsync().ConfigureAwait(false);
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    protected override async ValueTask<bool> FillAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        while (batch.Count < BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!await NextAsync(_file, _reader, _malformed, _settings, _reader.LineNumber, cancellationToken).ConfigureAwait(false))
            {
                _file.ThrowIfChanged();
                return false;
            }

            AddRow(batch);
        }

        return true;
    }

    protected override async ValueTask ReleaseAsync()
    {
        await _reader.DisposeAsync().ConfigureAwait(false);
        await _file.DisposeAsync().ConfigureAwait(false);
    }

    private static async ValueTask<bool> NextAsync(
        SourceFile file, CsvReader reader, Malformed malformed, CsvSourceOptions settings, long lastLine, CancellationToken cancellationToken)
    {
        malformed.Reason = null;
        try
        {
            if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                return false;
        }
        catch (CsvFormatException)
        {
            throw new SyncSourceException(string.Create(
                CultureInfo.InvariantCulture,
                $"{file.Name} has a record after line {lastLine} of more than {settings.MaximumRecordBytes} bytes. Probably a quote there is not closed; otherwise raise {nameof(CsvSourceOptions.MaximumRecordBytes)}."));
        }
        catch (DecoderFallbackException)
        {
            throw new SyncSourceException(string.Create(
                CultureInfo.InvariantCulture, $"{file.Name} has bytes after line {lastLine} that are not in its encoding. Set {nameof(CsvSourceOptions.Encoding)} to the right one."));
        }
        catch (Exception e) when (e is IOException or NotSupportedException or UnauthorizedAccessException)
        {
            throw file.ReadFailed(e);
        }

        if (!Utf8.IsValid(reader.RawRecord))
        {
            throw new SyncSourceException(string.Create(
                CultureInfo.InvariantCulture,
                $"{file.Name} is not UTF-8 in line {reader.LineNumber}. Save it in UTF-8, or set {nameof(CsvSourceOptions.Encoding)}, to Encoding.Latin1 for example."));
        }

        // Whatever follows the quote was taken for text: records are missing, and nobody can tell how many.
        if (malformed.Reason == CsvMalformedReason.UnterminatedQuote)
        {
            throw new SyncSourceException(string.Create(
                CultureInfo.InvariantCulture, $"{file.Name} has a quote in the record at line {reader.LineNumber} that is not closed before the end."));
        }

        return true;
    }

    private static RecordSchema Header(SourceFile file, CsvReader reader, Malformed malformed)
    {
        if (malformed.Reason is not null)
            throw new SyncSourceException($"{file.Name} has a quote in the wrong place in its header.");

        var names = new string[reader.FieldCount];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = reader.GetString(i);
            if (string.IsNullOrWhiteSpace(names[i]))
                throw new SyncSourceException($"{file.Name} has no name for column {i + 1} in its header.");
            if (names.AsSpan(0, i).Contains(names[i]))
                throw new SyncSourceException($"{file.Name} names two columns '{names[i]}' in its header. Give one of them another name.");
        }

        return new(names.Select(name => new SchemaField(name, FieldType.String)));
    }

    private void AddRow(RecordBatch batch)
    {
        if (malformedReason() is { } reason)
        {
            Unreadable.Add(Position(), reason);
            return;
        }

        for (var i = 0; i < _row.Length; i++)
        {
            _row[i] = _settings.EmptyAs == EmptyFields.Null && _reader.IsEmpty(i)
                ? FieldValue.Null
                : FieldValue.From(_reader.GetString(i));
        }

        batch.Add(_row);

        string? malformedReason() => _malformed.Reason switch
        {
            not null => "It has a quote in the wrong place: quotes stand around a whole field, and a quote inside is doubled.",
            null when _reader.FieldCount != _row.Length => string.Create(
                CultureInfo.InvariantCulture, $"It has {Fields(_reader.FieldCount)}, the header {_row.Length}."),
            _ => null,
        };
    }

    private string Position()
    {
        var breaks = _reader.RawRecord.Count((byte)'\n');
        return breaks == 0
            ? string.Create(CultureInfo.InvariantCulture, $"line {_reader.LineNumber}")
            : string.Create(CultureInfo.InvariantCulture, $"lines {_reader.LineNumber} to {_reader.LineNumber + breaks}");
    }

    private static string Fields(int count) => count == 1 ? "1 field" : string.Create(CultureInfo.InvariantCulture, $"{count} fields");

    private static Encoding? Strict(Encoding? encoding)
    {
        if (encoding is null)
            return null;

        var strict = (Encoding)encoding.Clone();
        strict.DecoderFallback = DecoderFallback.ExceptionFallback;
        return strict;
    }

    /// <summary>What is wrong with the current record, if anything.</summary>
    private sealed class Malformed
    {
        public CsvMalformedReason? Reason { get; set; }

        public void Report(CsvMalformedRecord record) => Reason = record.Reason;
    }
}
