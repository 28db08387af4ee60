using System.Data.Common;
using Census.Sync;
using Census.Sync.Emulators;
using Census.Sync.Sources;
using Enterpret.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Snippets;

/// <summary>The code of docs/guides/enterpret.md. A test runs each of these against the emulator.</summary>
public static class EnterpretGuide
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

    public static async Task UpsertUserAsync(EnterpretClient enterpret, string id, string email, DateTimeOffset signedUpAt, CancellationToken cancellationToken)
    {
        #region user
        await enterpret.Users.UpsertAsync(
            new EnterpretUser(id, signedUpAt)
            {
                AccountId = "acc-42",
                ["Email"] = email,
                ["Seats"] = 12,
                ["IsAdmin"] = true,
                ["Location"] = ["NYC", "Seattle"],
            },
            cancellationToken);
        #endregion
    }

    public static async Task UpsertUsersAsync(EnterpretClient enterpret, IReadOnlyList<EnterpretUser> users, CancellationToken cancellationToken)
    {
        #region users
        var result = await enterpret.Users.UpsertAsync(users, cancellationToken);
        for (var i = 0; i < users.Count; i++)
        {
            if (result.Outcomes[i] is { IsDelivered: false } outcome)
                Console.WriteLine($"{users[i].Id}: {outcome.Status}, {outcome.Problem?.Message} {outcome.ReferenceId}");
        }
        #endregion
    }

    public static async Task UpsertAccountAsync(EnterpretClient enterpret, DateTimeOffset customerSince)
    {
        #region account
        await enterpret.Accounts.UpsertAsync(new EnterpretAccount("acc-42", customerSince)
        {
            ["planType"] = "enterprise",
            ["ARR"] = 120_000m,
            ["RenewsOn"] = new DateOnly(2027, 1, 31),
        });
        #endregion
    }

    public static async Task SendReviewAsync(EnterpretClient enterpret, DateTimeOffset writtenAt)
    {
        #region review
        await enterpret.Feedback.SendAsync(new EnterpretReview(EnterpretIds.Create("ios", "10293847"), "Export keeps failing since the last update.", writtenAt)
        {
            UserId = "id312378",
            ["rating"] = 2,
            ["app_version"] = "3.4.0",
        });
        #endregion
    }

    public static async Task SendSurveyResponseAsync(EnterpretClient enterpret, DateTimeOffset answeredAt)
    {
        #region survey
        await enterpret.Feedback.SendAsync(new EnterpretSurveyResponse(
            EnterpretIds.Create("nps", "2026-q1-88211"),
            answeredAt,
            new EnterpretSurveyAnswer("What is the main reason for your score?", "Sync between devices is slow."),
            new EnterpretSurveyAnswer("Which areas matter most to you?") { SelectedOptions = ["Speed", "Reliability"] })
        {
            UserId = "id312378",
            ["nps_score"] = 6,   // a score is metadata: there it can be filtered and averaged
        });
        #endregion
    }

    public static async Task SendConversationAsync(EnterpretClient enterpret, DateTimeOffset beganAt)
    {
        #region conversation
        await enterpret.Feedback.SendAsync(new EnterpretConversation(
            EnterpretIds.Create("chat", "551029"),
            beganAt,
            new EnterpretMessage(EnterpretActor.User, "Where did the PDF export go?"),
            new EnterpretMessage(EnterpretActor.Bot, "Let me connect you to an agent."),
            new EnterpretMessage(EnterpretActor.Agent, "It moved to the share menu."))
        {
            UserId = "id312378",
        });
        #endregion
    }

    public static async Task SendConversationsAsync(EnterpretClient enterpret, IAsyncEnumerable<ChatRow> rows, CancellationToken cancellationToken)
    {
        #region rows
        // The rows come ordered by chat and then by time.
        var conversations = rows.ToConversationsAsync(
            row => EnterpretIds.Create("chat", row.ChatId),
            row => row.SentAt,
            row => new EnterpretMessage(row.IsStaff ? EnterpretActor.Agent : EnterpretActor.User, row.Text),
            (conversation, row) => conversation.UserId = row.UserId,
            cancellationToken);

        await foreach (var some in conversations.Chunk(1_000))
        {
            var result = await enterpret.Feedback.SendAsync(some, cancellationToken);
            Console.WriteLine(result);   // 998 delivered, 2 rejected, 0 not sent, 0 unknown
        }
        #endregion
    }

    public sealed record ChatRow(string ChatId, string UserId, DateTimeOffset SentAt, bool IsStaff, string Text);

    public static async Task SendForumThreadAsync(EnterpretClient enterpret, DateTimeOffset postedAt)
    {
        #region forum
        await enterpret.Feedback.SendAsync(new EnterpretForumThread(
            EnterpretIds.Create("forum", "7781"),
            postedAt,
            new EnterpretMessage(EnterpretActor.User, "Dark mode, please."),
            new EnterpretMessage(EnterpretActor.User, "I would pay for that."))
        {
            FileId = "community-forum",   // in place of the one of the options
            UserId = "id312378",
        });
        #endregion
    }

    public static async Task EraseAsync(EnterpretClient enterpret, IReadOnlyList<string> userIds, CancellationToken cancellationToken)
    {
        #region erase
        var result = await enterpret.Privacy.EraseUsersAsync(userIds, cancellationToken);
        if (!result.AllDelivered)
            throw new InvalidOperationException($"Not all of them were asked to be erased: {result}", result.Error);
        #endregion
    }

    public static async Task LinkAsync(EnterpretClient enterpret, DateTimeOffset at)
    {
        #region link
        await enterpret.Accounts.UpsertAsync(new EnterpretAccount("acc-42", at) { ["planType"] = "enterprise" });
        await enterpret.Users.UpsertAsync(new EnterpretUser("id312378", at) { AccountId = "acc-42", ["Email"] = "john@example.com" });
        await enterpret.Feedback.SendAsync(new EnterpretReview(EnterpretIds.Create("ios", "10293848"), "Now it works.", at)
        {
            UserId = "id312378",             // metadata user_id
            UserEmail = "john@example.com",  // metadata user_email
            AccountId = "acc-42",            // metadata account_id
        });
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

    public static async Task SendNewVersionAsync(EnterpretClient enterpret, string id, string text, int version, DateTimeOffset at)
    {
        #region version
        await enterpret.Feedback.SendAsync(new EnterpretReview(EnterpretIds.WithVersion(id, version), text, at));   // ios-10293847, then ios-10293847#v2
        #endregion
    }

    public static SyncDefinition SyncReviews(DbDataSource warehouse, EnterpretDestination destination)
    {
        #region sync-reviews
        var reviews = new SyncBuilder("reviews")
            .From(new DbSource(warehouse), Model.Table("reviews"))
            .To(destination, EnterpretObjects.Reviews.ObjectName, SyncBehavior.CreateOnly)
            .Key("id", EnterpretFields.Id)
            .Map("text", EnterpretFields.Text)
            .Map("written_at", EnterpretFields.CreatedAt)
            .Map("customer_id", EnterpretFields.UserId, FieldType.String)
            .Map("stars", "rating", FieldType.Integer)
            .SendChangesAsVersions()   // leave it out to send a review once and report later changes
            .Build();
        #endregion
        return reviews;
    }

    public static SyncDefinition SyncSurvey(DbDataSource warehouse, EnterpretDestination destination)
    {
        #region sync-survey
        var survey = new SyncBuilder("nps")
            .From(new DbSource(warehouse), Model.Table("nps"))
            .To(destination, EnterpretObjects.SurveyResponses.ObjectName, SyncBehavior.CreateOnly)
            .Key("id", EnterpretFields.Id)
            .Map("answered_at", EnterpretFields.CreatedAt)
            .Map("reason", EnterpretFields.Question("What is the main reason for your score?"))
            .Map("area", EnterpretFields.Choice("Which areas matter most to you?"))
            .Map("score", "nps_score", FieldType.Integer)
            .Build();
        #endregion
        return survey;
    }

    public static SyncDefinition SyncUsers(DbDataSource warehouse, EnterpretDestination destination)
    {
        #region sync-users
        var users = new SyncBuilder("users")
            .From(new DbSource(warehouse), Model.Table("users"))
            .To(destination, EnterpretObjects.User.ObjectName, SyncBehavior.UpdateOnly)
            .Key("id", EnterpretFields.Id)
            .Map("signed_up_at", EnterpretFields.CreatedAt)
            .Map("email", "Email", FieldType.String)
            .Map("seats", "Seats", FieldType.Integer)
            .Map("account", EnterpretFields.AccountId, FieldType.String)
            .Build();
        #endregion
        return users;
    }

    public static async Task SeedAsync(SyncRunner runner, SyncDefinition users, IAsyncEnumerable<string> idsInEnterpret)
    {
        #region seed
        var known = await runner.AddExistingAsync(users, idsInEnterpret.Select(id => FieldValue.From(id)));
        Console.WriteLine($"{known} users are known to be in Enterpret");
        #endregion
    }

    public static async Task PushBesideSyncAsync(EnterpretClient enterpret, UserRow user, CancellationToken cancellationToken)
    {
        #region push
        // All attributes that the sync sends as well, read from the same row: what is left out may be lost until the sync's next change of this user.
        await enterpret.Users.UpsertAsync(ToEnterpret(user), cancellationToken);

        static EnterpretUser ToEnterpret(UserRow user) => new(user.Id, user.SignedUpAt)
        {
            AccountId = user.Account,
            ["Email"] = user.Email,
            ["Seats"] = user.Seats,
        };
        #endregion
    }

    public sealed record UserRow(string Id, DateTimeOffset SignedUpAt, string Email, int Seats, string? Account);

    public static void SetValues(EnterpretUser user)
    {
        #region values
        user["Seats"] = 12;                                  // n: every number is one type
        user["Email"] = "john@example.com";                  // s
        user["IsAdmin"] = true;                              // b
        user["Location"] = ["NYC", "Seattle"];               // several values of one type
        user["LastSeen"] = DateTimeOffset.UnixEpoch;         // s in ISO 8601, or n with options.Dates = EpochSeconds
        user["CustomerNumber"] = "9007199254740993";         // an identifier is text, however it looks
        user["Nickname"] = (string?)null;                    // left out of the request
        #endregion
    }

    public static async Task<bool> HandleErrorsAsync(EnterpretClient enterpret, EnterpretUser user, CancellationToken cancellationToken)
    {
        #region errors
        try
        {
            await enterpret.Users.UpsertAsync(user, cancellationToken);
            return true;
        }
        catch (EnterpretApiException error) when (error.ErrorCode == EnterpretErrorCode.InvalidApiKey)
        {
            Console.WriteLine("The key was revoked, or is of another kind of integration.");
            throw;
        }
        catch (EnterpretApiException error) when (!error.IsTransient)
        {
            Console.WriteLine($"Enterpret refused it: {error.ErrorCode}. Its support asks for {error.ReferenceId}.");
            return false;
        }
        catch (EnterpretException error) when (error.IsTransient)
        {
            Console.WriteLine($"Not now, after {error.Attempts} attempts; again in {error.RetryAfter ?? TimeSpan.FromMinutes(1)}.");
            return false;
        }
        #endregion
    }

    public static string Check(EnterpretClient enterpret, EnterpretReview review)
    {
        #region render
        if (enterpret.Feedback.Validate(review) is { } problem)
            throw new ArgumentException(problem.Message);
        var json = enterpret.Feedback.Render(review);   // the request, to paste into Enterpret's payload validator
        #endregion
        return json;
    }

    public static async Task TestAsync()
    {
        #region emulator
        await using var emulator = await EnterpretEmulator.StartAsync();
        using var http = new HttpClient(emulator.CreateHandler());
        await using var enterpret = new EnterpretClient(
            new EnterpretClientOptions { BaseAddress = emulator.BaseAddress, UsersApiKey = EnterpretEmulator.DefaultUsersKey }, http);
        emulator.Faults.Add(Fault.CutAfterCommit());   // stored, but the answer is lost: the client sends it again

        await enterpret.Users.UpsertAsync(new EnterpretUser("id312378", DateTimeOffset.UnixEpoch) { ["Email"] = "john@example.com" });

        Console.WriteLine($"{emulator.Users.Count} user, sent {emulator.TimesSent("users", "id312378")} times");   // 1 user, sent 2 times
        #endregion
    }
}
