using System.Text.Json.Nodes;

namespace Doctor.Gainsight;

/// <summary>A condition of a query; those of one query have to hold together.</summary>
public sealed record Condition(string Field, string Operator, params JsonNode[] Values);
