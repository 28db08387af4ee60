namespace Enterpret.Client.Tests;

/// <summary>Records that nobody cares about in detail.</summary>
internal static class Make
{
    public static readonly DateTimeOffset Day = new(2025, 6, 1, 8, 30, 0, TimeSpan.Zero);

    public static EnterpretUser User(int number) => new($"user-{number}", Day) { ["Name"] = $"Name {number}" };

    public static EnterpretUser[] Users(int count) => [.. Enumerable.Range(0, count).Select(User)];

    public static EnterpretReview Review(int number, string? text = null) => new($"review-{number}", text ?? $"Text {number}", Day) { ["rating"] = number % 5 };

    public static EnterpretReview[] Reviews(int count) => [.. Enumerable.Range(0, count).Select(number => Review(number))];
}
