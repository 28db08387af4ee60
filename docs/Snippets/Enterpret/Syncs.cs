using System.Data.Common;
using Census.Sync;
using Census.Sync.Sources;
using Enterpret.Client;

namespace Snippets.Enterpret;

public static class Syncs
{
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

    public static SyncDefinition SyncChats(DbDataSource warehouse, EnterpretDestination destination)
    {
        #region sync-chats
        var messages = new EnterpretConversationSource(
            new DbSource(warehouse), "chat_id", "author", "body",
            new Dictionary<string, EnterpretActor> { ["customer"] = EnterpretActor.User, ["staff"] = EnterpretActor.Agent });
        var chats = new SyncBuilder("chats")
            .From(messages, Model.Sql("SELECT chat_id, began_at, customer_id, author, body FROM messages WHERE is_closed ORDER BY chat_id, sent_at"))
            .To(destination, EnterpretObjects.Conversations.ObjectName, SyncBehavior.CreateOnly)
            .Key("chat_id", EnterpretFields.Id)
            .Map("began_at", EnterpretFields.CreatedAt)
            .Map("customer_id", EnterpretFields.UserId, FieldType.String)
            .Map(EnterpretFields.Messages, EnterpretFields.Messages)
            .Build();
        #endregion
        return chats;
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
}
