using Enterpret.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Snippets.Enterpret;

public static class Connecting
{
    public static EnterpretClient Create(string usersKey, string accountsKey, string reviewsKey)
    {
        #region create
        var enterpret = new EnterpretClient(new EnterpretClientOptions
        {
            UsersApiKey = usersKey,
            AccountsApiKey = accountsKey,
            Feedback = new() { ApiKey = reviewsKey, FileId = "app-store-reviews" },
        });
        #endregion
        return enterpret;
    }

    public static IServiceCollection Configure(IServiceCollection services, IConfiguration configuration)
    {
        #region configure
        services.AddEnterpretClient(configuration.GetSection("Enterpret"));
        #endregion
        return services;
    }

    public static IServiceCollection AddSources(IServiceCollection services, IConfiguration configuration)
    {
        #region keyed
        services.AddEnterpretClient("app-store-reviews", options =>
            options.Feedback = new() { ApiKey = configuration["Enterpret:AppStoreKey"], FileId = "app-store-reviews" });
        services.AddEnterpretClient("support-chats", options =>
            options.Feedback = new() { ApiKey = configuration["Enterpret:ChatsKey"], FileId = "support-chats" });
        #endregion
        return services;
    }

    #region inject
    public sealed class Reviews([FromKeyedServices("app-store-reviews")] EnterpretClient enterpret)
    {
        public Task SendAsync(string id, string text, DateTimeOffset at) =>
            enterpret.Feedback.SendAsync(new EnterpretReview(EnterpretIds.Create("ios", id), text, at));
    }
    #endregion

    public static EnterpretClientOptions Roll(Func<CancellationToken, ValueTask<string>> readSecretAsync)
    {
        #region provider
        var options = new EnterpretClientOptions
        {
            UsersApiKeyProvider = readSecretAsync,   // asked when the key is first needed, and once more when it is refused
            Workspace = "production",                // a sync's state belongs to this name then, not to the key
        };
        #endregion
        return options;
    }

    public static async Task TestConnectionAsync(EnterpretClient enterpret)
    {
        #region connection
        var test = await enterpret.TestConnectionAsync();
        Console.WriteLine($"{(test.Succeeded ? "works" : "does not work")}: {test.Message}");
        #endregion
    }

    public static EnterpretClientOptions Limit(string usersKey, string reviewsKey)
    {
        #region limits
        var options = new EnterpretClientOptions
        {
            UsersApiKey = usersKey,
            EntityRequestsPerMinute = 100,                                  // users and accounts, each
            QuotaShare = 0.5,                                               // another tool uses the same keys
            MaximumQuotaWait = TimeSpan.FromMinutes(10),                    // then a call fails, and may be made again
            Feedback = new()
            {
                ApiKey = reviewsKey,
                FileId = "app-store-reviews",
                Limits = EnterpretLimits.Documented2026 with { MaximumRecords = 50 },
            },
        };
        #endregion
        return options;
    }
}
