namespace Census.Sync.Sources.Tests.Fake;

/// <summary>A column of a result, as a provider describes it.</summary>
/// <param name="Name">The name.</param>
/// <param name="TypeName">What the database calls its type.</param>
/// <param name="Type">What the provider delivers; null if the assembly with the type is missing.</param>
/// <param name="Precision">The number of digits of a decimal column.</param>
internal sealed record FakeColumn(string Name, string TypeName, Type? Type, int? Precision = null);
