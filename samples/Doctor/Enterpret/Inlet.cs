using Enterpret.Client;

namespace Doctor.Enterpret;

/// <summary>One of Enterpret's addresses for records.</summary>
/// <param name="Name">What its keys are called here.</param>
/// <param name="Root">The name of the list in the body.</param>
/// <param name="Path">The path.</param>
/// <param name="Option">The option that holds the key.</param>
public sealed record Inlet(string Name, string Root, string Path, string Option)
{
    public static Inlet Users { get; } = new("users", "users", "/webhook/users/custom", nameof(EnterpretClientOptions.UsersApiKey));

    public static Inlet Accounts { get; } = new("accounts", "accounts", "/webhook/accounts/custom", nameof(EnterpretClientOptions.AccountsApiKey));

    public static Inlet Feedback { get; } = new("feedback", "records", "/webhook/custom/all", "Feedback:ApiKey");

    public static Inlet Privacy { get; } = new("privacy", "ids", "/webhook/delete/custom", nameof(EnterpretClientOptions.PrivacyApiKey));
}
