namespace Gainsight.Client;

/// <summary>How a <see cref="GainsightFilter"/> compares. An open set: an operator that is not listed here can be made of its name.</summary>
/// <param name="Value">The operator as it stands in the request.</param>
public readonly record struct GainsightOperator(string Value)
{
    /// <summary>Gets the operator that the field has the value.</summary>
    public static GainsightOperator Equal { get; } = new("EQ");

    /// <summary>Gets the operator that the field has another value.</summary>
    public static GainsightOperator NotEqual { get; } = new("NE");

    /// <summary>Gets the operator that the field has one of the values.</summary>
    public static GainsightOperator In { get; } = new("IN");

    /// <summary>Gets the operator that the field is less than the value.</summary>
    public static GainsightOperator Less { get; } = new("LT");

    /// <summary>Gets the operator that the field is at most the value.</summary>
    public static GainsightOperator LessOrEqual { get; } = new("LTE");

    /// <summary>Gets the operator that the field is greater than the value.</summary>
    public static GainsightOperator Greater { get; } = new("GT");

    /// <summary>Gets the operator that the field is at least the value.</summary>
    public static GainsightOperator GreaterOrEqual { get; } = new("GTE");

    /// <summary>Gets the operator that the field lies between two values.</summary>
    public static GainsightOperator Between { get; } = new("BTW");

    /// <summary>Gets the operator that the text holds the value.</summary>
    public static GainsightOperator Contains { get; } = new("CONTAINS");

    /// <summary>Gets the operator that the text begins with the value.</summary>
    public static GainsightOperator StartsWith { get; } = new("STARTS_WITH");

    /// <summary>Gets the operator that the field has no value.</summary>
    public static GainsightOperator IsNull { get; } = new("IS_NULL");

    /// <summary>Gets the operator that the field has a value.</summary>
    public static GainsightOperator IsNotNull { get; } = new("IS_NOT_NULL");

    /// <summary>Returns the operator as it stands in the request.</summary>
    public override string ToString() => Value ?? "";
}
