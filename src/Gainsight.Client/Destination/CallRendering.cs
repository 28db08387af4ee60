using System.Text.Json;
using Census.Sync;

namespace Gainsight.Client;

/// <summary>Shows calls without sending them.</summary>
internal static class CallRendering
{
    public static void WritePersons(Utf8JsonWriter json, ObjectRows rows)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            Begin(json, "PUT", PersonWriter.Path, null);
            rows.WriteRecord(json, row, isInsert: null);
            json.WriteEndObject();
        }
    }

    public static void WriteCompanies(Utf8JsonWriter json, ObjectRows rows, SyncOperation operation)
    {
        int[] all = [.. Enumerable.Range(0, rows.Count).Where(row => rows.FindProblem(row) is null)];
        bool IsKnown(int row) => rows.KnowledgeOf(row) == RecordKnowledge.Accepted;
        if (operation != SyncOperation.Insert)
        {
            WriteCalls(json, rows, [.. all.Where(IsKnown)], isInsert: false, null);
            WriteCalls(json, rows, [.. all.Where(row => !IsKnown(row))], isInsert: false, "for records that Gainsight holds");
        }

        if (operation != SyncOperation.Update)
        {
            int[] unknown = operation == SyncOperation.Insert ? all : [.. all.Where(row => !IsKnown(row))];
            WriteCalls(json, rows, unknown, isInsert: true, "for records that Gainsight lacks");
        }
    }

    private static void WriteCalls(Utf8JsonWriter json, ObjectRows rows, int[] wanted, bool isInsert, string? condition)
    {
        foreach (var part in wanted.Chunk(ObjectWriter.MaximumRecords))
        {
            Begin(json, isInsert ? "POST" : "PUT", isInsert ? rows.Layout.Path : rows.Layout.UpdatePath, condition);
            rows.WriteBody(json, part, isInsert);
            json.WriteEndObject();
        }
    }

    private static void Begin(Utf8JsonWriter json, string method, string path, string? condition)
    {
        json.WriteStartObject();
        if (condition is not null)
            json.WriteString("sent"u8, condition);
        json.WriteString("method"u8, method);
        json.WriteString("path"u8, "/" + path);
        json.WritePropertyName("body"u8);
    }
}
