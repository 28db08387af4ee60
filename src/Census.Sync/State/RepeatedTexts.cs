using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Census.Sync.State;

/// <summary>
/// Makes strings of the texts of records, one of each text that a field repeats: owners, plans, countries. Most fields of text have few values, and what is read from a change
/// set lives for a batch only. A field whose values do not repeat is left alone after a while.
/// </summary>
/// <param name="fields">The number of fields of a record.</param>
internal sealed class RepeatedTexts(int fields)
{
    private const int LongestKept = 64;
    private const int FirstSlots = 64;
    private const int MostTexts = 8_192;

    private readonly Field[] _fields = new Field[fields];

    /// <summary>Makes a string.</summary>
    /// <param name="field">The position of its field.</param>
    /// <param name="text">The text as UTF-8.</param>
    public string Get(int field, ReadOnlySpan<byte> text) =>
        text.Length is > 0 and <= LongestKept ? _fields[field].Get(text) : Encoding.UTF8.GetString(text);

    // An open hash table, at most half full.
    private struct Field
    {
        private string?[]? _slots;
        private int _count;
        private long _hits;
        private bool _isUnique;

        public string Get(ReadOnlySpan<byte> text)
        {
            if (_isUnique)
                return Encoding.UTF8.GetString(text);
            _slots ??= new string?[FirstSlots];
            var slot = HashOf(text) & _slots.Length - 1;
            for (; _slots[slot] is { } known; slot = slot + 1 & _slots.Length - 1)
            {
                if (!Ascii.Equals(text, known))
                    continue;
                _hits++;
                return known;
            }

            var made = Encoding.UTF8.GetString(text);
            if (made.Length == text.Length)
                Keep(made, slot);
            return made;
        }

        private void Keep(string made, int slot)
        {
            if (_count == MostTexts)
            {
                _isUnique = _hits < MostTexts;
                if (_isUnique)
                    _slots = null;
                return;
            }

            _slots![slot] = made;
            if (++_count > _slots.Length / 2)
                Grow();
        }

        private void Grow()
        {
            var old = _slots!;
            _slots = new string?[old.Length * 2];
            Span<byte> text = stackalloc byte[LongestKept];
            foreach (var known in old)
            {
                if (known is null)
                    continue;
                var slot = HashOf(text[..Encoding.ASCII.GetBytes(known, text)]) & _slots.Length - 1;
                while (_slots[slot] is not null)
                    slot = slot + 1 & _slots.Length - 1;
                _slots[slot] = known;
            }
        }

        private static int HashOf(ReadOnlySpan<byte> text)
        {
            var hash = (uint)text.Length;
            for (; text.Length >= sizeof(ulong); text = text[sizeof(ulong)..])
                hash = BitOperations.Crc32C(hash, BinaryPrimitives.ReadUInt64LittleEndian(text));
            foreach (var value in text)
                hash = BitOperations.Crc32C(hash, value);
            return (int)(hash & int.MaxValue);
        }
    }
}
