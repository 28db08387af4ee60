using Enterpret.Client;

namespace Snippets.Enterpret;

public static class UsersAndAccounts
{
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

    public static async Task EraseAsync(EnterpretClient enterpret, IReadOnlyList<string> userIds, CancellationToken cancellationToken)
    {
        #region erase
        var result = await enterpret.Privacy.EraseUsersAsync(userIds, cancellationToken);
        if (!result.AllDelivered)
            throw new InvalidOperationException($"Not all of them were asked to be erased: {result}", result.Error);
        #endregion
    }
}
