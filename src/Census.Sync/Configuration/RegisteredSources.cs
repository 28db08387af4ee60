using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Census.Sync;

/// <summary>Stands for the sources of an application where it checks its options: when it starts, all that is wrong with them is told at once.</summary>
internal sealed class RegisteredSources
{
    /// <summary>Finds what is wrong.</summary>
    public sealed class Validator(CensusSyncBuilder builder) : IValidateOptions<RegisteredSources>
    {
        public ValidateOptionsResult Validate(string? name, RegisteredSources options) =>
            builder.SourceProblems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(builder.SourceProblems);
    }
}
