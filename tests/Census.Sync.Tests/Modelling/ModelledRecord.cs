using System.Globalization;

namespace Census.Sync.Tests.Modelling;

/// <summary>A record of the model.</summary>
internal sealed class ModelledRecord(string key)
{
    public string Key { get; } = key;

    public bool IsThere { get; set; }

    public string Name { get; set; } = "name 0";

    public int Arr { get; set; }

    public bool IsTwice { get; set; }

    public bool IsTooLong { get; set; }

    /// <summary>Whether the destination refuses it.</summary>
    public bool IsRefused { get; set; }

    /// <summary>What the destination accepted last; null for nothing.</summary>
    public (string Name, string? Arr)? Accepted { get; set; }

    /// <summary>Whether the destination may have accepted something else since.</summary>
    public bool IsInDoubt { get; set; }

    /// <summary>What it refused last, as far as that was not mended since; null for nothing.</summary>
    public Refusal? Refusal { get; set; }

    /// <summary>Whether somebody asked for the record to be forgotten.</summary>
    public bool IsForgotten { get; set; }

    /// <summary>Whether mappings changed while its row could not be sent: then it is sent when it can be, changed or not.</summary>
    public bool MissedRemapping { get; set; }

    public bool IsValid => IsThere && !IsTwice && !IsTooLong;

    /// <summary>The number of rows that the source has of it.</summary>
    public int Rows => !IsThere ? 0 : IsTwice ? 2 : 1;

    public int InvalidRows => IsValid || IsForgotten ? 0 : Rows;

    public (string Name, string? Arr) Projection(bool withArr) => (Name, withArr ? Arr.ToString(CultureInfo.InvariantCulture) : null);
}
