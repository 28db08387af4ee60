using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Census.Sync.SourceEmulators.Snowflake;

/// <summary>The SQL API of Snowflake, version 2.</summary>
public sealed partial class SnowflakeEmulator : ServiceEmulator
{
    private static readonly string[] s_members = ["statement", "timeout", "database", "schema", "warehouse", "role", "bindings", "parameters"];
    private readonly Dictionary<string, Statement> _statements = [];
    private readonly Dictionary<string, string> _submissions = [];

    /// <summary>What the statements return, by their text.</summary>
    public Dictionary<string, SnowflakeResult> Results { get; } = [];

    /// <summary>How often a statement is still running when it is asked for.</summary>
    public int Polls { get; set; }

    /// <summary>The public key of the user; null if tokens are not looked into.</summary>
    public RSA? PublicKey { get; set; }

    /// <summary>The name of account and user as tokens must have it.</summary>
    public string Subject { get; set; } = "MYORG-ACCOUNT.READER";

    /// <summary>The clock that tokens are held against.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>The only token that is good, if set.</summary>
    public string? Token { get; set; }

    /// <summary>The statements that were cancelled, by handle.</summary>
    public List<string> Cancelled { get; } = [];

    /// <summary>The number of statements that have neither ended nor been cancelled.</summary>
    public int Unfinished
    {
        get
        {
            lock (_statements)
                return _statements.Count(statement => statement.Value.PollsLeft > 0 && !Cancelled.Contains(statement.Key));
        }
    }

    /// <summary>The number of statements that were run.</summary>
    public int Executed => _statements.Count;

    protected override string? NameOf(string method, string path, IQueryCollection query) => (method, path) switch
    {
        ("POST", "/api/v2/statements") => "submit",
        ("POST", _) when CancelPath().IsMatch(path) => "cancel",
        ("GET", _) when StatementPath().IsMatch(path) => query.ContainsKey("partition") ? "partition" : "status",
        _ => null,
    };

    protected override ServiceReply Answer(ServiceCall call, IQueryCollection query)
    {
        lock (_statements)
        {
            Require(call["accept"] == "application/json", "Accept is not application/json.");
            Require(call["user-agent"] is { Length: > 0 } agent && agent.Contains('/'), "User-Agent is not product/version.");
            Require(call["accept-encoding"]?.Contains("gzip") == true, "Accept-Encoding lacks gzip.");
            if (Refusal(call) is { } refusal)
                return refusal;
            return call.Name switch
            {
                "submit" => Submit(call, query),
                "cancel" => Cancel(call.Path.Split('/')[4]),
                _ => Status(call, query),
            };
        }
    }

    private ServiceReply? Refusal(ServiceCall call)
    {
        var type = call["x-snowflake-authorization-token-type"];
        Require(type is "KEYPAIR_JWT" or "OAUTH" or "PROGRAMMATIC_ACCESS_TOKEN", "The type of the token is missing.");
        var token = call["authorization"] is { } value && value.StartsWith("Bearer ", StringComparison.Ordinal) ? value[7..] : null;
        Require(token is not null, "There is no bearer token.");
        if (Token is not null && token != Token)
            return new(401, """{"code":"390303","message":"Invalid OAuth access token. [1]"}""");
        if (type == "KEYPAIR_JWT" && PublicKey is not null && !IsGoodToken(token!))
            return new(401, """{"code":"390144","message":"JWT token is invalid. [1]"}""");
        return null;
    }

    private bool IsGoodToken(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || !PublicKey!.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Decode(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
            return false;
        using var header = JsonDocument.Parse(Decode(parts[0]));
        using var claims = JsonDocument.Parse(Decode(parts[1]));
        var fingerprint = Convert.ToBase64String(SHA256.HashData(PublicKey.ExportSubjectPublicKeyInfo()));
        var (issued, expires) = (claims.RootElement.GetProperty("iat").GetInt64(), claims.RootElement.GetProperty("exp").GetInt64());
        var now = Time.GetUtcNow().ToUnixTimeSeconds();
        return header.RootElement.GetProperty("alg").GetString() == "RS256"
            && claims.RootElement.GetProperty("iss").GetString() == $"{Subject}.SHA256:{fingerprint}"
            && claims.RootElement.GetProperty("sub").GetString() == Subject
            && expires - issued <= 3600 && issued <= now + 60 && now < expires;
    }

    private static byte[] Decode(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);

    private ServiceReply Submit(ServiceCall call, IQueryCollection query)
    {
        Require(call["content-type"] == "application/json", "Content-Type is not application/json.");
        foreach (var name in query.Keys)
            Require(name is "requestId" or "retry" or "async" or "nullable", $"There is no query parameter '{name}'.");
        var requestId = query["requestId"].ToString();
        Require(Guid.TryParse(requestId, out _), "requestId is no UUID.");
        if (_submissions.TryGetValue(requestId, out var known))
        {
            Require(query["retry"] == "true", "A submission was repeated without retry=true.");
            if (query["retry"] == "true")
                return Running(known);
        }

        using var body = JsonDocument.Parse(call.Body);
        foreach (var member in body.RootElement.EnumerateObject())
            Require(s_members.Contains(member.Name), $"There is no member '{member.Name}'.");
        if (body.RootElement.TryGetProperty("bindings", out var bindings))
        {
            foreach (var binding in bindings.EnumerateObject())
            {
                Require(int.TryParse(binding.Name, out _), "Bindings are numbered from 1.");
                Require(!binding.Value.TryGetProperty("value", out var value) || value.ValueKind is JsonValueKind.String or JsonValueKind.Null, "A bound value is a string.");
            }
        }

        var sql = body.RootElement.GetProperty("statement").GetString()!;
        if (ResultOf(sql) is not { } result)
        {
            return new(422, $$"""
                {"code":"000904","sqlState":"42000","message":"SQL compilation error: secret 'value of a row'","statementHandle":"{{Guid.NewGuid()}}"}
                """);
        }

        var handle = Guid.NewGuid().ToString();
        _submissions[requestId] = handle;
        _statements[handle] = new(result, Polls);
        return query["async"] == "true" || Polls > 0 ? Running(handle) : First(handle, result);
    }

    private SnowflakeResult? ResultOf(string sql)
    {
        if (Results.TryGetValue(sql, out var result))
            return result;
        return TextRows.WithoutLimit(sql) is { } inner && Results.TryGetValue(inner, out result)
            ? result with { Rows = [], ToldRows = 0 }
            : null;
    }

    private ServiceReply Status(ServiceCall call, IQueryCollection query)
    {
        Require(!query.ContainsKey("nullable"), "nullable is not allowed on GET.");
        var handle = call.Path.Split('/')[4];
        if (!_statements.TryGetValue(handle, out var statement))
            return new(422, """{"code":"000709","sqlState":"02000","message":"Statement not found"}""");
        if (Cancelled.Contains(handle))
            return new(422, """{"code":"000604","sqlState":"57014","message":"SQL execution canceled"}""");
        if (call.Name == "status")
            return statement.PollsLeft-- > 0 ? Running(handle) : First(handle, statement.Result);
        Require(statement.PollsLeft <= 0, "A partition was asked for before the statement had ended.");
        return Partition(statement.Result, int.Parse(query["partition"].ToString()));
    }

    private ServiceReply Cancel(string handle)
    {
        Cancelled.Add(handle);
        return new(200, $$"""{"code":"000604","sqlState":"57014","message":"SQL execution canceled","statementHandle":"{{handle}}"}""");
    }

    private static ServiceReply Running(string handle) => new(202, $$"""
        {"code":"333334","message":"Asynchronous execution in progress.","statementHandle":"{{handle}}","statementStatusUrl":"/api/v2/statements/{{handle}}"}
        """);

    private static ServiceReply First(string handle, SnowflakeResult result)
    {
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("resultSetMetaData");
            writer.WriteNumber("numRows", result.ToldRows ?? result.Rows.Count);
            writer.WriteString("format", "jsonv2");
            writer.WriteStartArray("rowType");
            foreach (var column in result.Columns)
            {
                writer.WriteStartObject();
                writer.WriteString("name", column.Name);
                writer.WriteString("database", "");
                writer.WriteString("type", column.Type);
                writer.WriteNull("length");
                writer.WriteNull("precision");
                if (column.Scale is { } scale)
                    writer.WriteNumber("scale", scale);
                else
                    writer.WriteNull("scale");
                writer.WriteBoolean("nullable", true);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteStartArray("partitionInfo");
            for (var i = 0; i < Math.Max(1, Count(result)); i++)
            {
                writer.WriteStartObject();
                writer.WriteNumber("rowCount", RowsOf(result, i).Count());
                writer.WriteNumber("uncompressedSize", 1000);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WritePropertyName("data");
            TextRows.Write(writer, RowsOf(result, 0));
            writer.WriteString("code", result.Code);
            writer.WriteString("sqlState", "00000");
            writer.WriteString("statementStatusUrl", $"/api/v2/statements/{handle}");
            writer.WriteString("message", "Statement executed successfully.");
            writer.WriteString("statementHandle", handle);
            writer.WriteNumber("createdOn", 1620151584132);
            writer.WriteEndObject();
        }

        return new(200, body.ToArray());
    }

    // Clients of the service disagree on the form: each second part is a bare array.
    private ServiceReply Partition(SnowflakeResult result, int number)
    {
        Require(number >= 1 && number < Count(result), $"There is no partition {number}.");
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        {
            if (number % 2 == 0)
            {
                TextRows.Write(writer, RowsOf(result, number));
            }
            else
            {
                writer.WriteStartObject();
                writer.WritePropertyName("data");
                TextRows.Write(writer, RowsOf(result, number));
                writer.WriteEndObject();
            }
        }

        return new(200, body.ToArray()) { Gzip = true };
    }

    private static int Count(SnowflakeResult result) => (int)(((long)result.Rows.Count + result.PartitionSize - 1) / result.PartitionSize);

    private static IEnumerable<string?[]> RowsOf(SnowflakeResult result, int partition) =>
        result.Rows.Skip((int)Math.Min(int.MaxValue, (long)partition * result.PartitionSize)).Take(result.PartitionSize);

    [GeneratedRegex("^/api/v2/statements/[0-9a-f-]{36}/cancel$")]
    private static partial Regex CancelPath();

    [GeneratedRegex("^/api/v2/statements/[0-9a-f-]{36}$")]
    private static partial Regex StatementPath();

    private sealed class Statement(SnowflakeResult result, int polls)
    {
        public SnowflakeResult Result => result;

        public int PollsLeft { get; set; } = polls;
    }
}
