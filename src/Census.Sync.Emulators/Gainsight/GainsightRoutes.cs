using System.Text.Json;
using Census.Sync.Emulators.Calls;

namespace Census.Sync.Emulators.Gainsight;

/// <summary>Which request means what.</summary>
internal sealed class GainsightRoutes(
    GainsightStore store, Envelope envelope, ObjectReader reader, ObjectWriter writer, PeopleApi people, MetadataApi metadata, Credentials credentials)
{
    private static readonly string[] _describeParameters = ["ic", "cl", "idd", "ihc", "piec", "ci", "po", "em"];

    public Operation Match(CallRequest request)
    {
        string[] path = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        Operation? operation = path switch
        {
            ["v1", "data", "objects", "query", var name] => Data(request, name, "POST", [], (table, now) => reader.Query(table, request.Root, now)),
            ["v1", "data", "objects", var name] => WriteObject(request, name),
            ["v1", "data", "objects", var name, var gsid] => OneObject(request, name, gsid),
            ["v1", "peoplemgmt", "v1.0", "people", .. var rest] => People(request, rest, isCurrent: true),
            ["v1.0", "api", "people", .. var rest] => People(request, rest, isCurrent: false),
            ["v1", "meta", "services", .. var rest] => Metadata(request, rest),
            ["v1", "users", "services", "status"] when request.Method == "PUT" => UserStatus(request),
            ["v1", "users", "m2m", "oauth", "token"] when request.Method == "POST" =>
                new Operation("token", now => credentials.IssueToken(request, now) ?? envelope.Gateway(401, ErrorCodes.Unauthorized, "Unauthorized")),
            _ => null,
        };
        return operation ?? new Operation("", _ => envelope.Gateway(404, ErrorCodes.NoRoute, "No such route")) { IsOpen = true };
    }

    private static Operation WrongCall(string route) => new(route, static _ => throw ApiFault.InvalidApi());

    /// <summary>An operation on an object, with the checks that all of them share.</summary>
    private Operation Data(CallRequest request, string objectName, string method, string[] parameters, Func<Table, DateTimeOffset, Reply> execute)
    {
        string route = objectName.ToLowerInvariant();
        if (request.Method != method)
        {
            return WrongCall(route);
        }

        return new Operation(route, now =>
        {
            Require(request, parameters, hasBody: method is "POST" or "PUT");
            return execute(store.Get(objectName), now);
        });
    }

    private Operation WriteObject(CallRequest request, string objectName)
    {
        Operation operation = request.Method switch
        {
            "POST" => Data(request, objectName, "POST", [], (table, now) => writer.Insert(table, request.Root, now)),
            "PUT" => Data(request, objectName, "PUT", ["keys"], (table, now) => writer.Update(table, request.Query["keys"], request.Root, now)),
            "DELETE" => Data(request, objectName, "DELETE", ["keys"], (table, now) => writer.BulkDelete(table, request.Query["keys"], request.Root, now)),
            _ => WrongCall(objectName.ToLowerInvariant()),
        };
        return RecordIds.Of(request, store.Find(objectName)?.Schema.IdField ?? "Name", operation);
    }

    private Operation OneObject(CallRequest request, string objectName, string gsid)
    {
        if (request.Method == "GET")
        {
            return Data(request, objectName, "GET", [], (table, _) => reader.Get(table, gsid));
        }

        Operation operation = Data(request, objectName, "DELETE", [], (table, now) => writer.Delete(table, gsid, now));
        return request.Method == "DELETE" ? operation with { IsWrite = true, Records = 1, Ids = [gsid] } : operation;
    }

    private Operation People(CallRequest request, string[] rest, bool isCurrent)
    {
        Operation Run(string route, string[] parameters, bool hasBody, Func<DateTimeOffset, Reply> execute) => new(route, now =>
        {
            Require(request, parameters, hasBody);
            return execute(now);
        });

        return (request.Method, rest) switch
        {
            ("PUT", []) => RecordIds.OfPersons(request, [request.Root], Run("person", ["areaName"], true, now => people.Upsert(request.Root, now))),
            ("GET", []) => Run("person", ["email", "areaName"], false, _ => people.GetByEmail(request.Query.ContainsKey("email"), request.Query["email"])),
            ("PUT", ["async"]) when isCurrent => RecordIds.OfPersons(request, RecordIds.Records(request.Root),
                Run("person_async", [], true, now => people.UpsertLater(request.Root, now))),
            ("GET", ["async", var id]) when isCurrent => Run("person", [], false, now => people.Status(id, now)),
            ("GET", [var gsid]) => Run("person", [], false, _ => people.Get(gsid)),
            (_, [] or [_]) => WrongCall("person"),
            _ => new Operation("", _ => envelope.Gateway(404, ErrorCodes.NoRoute, "No such route")) { IsOpen = true },
        };
    }

    // What "delete" is for users: they are made inactive, by their GSIDs.
    private Operation UserStatus(CallRequest request) => new("users", now =>
    {
        Require(request, ["status"], hasBody: true);
        Table users = store["gsuser"];
        string status = request.Query["status"].ToString();
        if (status is not ("true" or "false") || request.Root.ValueKind != JsonValueKind.Array)
        {
            throw ApiFault.InvalidField("status");
        }

        SchemaField active = users.Schema["IsActiveUser"];
        Row[] rows = [.. request.Root.EnumerateArray().Select(gsid => users.Find(Json.Text(gsid) ?? "") ?? throw ApiFault.NoMatch())];
        var changes = new List<StoreChange>();
        foreach (Row row in rows)
        {
            store.Update(users, row, [new(active, status == "true")], now.UtcDateTime, changes);
        }

        store.Save(changes);
        return envelope.Success(static json => json.WriteNullValue(), stored: true);
    }) { IsWrite = true, Records = request.Root.ValueKind == JsonValueKind.Array ? request.Root.GetArrayLength() : 0 };

    private Operation? Metadata(CallRequest request, string[] rest)
    {
        Func<DateTimeOffset, Reply>? execute = (request.Method, rest) switch
        {
            ("GET", ["objects", "list"]) => _ => metadata.List(),
            ("POST", ["objects"]) => _ => metadata.List(),
            ("POST", ["objects", "describe"]) => now => metadata.Describe(request.Root, now),
            ("GET", ["objects", var name, "describe"]) => now => metadata.Describe(name, now),
            ("GET", ["dropdowns", var id]) => _ => metadata.Dropdown(id),
            (_, ["objects", ..] or ["dropdowns", _]) => _ => throw ApiFault.InvalidApi(),
            _ => null,
        };
        return execute is null ? null : new Operation("metadata", now =>
        {
            Require(request, _describeParameters, hasBody: request.Method == "POST");
            return execute(now);
        });
    }

    /// <exception cref="ApiFault">An unknown query parameter, or a body that is not said to be JSON.</exception>
    private static void Require(CallRequest request, string[] parameters, bool hasBody)
    {
        if (request.Query.Keys.Any(key => !parameters.Contains(key, StringComparer.Ordinal)))
        {
            throw ApiFault.InvalidApi();
        }

        if (hasBody && !(request.Headers.ContentType.ToString().Split(';')[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase)))
        {
            throw ApiFault.InvalidApi();
        }

        if (!request.IsComplete)
        {
            throw new ApiFault(ErrorCodes.InvalidField, ErrorCodes.InvalidFieldText, status: 413);
        }

        if (hasBody && request.Root.ValueKind == JsonValueKind.Undefined)
        {
            throw ApiFault.InvalidField("body");
        }
    }
}
