using System.Text.Json;
using Census.Sync;

namespace Gainsight.Client;

/// <summary>Shows calls without sending them.</summary>
internal static class CallRendering
{
    public static void WritePersons(Utf8JsonWriter json, ObjectRows rows, GainsightRelationshipShape shape)
    {
        var isByName = rows.Layout.Columns.Any(column => column.LookupBy is not null);
        foreach (var person in PeopleBatch.Show(new(rows.Layout), rows))
        {
            Begin(json, "PUT", PersonWriter.Path, isByName ? "with Gainsight IDs in the place of names" : null);
            json.WritePropertyName("body"u8);
            person.WritePerson(json, shape);
            json.WriteEndObject();
        }
    }

    public static void WriteRecords(Utf8JsonWriter json, ObjectRows rows, SyncOperation operation)
    {
        int[] all = [.. Enumerable.Range(0, rows.Count).Where(row => rows.FindProblem(row) is null)];
        if (operation == SyncOperation.Delete)
        {
            foreach (var row in all)
                WriteDelete(json, rows, row);
            return;
        }

        bool IsKnown(int row) => rows.KnowledgeOf(row) == RecordKnowledge.Accepted;
        if (operation == SyncOperation.Append)
        {
            WriteCalls(json, rows, all, isInsert: true, null);
            return;
        }

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

    private static void WriteDelete(Utf8JsonWriter json, ObjectRows rows, int row)
    {
        var gsid = rows.Layout.KeyNames is [ObjectLayout.GsidName] ? rows.KeyValueOf(row, 0).ToText() : rows.GsidOf(row);
        Begin(json, "DELETE", gsid is null ? rows.Layout.Path + "/{Gsid}" : ObjectDeleter.PathOf(rows.Layout.ObjectName, gsid), gsid is null ? "with the Gainsight ID that the key leads to" : null);
        json.WriteEndObject();
    }

    private static void WriteCalls(Utf8JsonWriter json, ObjectRows rows, int[] wanted, bool isInsert, string? condition)
    {
        foreach (var part in wanted.Chunk(ObjectWriter.MaximumRecords))
        {
            Begin(json, isInsert ? "POST" : "PUT", isInsert ? rows.Layout.Path : rows.Layout.UpdatePath, condition);
            json.WritePropertyName("body"u8);
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
    }
}
