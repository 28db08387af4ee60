namespace Census.Sync.Benchmarks.Gates;

/// <summary>A promise about performance that is measured and either holds or falls short.</summary>
internal abstract class Gate
{
    /// <summary>The name it is run by.</summary>
    public abstract string Name { get; }

    /// <summary>What the figure is, in a line.</summary>
    public abstract string What { get; }

    /// <summary>What has to be reached today; null for a figure that is only shown.</summary>
    public virtual Goal? Goal => null;

    /// <summary>What is to be reached in the end.</summary>
    public virtual Goal? FinalGoal => null;

    /// <summary>The unit of a figure without a goal.</summary>
    public virtual string Unit => Goal?.Unit ?? "x";

    /// <summary>Whether it takes so long that it is measured only if it is asked for by name.</summary>
    public virtual bool IsOnlyByName => false;

    public abstract Task<Figure> MeasureAsync(GateScale scale);
}
