namespace Census.Sync.State;

/// <summary>What was sent and what was answered: one entry a batch, each way.</summary>
internal abstract record JournalEntry
{
    private enum Tag : byte
    {
        Seal = 1,
        InFlight = 2,
        Outcomes = 3,
    }

    private enum Outcome : byte
    {
        Acknowledged = 1,
        Held = 2,
        NotSent = 3,
        AcknowledgedWithKey = 4,
        Forgotten = 5,
    }

    public static JournalEntry Decode(ReadOnlySpan<byte> content)
    {
        var reader = new BlobReader(content);
        return (Tag)reader.Byte() switch
        {
            Tag.Seal => Seal.Read(ref reader),
            Tag.InFlight => InFlight.Read(ref reader),
            Tag.Outcomes => Outcomes.Read(ref reader),
            _ => throw BlobReader.Damaged(),
        };
    }

    public abstract void Write(BlobWriter writer);

    /// <summary>The change set is complete: everything before it counts for nothing, everything in it will be sent.</summary>
    internal sealed record Seal(string RunId, long Generation, long Count, IReadOnlyList<StateField> Fields, IReadOnlyCollection<UInt128> Voided) : JournalEntry
    {
        /// <summary>What the blocks are encrypted with; empty where they are not. Since format 4.</summary>
        public ReadOnlyMemory<byte> Key { get; init; }

        public static Seal Read(ref BlobReader reader)
        {
            var (runId, generation, count) = (reader.RequiredText(), reader.Long(), reader.Long());
            var fields = StateField.ReadList(ref reader);
            var voided = new UInt128[reader.Count()];
            for (var i = 0; i < voided.Length; i++)
                voided[i] = reader.Hash();
            return new(runId, generation, count, fields, voided) { Key = reader.IsAtEnd ? default : reader.Take(BlockCipher.KeySize).ToArray() };
        }

        public override void Write(BlobWriter writer)
        {
            writer.Byte((byte)Tag.Seal);
            writer.Text(RunId);
            writer.Number(Generation);
            writer.Number(Count);
            StateField.WriteList(writer, Fields);
            writer.Number(Voided.Count);
            foreach (var key in Voided)
                writer.Hash(key);
            writer.Raw(Key.Span);
        }
    }

    /// <summary>These records are about to be sent. Without an outcome they are in doubt.</summary>
    internal sealed record InFlight(DateTimeOffset At, IReadOnlyList<long> Ordinals) : JournalEntry
    {
        public static InFlight Read(ref BlobReader reader)
        {
            var at = reader.Time();
            var ordinals = new long[reader.Count()];
            for (var i = 0; i < ordinals.Length; i++)
                ordinals[i] = reader.Long();
            return new(at, ordinals);
        }

        public override void Write(BlobWriter writer)
        {
            writer.Byte((byte)Tag.InFlight);
            writer.Time(At);
            writer.Number(Ordinals.Count);
            foreach (var ordinal in Ordinals)
                writer.Number(ordinal);
        }
    }

    /// <summary>What was answered. A record that is not named here stays in doubt.</summary>
    internal sealed record Outcomes : JournalEntry
    {
        /// <summary>Records that the destination has, with their keys in clear where those are kept.</summary>
        public List<(long Ordinal, UInt128 Key, UInt128 Fingerprint, byte[]? KeyEntry)> Acknowledged { get; } = [];

        /// <summary>Records of which nothing is remembered: the destination no longer has them, or has nothing of them any more, or they have no key.</summary>
        public List<(long Ordinal, UInt128 Key)> Forgotten { get; } = [];

        public List<(long Ordinal, HeldRecord Record)> Held { get; } = [];

        /// <summary>
        /// Those of <see cref="Held"/> that may be there all the same, from an attempt without an answer, with their keys in clear. They are written as acknowledged
        /// before they are written as held.
        /// </summary>
        public List<(long Ordinal, UInt128 Key, byte[] KeyEntry)> MayBeThere { get; } = [];

        public List<long> NotSent { get; } = [];

        /// <summary>The number of records that are done with in this change set.</summary>
        public int Settled => Acknowledged.Count + Forgotten.Count + Held.Count;

        public bool IsEmpty => Settled == 0 && NotSent.Count == 0;

        public void Clear()
        {
            Acknowledged.Clear();
            Forgotten.Clear();
            Held.Clear();
            MayBeThere.Clear();
            NotSent.Clear();
        }

        public static Outcomes Read(ref BlobReader reader)
        {
            var outcomes = new Outcomes();
            var held = new Dictionary<UInt128, HeldRecord>();
            while (!reader.IsAtEnd)
            {
                var outcome = (Outcome)reader.Byte();
                var ordinal = reader.Long();
                switch (outcome)
                {
                    case Outcome.Acknowledged:
                        outcomes.Acknowledged.Add((ordinal, reader.Hash(), reader.Hash(), null));
                        break;
                    case Outcome.AcknowledgedWithKey:
                        var (key, fingerprint, keyEntry) = (reader.Hash(), reader.Hash(), reader.Bytes().ToArray());
                        if (fingerprint == SyncLedger.MayBeThere)
                            outcomes.MayBeThere.Add((ordinal, key, keyEntry));
                        else
                            outcomes.Acknowledged.Add((ordinal, key, fingerprint, keyEntry));
                        break;
                    case Outcome.Forgotten:
                        outcomes.Forgotten.Add((ordinal, reader.Hash()));
                        break;
                    case Outcome.Held:
                        HeldRecord.Decode(reader.Bytes(), held);
                        foreach (var record in held.Values)
                            outcomes.Held.Add((ordinal, record));
                        held.Clear();
                        break;
                    case Outcome.NotSent:
                        outcomes.NotSent.Add(ordinal);
                        break;
                    default:
                        throw BlobReader.Damaged();
                }
            }

            return outcomes;
        }

        public override void Write(BlobWriter writer)
        {
            writer.Byte((byte)Tag.Outcomes);
            foreach (var (ordinal, key, fingerprint, keyEntry) in Acknowledged)
                WriteAcknowledged(ordinal, key, fingerprint, keyEntry);
            foreach (var (ordinal, key, keyEntry) in MayBeThere)
                WriteAcknowledged(ordinal, key, SyncLedger.MayBeThere, keyEntry);

            foreach (var (ordinal, key) in Forgotten)
            {
                writer.Byte((byte)Outcome.Forgotten);
                writer.Number(ordinal);
                writer.Hash(key);
            }

            foreach (var (ordinal, record) in Held)
            {
                writer.Byte((byte)Outcome.Held);
                writer.Number(ordinal);
                writer.Bytes(HeldRecord.Encode([record]));
            }

            foreach (var ordinal in NotSent)
            {
                writer.Byte((byte)Outcome.NotSent);
                writer.Number(ordinal);
            }

            void WriteAcknowledged(long ordinal, UInt128 key, UInt128 fingerprint, byte[]? keyEntry)
            {
                writer.Byte((byte)(keyEntry is null ? Outcome.Acknowledged : Outcome.AcknowledgedWithKey));
                writer.Number(ordinal);
                writer.Hash(key);
                writer.Hash(fingerprint);
                if (keyEntry is not null)
                    writer.Bytes(keyEntry);
            }
        }
    }
}
