namespace Census.Sync.Emulators.Gainsight;

/// <summary>A person record that passed validation.</summary>
internal sealed record PersonPlan(string Email, List<KeyValuePair<SchemaField, object?>> Values, List<CompanyEntry> Companies, List<RelationshipEntry> Relationships);

/// <summary>The person at one company.</summary>
internal sealed record CompanyEntry(string CompanyId, List<KeyValuePair<SchemaField, object?>> Values, List<RelationshipEntry> Relationships);

/// <summary>The person on one relationship.</summary>
internal sealed record RelationshipEntry(Row Relationship, List<KeyValuePair<SchemaField, object?>> Values);
