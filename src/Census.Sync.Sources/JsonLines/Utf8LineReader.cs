namespace Census.Sync.Sources;

/// <summary>Cuts a stream into lines of bytes, in one buffer that grows up to the longest line allowed.</summary>
internal sealed class Utf8LineReader(SourceFile file, int maximumLineBytes)
{
    private byte[] _buffer = new byte[Math.Min(64 * 1024, maximumLineBytes + 2)];
    private int _start;
    private int _end;
    private bool _atEnd;
    private bool _started;

    /// <summary>The number of the line that was read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The line without its line break. Null if it was too long; valid until the next one is read.</summary>
    public ReadOnlyMemory<byte>? Line { get; private set; }

    /// <summary>Reads the next line. False at the end of the stream.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (!_started)
            await SkipByteOrderMarkAsync(cancellationToken).ConfigureAwait(false);

        var searched = 0;
        var tooLong = false;
        while (true)
        {
            var found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                Take(searched + found, tooLong);
                _start++;
                return true;
            }

            if (_atEnd)
            {
                if (_start == _end && !tooLong)
                    return false;
                Take(_end - _start, tooLong);
                return true;
            }

            searched = _end - _start;
            if (searched > maximumLineBytes)
            {
                // Forget it, and go on with the next line.
                tooLong = true;
                (_start, _end, searched) = (0, 0, 0);
            }

            await FillAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Take(int length, bool tooLong)
    {
        Number++;
        var line = _buffer.AsMemory(_start, length);
        _start += length;
        if (line.Span is [.., (byte)'\r'])
            line = line[..^1];
        Line = tooLong || line.Length > maximumLineBytes ? default(ReadOnlyMemory<byte>?) : line;
    }

    private async ValueTask SkipByteOrderMarkAsync(CancellationToken cancellationToken)
    {
        _started = true;
        while (_end < 3 && !_atEnd)
            await FillAsync(cancellationToken).ConfigureAwait(false);

        var first = _buffer.AsSpan(0, _end);
        if (first is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..])
            throw new SyncSourceException($"{file.Name} is UTF-16. Save it in UTF-8.");
        if (first is [0xEF, 0xBB, 0xBF, ..])
            _start = 3;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        // Room for the longest line with its break, and one byte more that shows it is longer.
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, (int)Math.Min(2L * _buffer.Length, maximumLineBytes + 3L));

        try
        {
            var read = await file.Stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            _atEnd = read == 0;
            _end += read;
        }
        catch (Exception e) when (e is IOException or NotSupportedException or UnauthorizedAccessException)
        {
            throw file.ReadFailed(e);
        }
    }
}
