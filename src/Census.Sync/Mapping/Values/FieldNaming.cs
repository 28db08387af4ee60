namespace Census.Sync;

/// <summary>How a field is called after the column it is mapped from. The values are those of Census's <c>field_normalization</c>.</summary>
/// <remarks>
/// Words end at whatever is neither letter nor digit, and where a capital letter follows a small one or a digit: <c>FIRST_NAME</c>, <c>first name</c> and <c>firstName</c> have the same two words.
/// The comments show what becomes of <c>FIRST_NAME</c>.
/// </remarks>
public enum FieldNaming
{
    /// <summary><c>FIRST_NAME</c>: as the column is called.</summary>
    MatchSource,

    /// <summary><c>First Name</c>.</summary>
    StartCase,

    /// <summary><c>first name</c>.</summary>
    LowerCase,

    /// <summary><c>FIRST NAME</c>.</summary>
    UpperCase,

    /// <summary><c>firstName</c>.</summary>
    CamelCase,

    /// <summary><c>first_name</c>.</summary>
    SnakeCase,
}
