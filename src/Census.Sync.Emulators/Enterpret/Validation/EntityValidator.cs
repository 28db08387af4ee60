using System.Text.Json;

namespace Census.Sync.Emulators.Enterpret;

/// <summary>The rules of a user or account. Its time stamp may lie anywhere: a customer of 1998 is real.</summary>
internal sealed class EntityValidator(EnterpretEmulatorOptions options)
{
    public void Check(ItemCheck check, JsonElement entity)
    {
        check.RequiredText(entity, "id", "id");
        check.RequiredInteger(entity, "createdAt", "createdAt");
        if (check.RequiredObject(entity, "attributes", "attributes") is { } attributes)
        {
            TypedValues.CheckAttributes(check, attributes, options.AcceptBooleanAttributes);
        }

        if (options.RejectUnknownProperties && entity.EnumerateObject().FirstOrDefault(static p => p.Name is not ("id" or "createdAt" or "attributes")) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            check.Malformed(unknown.Name, "is not part of a user or account");
        }
    }
}
