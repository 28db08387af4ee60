namespace Census.Sync.Emulators;

/// <summary>What becomes of a feedback record whose id was sent before.</summary>
public enum EnterpretDuplicates
{
    /// <summary>It is skipped; the answer is 200.</summary>
    Skip,

    /// <summary>Content and metadata are replaced, <c>createdAt</c> stays: the vendor's data mutability, which is off unless support turns it on.</summary>
    Replace,
}
