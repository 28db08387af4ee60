using System.Text.Json;
using Census.Sync.Emulators.Calls;

namespace Census.Sync.Emulators.Gainsight;

/// <summary>Upsert of one person, read of one person, and upsert of many in the background.</summary>
internal sealed class PeopleApi(GainsightStore store, GainsightEmulatorOptions options, Envelope envelope, ValueParser values, ObjectReader reader)
{
    private const int MaxAsyncRecords = 50;
    private readonly PersonParser _parser = new(store, options, values);
    private readonly PersonWriter _writer = new(store);

    public Reply Upsert(JsonElement body, DateTimeOffset now)
    {
        PersonPlan plan;
        try
        {
            plan = _parser.Parse(body);
        }
        catch (PersonFault fault)
        {
            throw new ApiFault(fault.Code, fault.Description);
        }

        var changes = new List<StoreChange>();
        PersonWriter.Written written = _writer.Write(plan, now.UtcDateTime, changes);
        store.Save(changes);
        return envelope.Success(json => WritePerson(json, written), stored: true);
    }

    /// <param name="hasEmail">Whether the query holds <c>email</c> at all; without it the call is the ping that a shipped connector uses.</param>
    /// <param name="email">The address asked for.</param>
    public Reply GetByEmail(bool hasEmail, string? email)
    {
        if (!hasEmail)
        {
            return envelope.Success(static json => json.WriteNullValue());
        }

        if (string.IsNullOrWhiteSpace(email))
        {
            throw new ApiFault("GSOBJ_VQP1001", "Query params are null or empty");
        }

        Table people = store["person"];
        return people.Find(people.Schema["Email"], email) is [Row person, ..] ? Get(person.Gsid) : throw NotThere();
    }

    public Reply Get(string gsid)
    {
        Table people = store["person"];
        Row person = people.Find(gsid) ?? throw NotThere();
        return envelope.Success(json => reader.WriteAll(json, people, person));
    }

    public Reply UpsertLater(JsonElement body, DateTimeOffset now)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("records", out JsonElement records) || records.ValueKind != JsonValueKind.Array
            || records.GetArrayLength() is 0 or > MaxAsyncRecords || body.EnumerateObject().Count() != 1)
        {
            throw ApiFault.InvalidField("records");
        }

        Table jobs = store[DefaultSchema.PeopleJobs];
        var changes = new List<StoreChange>();
        Row job = store.Insert(jobs, [new(jobs.Schema["Submitted"], now.UtcDateTime), new(jobs.Schema["Body"], records.GetRawText())], now.UtcDateTime, changes);
        store.Save(changes);
        return envelope.Success(
            json =>
            {
                json.WriteStartObject();
                json.WriteString("statusId", job.Gsid);
                json.WriteEndObject();
            },
            stored: true);
    }

    public Reply Status(string statusId, DateTimeOffset now)
    {
        Table jobs = store[DefaultSchema.PeopleJobs];
        Row job = jobs.Find(statusId) ?? throw ApiFault.NoMatch();
        TimeSpan age = now.UtcDateTime - (DateTime)job[jobs.Schema["Submitted"]]!;
        return envelope.Success(json =>
        {
            if (job[jobs.Schema["Result"]] is string result)
            {
                json.WriteRawValue(result);
                return;
            }

            json.WriteStartObject();
            json.WriteString("status", age < options.AsyncStartAfter ? "INIT" : "INPROGRESS");
            json.WriteEndObject();
        });
    }

    /// <summary>Does the background work that is due. Asked before every look at the contents, so that no timer is needed.</summary>
    public void RunDue(DateTimeOffset now)
    {
        Table jobs = store[DefaultSchema.PeopleJobs];
        if (jobs.Count == 0)
        {
            return;
        }

        ObjectSchema schema = jobs.Schema;
        foreach (Row job in jobs.Rows.Where(row => row[schema["Result"]] is null && now.UtcDateTime - (DateTime)row[schema["Submitted"]]! >= options.AsyncCompleteAfter).ToArray())
        {
            DateTime due = (DateTime)job[schema["Submitted"]]! + options.AsyncCompleteAfter;
            var changes = new List<StoreChange>();
            string result = Run((string)job[schema["Body"]]!, due, changes);
            store.Update(jobs, job, [new(schema["Result"], result)], due, changes);
            store.Save(changes);
        }
    }

    private static ApiFault NotThere() => new(ErrorCodes.PeopleDoNotExist, ErrorCodes.PeopleDoNotExistText);

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (value is null)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteString(name, value);
        }
    }

    private string Run(string body, DateTime now, List<StoreChange> changes)
    {
        using var document = JsonDocument.Parse(body);
        var written = new List<PersonWriter.Written>();
        var faults = new List<(int Row, PersonFault Fault)>();
        int number = 0;
        foreach (JsonElement record in document.RootElement.EnumerateArray())
        {
            number++;
            try
            {
                written.Add(_writer.Write(_parser.Parse(record), now, changes));
            }
            catch (PersonFault fault)
            {
                faults.Add((number, fault));
            }
        }

        return System.Text.Encoding.UTF8.GetString(Json.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("status", "COMPLETED");
            json.WriteNumber("count", written.Count);
            json.WriteStartArray("records");
            foreach (PersonWriter.Written person in written)
            {
                json.WriteStartObject();
                json.WriteString("Gsid", person.Person.Gsid);
                json.WriteString("Email", (string)person.Person[store["person"].Schema["Email"]]!);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("errors");
            foreach ((int row, PersonFault fault) in faults)
            {
                json.WriteStartObject();
                json.WriteNumber("rowNumber", row);
                WriteText(json, "fieldName", fault.FieldName);
                WriteText(json, "invalidValue", fault.Value);
                json.WriteString("errorMessage", fault.Description);
                json.WriteString("errorCode", fault.Code);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }).Span);
    }

    private void WritePerson(Utf8JsonWriter json, PersonWriter.Written written)
    {
        if (options.EmptyPersonAnswer)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        WriteFields(json, store["person"], written.Person);
        WriteRows(json, "companies", store["company_person"], written.Companies);
        WriteRows(json, "relationships", store["relationship_person"], written.Relationships);
        json.WriteEndObject();
    }

    private void WriteRows(Utf8JsonWriter json, string name, Table table, List<Row> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (Row row in rows)
        {
            json.WriteStartObject();
            WriteFields(json, table, row);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteFields(Utf8JsonWriter json, Table table, Row row)
    {
        foreach (SchemaField field in table.Schema.Fields.Where(field => row[field] is not null))
        {
            json.WritePropertyName(field.Name);
            ValueFormat.WriteRead(json, field, row[field], options);
        }
    }
}
