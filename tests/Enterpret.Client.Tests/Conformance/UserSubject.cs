using System.Text.Json.Nodes;
using Census.Sync;

namespace Enterpret.Client.Tests.Conformance;

public sealed class UserSubject : EntitySubject
{
    public override DestinationObjectReference Target => EnterpretObjects.User;

    protected override IReadOnlyList<JsonObject> Items => Workspace.Emulator.Users;
}
