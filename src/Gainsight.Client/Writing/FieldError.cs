using System.Text.Json;

namespace Gainsight.Client;

/// <summary>What Gainsight says is wrong with a field of a record, without saying of which record.</summary>
/// <param name="Field">The field.</param>
/// <param name="Code">The code; the default value if there is none.</param>
/// <param name="InvalidValue">The value as Gainsight quotes it.</param>
/// <param name="Entry">The place in the list of errors.</param>
internal readonly record struct FieldError(string Field, GainsightErrorCode Code, JsonElement InvalidValue, int Entry);
