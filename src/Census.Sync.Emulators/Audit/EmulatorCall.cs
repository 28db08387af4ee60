namespace Census.Sync.Emulators;

/// <summary>One call that reached an emulator, as its audit trail keeps it.</summary>
/// <remarks>The same object is handed to hooks while the call runs and found in the trail afterwards; <see cref="Status"/> and what follows are set as it goes on.</remarks>
public sealed class EmulatorCall
{
    internal EmulatorCall()
    {
    }

    /// <summary>Gets the number of the call, counted from 1 in order of arrival.</summary>
    public int Number { get; internal set; }

    /// <summary>Gets when the call arrived, by the unskewed clock.</summary>
    public DateTimeOffset Time { get; internal init; }

    /// <summary>Gets the HTTP method.</summary>
    public string Method { get; internal init; } = "";

    /// <summary>Gets the path with its query string.</summary>
    public string Path { get; internal init; } = "";

    /// <summary>Gets what the call is about: an object name in lower case (<c>company</c>, <c>person</c>), <c>users</c>, <c>accounts</c>, <c>records</c>, <c>delete</c>, <c>metadata</c>, <c>token</c>, or nothing for an unknown route.</summary>
    public string Route { get; internal init; } = "";

    /// <summary>Gets whether the call means to change something.</summary>
    public bool IsWrite { get; internal init; }

    /// <summary>Gets the number of records in the body.</summary>
    public int Records { get; internal init; }

    /// <summary>Gets what identifies the records sent, in their order: company names, e-mail addresses, Enterpret ids.</summary>
    public IReadOnlyList<string> Ids { get; internal init; } = [];

    /// <summary>Gets the size of the request body in bytes.</summary>
    public long RequestBytes { get; internal init; }

    /// <summary>Gets the request body when <see cref="EmulatorOptions.CaptureBodies"/> is on.</summary>
    public string? Body { get; internal init; }

    /// <summary>Gets the HTTP status answered, or <see langword="null"/> when no answer was given (yet).</summary>
    public int? Status { get; internal set; }

    /// <summary>Gets the vendor's error code in the answer, if any.</summary>
    public string? ErrorCode { get; internal set; }

    /// <summary>Gets whether the call changed the contents.</summary>
    public bool Stored { get; internal set; }

    /// <summary>Gets the kind of fault that hit the call, if one did.</summary>
    public string? Fault { get; internal set; }

    /// <inheritdoc/>
    public override string ToString() => $"#{Number} {Method} {Path.Split('?')[0]} {Records} record(s) -> {Status?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "no answer"}";
}
