using System.Text.Json.Nodes;
using Census.Sync;

namespace Enterpret.Client.Tests.Conformance;

public sealed class AccountSubject : EntitySubject
{
    public override DestinationObjectReference Target => EnterpretObjects.Account;

    protected override IReadOnlyList<JsonObject> Items => Workspace.Emulator.Accounts;
}
