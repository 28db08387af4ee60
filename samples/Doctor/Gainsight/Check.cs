namespace Doctor.Gainsight;

/// <summary>One question about a Gainsight tenant.</summary>
public abstract class Check : Check<Session>;
