using System.Text.Json;
using Census.Sync.Http;

namespace Doctor.Enterpret;

/// <summary>What Enterpret said to one request.</summary>
/// <param name="Status">The status.</param>
/// <param name="Code">The code of the error, if the body is of the documented form.</param>
/// <param name="Form">What the body looks like, without a value of it.</param>
public sealed record Answer(int Status, string? Code, string Form)
{
    public bool IsTaken => Status is >= 200 and < 300 && Code is null;

    /// <summary>Gets a value indicating whether the records are refused for what is in them.</summary>
    public bool IsRefused => Status == 400 && Code != "ErrCodeExceededBatchLimit" && !IsKeyRefused;

    public bool IsKeyRefused => Status is 401 or 403 || Code == "ErrCodeInvalidAPIKey";

    public bool IsTooMany => Code == "ErrCodeExceededBatchLimit";

    public bool IsTooLarge => Status == 413 || Code == "ErrCodePayloadTooLarge";

    /// <exception cref="DoctorException">Neither taken nor refused.</exception>
    public bool IsTakenOrElseRefused() =>
        IsTaken || (IsRefused ? false : throw new DoctorException($"Enterpret answered status {Status}, which says nothing about the question"));

    public static Answer Read(ApiResponse response)
    {
        var status = (int)response.Status;
        if (response.Body.IsEmpty)
            return new(status, null, "empty");
        try
        {
            using var body = JsonDocument.Parse(response.Body);
            if (body.RootElement.ValueKind != JsonValueKind.Object)
                return new(status, null, "JSON, but no object");
            var names = body.RootElement.EnumerateObject().Select(property => property.Name).Where(IsWord).ToArray();
            var code = body.RootElement.TryGetProperty("code", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            return new(
                status, code?.StartsWith("ErrCode", StringComparison.Ordinal) == true ? code : null,
                names.Length == 0 ? "{}" : $"an object with {string.Join(", ", names)}");
        }
        catch (JsonException)
        {
            return new(status, null, response.MediaType == "text/html" ? "a web page" : "no JSON");
        }
    }

    // Names of properties are shown; what looks like data is not.
    private static bool IsWord(string name) => name.Length is > 0 and <= 40 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
