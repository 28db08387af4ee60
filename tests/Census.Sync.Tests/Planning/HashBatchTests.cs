using System.Buffers.Binary;
using System.Security.Cryptography;
using Census.Sync.Planning;

namespace Census.Sync.Tests.Planning;

public sealed class HashBatchTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(7), InlineData(8), InlineData(9), InlineData(400)]
    public void Hashes_are_those_of_the_system_whatever_the_lengths_are(int count)
    {
        var random = new Random(count);
        var batch = new HashBatch();

        // Twice, since a batch is used again.
        for (var round = 0; round < 2; round++)
        {
            var messages = Enumerable.Range(0, count).Select(_ => Message(random, random.Next(300))).ToArray();

            Assert.Equal(messages.Select(SystemHash), HashAll(batch, messages));
            Assert.Equal(0, batch.Count);
        }
    }

    [Fact]
    public void Every_length_around_the_end_of_a_block_is_padded_right()
    {
        var messages = Enumerable.Range(0, 260).Select(length => Message(new(length), length)).ToArray();

        Assert.Equal(messages.Select(SystemHash), HashAll(new(), messages));
    }

    [Fact]
    public void A_long_message_does_not_change_the_short_ones_beside_it()
    {
        var messages = new[] { 0, 100_000, 1, 55, 56, 63, 64, 65 }.Select(length => Message(new(length), length)).ToArray();

        Assert.Equal(messages.Select(SystemHash), HashAll(new(), messages));
    }

    private static UInt128[] HashAll(HashBatch batch, byte[][] messages)
    {
        foreach (var message in messages)
        {
            // In two pieces, since that is how records are written.
            var half = message.Length / 2;
            message.AsSpan(0, half).CopyTo(batch.Room(half));
            batch.Advance(half);
            message.AsSpan(half).CopyTo(batch.Room(message.Length - half));
            batch.Advance(message.Length - half);
            batch.EndMessage();
        }

        var hashes = new UInt128[messages.Length];
        batch.HashAll(hashes);
        return hashes;
    }

    private static UInt128 SystemHash(byte[] message) => BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(message));

    private static byte[] Message(Random random, int length)
    {
        var message = new byte[length];
        random.NextBytes(message);
        return message;
    }
}
