namespace Quickstart.Vendors;

/// <summary>How many calls were made, and how many of them write.</summary>
public readonly record struct CallCount(long All, long Writes)
{
    public static CallCount operator -(CallCount later, CallCount earlier) => new(later.All - earlier.All, later.Writes - earlier.Writes);

    public static CallCount operator +(CallCount one, CallCount other) => new(one.All + other.All, one.Writes + other.Writes);
}
