namespace Census.Sync;

/// <summary>What a destination gives out for records whose outcome it tells later.</summary>
/// <param name="Token">What the destination needs to find them again.</param>
/// <param name="AskAt">When to ask for the outcome.</param>
public sealed record RecordReceipt(string Token, DateTimeOffset AskAt);
