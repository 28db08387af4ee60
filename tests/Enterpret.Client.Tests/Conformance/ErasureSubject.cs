using System.Text.Json.Nodes;
using Census.Sync;
using Census.Sync.ConformanceTests;

namespace Enterpret.Client.Tests.Conformance;

/// <summary>Users to erase: nothing but keys, of users that others made.</summary>
public sealed class ErasureSubject : EnterpretSubject
{
    public override DestinationObjectReference Target => EnterpretObjects.UsersToErase;

    public override IReadOnlyList<SyncBehavior> Behaviors { get; } = [SyncBehavior.Delete];

    public override IReadOnlyList<SampleField> Fields { get; } = [new("Id")];

    public override bool HasValue => false;

    protected override IReadOnlyList<JsonObject> Items => Workspace.Emulator.Users;

    public override FieldValue[] Record(int number, FieldValue value) => [KeyOf(number)];

    public override async ValueTask<bool> SeedAsync(IReadOnlyList<int> numbers)
    {
        await Workspace.CreateClient().Users.UpsertAsync([.. numbers.Select(number => new EnterpretUser(KeyOf(number), Make.Day))], Workspace.Token);
        return true;
    }

    protected override string? ValueIn(JsonObject item) => null;
}
