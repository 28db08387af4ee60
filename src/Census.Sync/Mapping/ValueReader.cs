using System.Security.Cryptography;
using System.Text;

namespace Census.Sync.Mapping;

/// <summary>Takes the value of a mapping from a source record. Not safe for concurrent calls.</summary>
internal abstract class ValueReader
{
    /// <summary>Takes the value.</summary>
    /// <returns>Null, or why the record is invalid; the problem names no field yet.</returns>
    public abstract RecordProblem? Read(Record source, out FieldValue value);

    internal sealed class Column(int index) : ValueReader
    {
        public override RecordProblem? Read(Record source, out FieldValue value)
        {
            value = source.Values[index];
            return null;
        }
    }

    internal sealed class Fixed(FieldValue fixedValue) : ValueReader
    {
        public override RecordProblem? Read(Record source, out FieldValue value)
        {
            value = fixedValue;
            return null;
        }
    }

    internal sealed class Computed(Func<Record, FieldValue> compute) : ValueReader
    {
        public override RecordProblem? Read(Record source, out FieldValue value)
        {
            try
            {
                value = compute(source);
                return null;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The exception's text may hold values of the record.
                value = default;
                return new(SyncErrorCodes.ComputeFailed, $"The computed value failed with {e.GetType().Name}.");
            }
        }
    }

    internal sealed class Hash(ValueReader of) : ValueReader
    {
        public override RecordProblem? Read(Record source, out FieldValue value)
        {
            if (of.Read(source, out value) is { } problem)
                return problem;
            if (value.HasValue)
                value = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value.ToText())));
            return null;
        }
    }

    internal sealed class Compound(string separator, ValueReader[] parts) : ValueReader
    {
        private readonly StringBuilder _text = new();

        public override RecordProblem? Read(Record source, out FieldValue value)
        {
            value = FieldValue.Null;
            _text.Clear();
            for (var i = 0; i < parts.Length; i++)
            {
                if (parts[i].Read(source, out var part) is { } problem)
                    return problem;
                var text = part.ToText();
                if (string.IsNullOrWhiteSpace(text))
                    return null;
                _text.Append(i == 0 ? "" : separator).Append(text);
            }

            value = _text.ToString();
            return null;
        }
    }
}
