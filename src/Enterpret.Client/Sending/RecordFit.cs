namespace Enterpret.Client;

/// <summary>What became of a record that was written into a <see cref="RequestBody"/>.</summary>
internal enum RecordFit
{
    /// <summary>It is in.</summary>
    Fits,

    /// <summary>It is out: the body would be larger than the limit with it.</summary>
    NoRoom,

    /// <summary>It is out: the body would be larger than the limit even with nothing else.</summary>
    TooLarge,
}
