namespace Gainsight.Client;

/// <summary>How a <see cref="GainsightFilter"/> compares.</summary>
/// <remarks>
/// Which operators suit which fields: text, IDs and e-mail addresses take all but <see cref="Includes"/> and <see cref="Excludes"/>; numbers and dates compare;
/// booleans are equal or not; dropdowns take <see cref="Equal"/>, <see cref="NotEqual"/>, <see cref="In"/>, <see cref="Includes"/>, <see cref="Excludes"/>
/// and tests of text; dropdowns of several items only <see cref="Includes"/> and <see cref="Excludes"/>. All take tests of null.
/// </remarks>
public enum GainsightOperator
{
    /// <summary>The field has the value.</summary>
    Equal,

    /// <summary>The field has another value. Whether records without a value are found is not documented.</summary>
    NotEqual,

    /// <summary>The field has one of the values.</summary>
    In,

    /// <summary>The field is less than the value.</summary>
    Less,

    /// <summary>The field is at most the value.</summary>
    LessOrEqual,

    /// <summary>The field is greater than the value.</summary>
    Greater,

    /// <summary>The field is at least the value.</summary>
    GreaterOrEqual,

    /// <summary>The field lies between two values, which belong to it.</summary>
    Between,

    /// <summary>The text holds the value.</summary>
    Contains,

    /// <summary>The text does not hold the value. Known from sister APIs only.</summary>
    DoesNotContain,

    /// <summary>The text begins with the value.</summary>
    StartsWith,

    /// <summary>The text ends with the value.</summary>
    EndsWith,

    /// <summary>The dropdown has one of the items.</summary>
    Includes,

    /// <summary>The dropdown has none of the items.</summary>
    Excludes,

    /// <summary>The field has no value.</summary>
    IsNull,

    /// <summary>The field has a value.</summary>
    IsNotNull,
}
