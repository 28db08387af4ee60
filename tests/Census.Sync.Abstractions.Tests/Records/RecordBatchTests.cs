using System.Runtime.CompilerServices;

namespace Census.Sync.Abstractions.Tests.Records;

public sealed class RecordBatchTests
{
    private static readonly RecordSchema Schema = new("Id", "Name", "Age");

    [Fact]
    public void A_batch_grows_and_keeps_its_records()
    {
        using var batch = new RecordBatch(Schema, capacity: 1);
        for (var i = 0; i < 5_000; i++)
            batch.Add([(long)i, $"name {i}", FieldValue.Null]);

        Assert.Equal(5_000, batch.Count);
        for (var i = 0; i < 5_000; i++)
        {
            Assert.Equal(i, batch[i][0].AsInteger());
            Assert.Equal($"name {i}", batch[i]["Name"].AsString());
            Assert.True(batch[i].Values[2].IsNull);
        }
    }

    [Fact]
    public void A_record_of_a_batch_can_be_added_to_it_again_even_when_it_grows()
    {
        using var batch = new RecordBatch(Schema, capacity: 1);
        batch.Add([1L, "Ada", 36L]);

        for (var i = 0; i < 300; i++)
            batch.Add(batch[i].Values);

        for (var i = 0; i <= 300; i++)
            Assert.Equal([1L, "Ada", 36L], batch[i].Values.ToArray());
    }

    [Fact]
    public void A_new_record_is_absent_until_it_is_filled()
    {
        using var batch = new RecordBatch(Schema, capacity: 2);
        batch.Add(["old", "old", "old"]);
        batch.Clear();

        var row = batch.Add();

        Assert.True(row[0].IsAbsent && row[1].IsAbsent && row[2].IsAbsent);
        row[1] = "Ada";
        Assert.Equal("Ada", batch[0]["Name"].AsString());
    }

    [Fact]
    public void Knowledge_and_ids_stay_with_their_records()
    {
        using var batch = new RecordBatch(Schema);
        batch.Add();
        batch.Add(RecordKnowledge.Accepted, "d1");
        batch.Add([1L, 2L, 3L], RecordKnowledge.InDoubt);
        for (var i = 3; i < 200; i++)
            batch.Add(destinationId: i % 2 == 0 ? $"d{i}" : null);

        Assert.Equal((RecordKnowledge.Unknown, null), (batch[0].Knowledge, batch[0].DestinationId));
        Assert.Equal((RecordKnowledge.Accepted, "d1"), (batch[1].Knowledge, batch[1].DestinationId));
        Assert.Equal((RecordKnowledge.InDoubt, null), (batch[2].Knowledge, batch[2].DestinationId));
        Assert.Equal((RecordKnowledge.Unknown, "d198"), (batch[198].Knowledge, batch[198].DestinationId));
        Assert.Equal((RecordKnowledge.Unknown, null), (batch[199].Knowledge, batch[199].DestinationId));
    }

    [Fact]
    public void Clearing_forgets_records_knowledge_and_ids()
    {
        using var batch = new RecordBatch(Schema);
        batch.Add(["a", "b", "c"], RecordKnowledge.Accepted, "d0");

        batch.Clear();
        batch.Add();

        Assert.Equal(1, batch.Count);
        Assert.Equal((RecordKnowledge.Unknown, null), (batch[0].Knowledge, batch[0].DestinationId));
        Assert.True(batch[0][0].IsAbsent);
    }

    [Fact]
    public void Positions_names_and_widths_that_do_not_exist_are_refused()
    {
        using var batch = new RecordBatch(Schema);
        batch.Add();

        Assert.Throws<ArgumentOutOfRangeException>(() => batch[1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => batch[-1]);
        Assert.Throws<IndexOutOfRangeException>(() => batch[0][3]);
        Assert.Contains("Id, Name, Age", Assert.Throws<KeyNotFoundException>(() => batch[0]["name"]).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => batch.Add([1L, 2L]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RecordBatch(Schema, 0));
        Assert.Equal(1, batch.Count);
    }

    [Fact]
    public void A_disposed_batch_is_of_no_use()
    {
        var batch = new RecordBatch(Schema);
        batch.Add([1L, 2L, 3L]);
        var record = batch[0];

        batch.Dispose();
        batch.Dispose();

        Assert.Equal(0, batch.Count);
        Assert.Throws<ObjectDisposedException>(() => batch.Add());
        Assert.Throws<ObjectDisposedException>(() => batch.Add([1L, 2L, 3L]));
        Assert.Throws<ObjectDisposedException>(() => record.Values.Length);
    }

    [Fact]
    public void A_batch_without_fields_counts_its_records()
    {
        using var batch = new RecordBatch(new RecordSchema());
        for (var i = 0; i < 100; i++)
            batch.Add();

        Assert.Equal(100, batch.Count);
        Assert.Empty(batch[99].Values.ToArray());
    }

    [Fact]
    public void Pooled_buffers_hold_no_text_after_the_batch_is_disposed()
    {
        var texts = FillAndDispose();

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        // The pool keeps the buffers; the texts they held, before and after they grew, must be gone.
        Assert.All(texts, text => Assert.False(text.IsAlive));
    }

    [Fact]
    public void Cleared_batches_hold_no_text()
    {
        using var batch = new RecordBatch(Schema, 4);
        var text = FillAndClear(batch);

        GC.Collect();

        Assert.False(text.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<WeakReference> FillAndDispose()
    {
        List<WeakReference> texts = [];
        using var batch = new RecordBatch(Schema, capacity: 2);
        for (var i = 0; i < 100; i++)
        {
            var text = new string('x', 10 + i);
            texts.Add(new(text));
            batch.Add([text, (long)i, text], RecordKnowledge.Accepted, text);
        }

        return texts;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference FillAndClear(RecordBatch batch)
    {
        var text = new string('x', 10);
        batch.Add([text, 1L, text], destinationId: text);
        batch.Clear();
        return new(text);
    }
}
