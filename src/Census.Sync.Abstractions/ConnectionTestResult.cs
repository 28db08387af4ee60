namespace Census.Sync;

/// <summary>The outcome of testing a connection.</summary>
public sealed record ConnectionTestResult
{
    private ConnectionTestResult(bool succeeded, string? message) => (Succeeded, Message) = (succeeded, message);

    /// <summary>Gets the result of a connection that works.</summary>
    public static ConnectionTestResult Success { get; } = new(true, null);

    /// <summary>Gets a value indicating whether the connection works.</summary>
    public bool Succeeded { get; }

    /// <summary>Gets what is wrong, in words a person can act on, or a remark about a success.</summary>
    public string? Message { get; }

    /// <summary>Describes a connection that works, with a remark.</summary>
    /// <param name="message">What was and was not checked.</param>
    public static ConnectionTestResult SuccessWith(string message) => new(true, message);

    /// <summary>Describes a connection that does not work.</summary>
    /// <param name="message">What is wrong, in words a person can act on.</param>
    public static ConnectionTestResult Failure(string message) => new(false, message);
}
