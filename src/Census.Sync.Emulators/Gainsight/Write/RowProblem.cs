using System.Text.Json;

namespace Census.Sync.Emulators.Gainsight;

/// <summary>What is wrong with one field of one row.</summary>
internal readonly record struct RowProblem(ValueFault Fault, string FieldName, JsonElement Value);
