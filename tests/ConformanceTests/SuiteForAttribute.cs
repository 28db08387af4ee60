namespace Census.Sync.ConformanceTests;

/// <summary>Names the class that a derived suite tests, so that <see cref="SuiteCoverage"/> finds classes without one.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class SuiteForAttribute(Type implementation) : Attribute
{
    public Type Implementation { get; } = implementation;
}
