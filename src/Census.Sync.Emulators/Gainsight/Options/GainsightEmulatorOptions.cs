using System.Text.Json;

namespace Census.Sync.Emulators;

/// <summary>
/// How the Gainsight emulator behaves. Where the vendor's pages leave a question open, both answers can be chosen; the defaults are the cautious ones.
/// </summary>
/// <remarks>The facts come from https://support.gainsight.com/gainsight_nxt/API_and_Developer_Docs and from public clients; what is assumed says so.</remarks>
public sealed class GainsightEmulatorOptions : EmulatorOptions
{
    /// <summary>Gets or sets the access key.</summary>
    /// <value>The default is <see cref="GainsightEmulator.DefaultAccessKey"/>.</value>
    public string AccessKey { get; set; } = GainsightEmulator.DefaultAccessKey;

    /// <summary>Gets or sets the client id of the machine-to-machine OAuth key.</summary>
    /// <value>The default is <see cref="GainsightEmulator.DefaultClientId"/>.</value>
    public string ClientId { get; set; } = GainsightEmulator.DefaultClientId;

    /// <summary>Gets or sets the client secret of the machine-to-machine OAuth key.</summary>
    /// <value>The default is <see cref="GainsightEmulator.DefaultClientSecret"/>.</value>
    public string ClientSecret { get; set; } = GainsightEmulator.DefaultClientSecret;

    /// <summary>Gets or sets how long an OAuth token is good for.</summary>
    /// <value>The default is 86,400 seconds, the vendor's sample.</value>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromSeconds(86_400);

    /// <summary>Gets or sets which body a request for an OAuth token may have; another is refused with status 400 and <c>GSOBJ_1023</c>.</summary>
    /// <value>The default is <see cref="GainsightTokenBody.Any"/>.</value>
    /// <remarks>Assumed, not documented by the vendor, status and code of the refusal too: a client should go by its not being a success.</remarks>
    public GainsightTokenBody TokenRequest { get; set; }

    /// <summary>Gets or sets the calls served per minute, all keys and tokens of the tenant together.</summary>
    /// <value>The default is 100. <see cref="int.MaxValue"/> is no limit.</value>
    public int CallsPerMinute { get; set; } = 100;

    /// <summary>Gets or sets the calls served per day.</summary>
    /// <value>The default is 50,000. <see cref="int.MaxValue"/> is no limit.</value>
    public int CallsPerDay { get; set; } = 50_000;

    /// <summary>Gets or sets how far after midnight UTC a fixed day starts.</summary>
    /// <value>The default is zero.</value>
    public TimeSpan DayWindowPhase { get; set; }

    /// <summary>Gets or sets the asynchronous person calls served per hour.</summary>
    /// <value>The default is 10.</value>
    public int AsyncCallsPerHour { get; set; } = 10;

    /// <summary>Gets or sets the asynchronous person calls served per day.</summary>
    /// <value>The default is 100.</value>
    public int AsyncCallsPerDay { get; set; } = 100;

    /// <summary>Gets or sets the user management calls served per hour. They do not count as calls of a minute or day.</summary>
    /// <value>The default is 100.</value>
    public int UserCallsPerHour { get; set; } = 100;

    /// <summary>Gets or sets the user management calls served per day.</summary>
    /// <value>The default is 1,000.</value>
    public int UserCallsPerDay { get; set; } = 1_000;

    /// <summary>Gets or sets the HTTP status of a call refused for its rate.</summary>
    /// <value>The default is 429; 200 sends the same body as a success of HTTP.</value>
    public int ThrottleStatus { get; set; } = 429;

    /// <summary>Gets or sets the error code of a call refused for its rate.</summary>
    /// <value>The default is <c>GS_APIG_2404</c>; the other code seen is <c>GU_2400</c>.</value>
    public string ThrottleCode { get; set; } = "GS_APIG_2404";

    /// <summary>Gets or sets whether a call refused for its rate carries <c>Retry-After</c>.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool ThrottleRetryAfter { get; set; }

    /// <summary>Gets or sets whether answers carry <c>x-ratelimit-limit</c>, which the vendor documents for its Timeline API only.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool SendRateLimitHeader { get; set; }

    /// <summary>Gets or sets whether every caller is refused for its address: 403, <c>GS_APIG_2402</c>.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool RefuseCallerAddress { get; set; }

    /// <summary>Gets or sets the records allowed per insert or update.</summary>
    /// <value>The default is 50.</value>
    public int MaxRecordsPerCall { get; set; } = 50;

    /// <summary>Gets or sets the keys allowed per update.</summary>
    /// <value>The default is 3.</value>
    public int MaxKeys { get; set; } = 3;

    /// <summary>Gets or sets the rows given per read, also when none is asked for.</summary>
    /// <value>The default is 5,000.</value>
    public int MaxRowsPerRead { get; set; } = 5_000;

    /// <summary>Gets or sets whether a larger <c>limit</c> is cut to <see cref="MaxRowsPerRead"/> instead of refused.</summary>
    /// <value>The default is <see langword="false"/>. Assumed, not documented by the vendor.</value>
    public bool CutReadLimit { get; set; }

    /// <summary>Gets or sets the largest request body in bytes; beyond it the answer is 413.</summary>
    /// <value>The default is 32 MiB. Assumed, not documented by the vendor.</value>
    public int MaxBodyBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>Gets or sets how a refused write lists its bad rows.</summary>
    /// <value>The default is <see cref="GainsightErrorDetail.Nested"/>.</value>
    public GainsightErrorDetail ErrorDetail { get; set; }

    /// <summary>
    /// Gets or sets whether a refused write lists good rows as well, with nothing in their place, so that the place of an entry tells the row. Only with
    /// <see cref="GainsightErrorDetail.Nested"/>.
    /// </summary>
    /// <value>The default is <see langword="false"/>. Assumed either way: the samples published are about one row.</value>
    public bool ListGoodRows { get; set; }

    /// <summary>Gets or sets what a row that fails validation does to its call. A row whose keys match nothing is valid; see <see cref="NoMatch"/>.</summary>
    /// <value>The default is <see cref="GainsightRowFailure.FailCall"/>.</value>
    public GainsightRowFailure RowFailure { get; set; }

    /// <summary>Gets or sets what happens when a row's keys match nothing.</summary>
    /// <value>The default is <see cref="GainsightNoMatch.FailCall"/>.</value>
    public GainsightNoMatch NoMatch { get; set; }

    /// <summary>Gets or sets whether <c>GSOBJ_1011</c> names the rows without a match by their key.</summary>
    /// <value>The default is <see langword="false"/>: the caller has to find them.</value>
    public bool NameUnmatchedKeys { get; set; }

    /// <summary>Gets or sets what happens when a row's keys match several records.</summary>
    /// <value>The default is <see cref="GainsightMultiMatch.UpdateAll"/>.</value>
    public GainsightMultiMatch MultiMatch { get; set; }

    /// <summary>Gets or sets whether an insert of a company whose name exists is refused with <c>GSOBJ_1002</c>.</summary>
    /// <value>The default is <see langword="false"/>: nothing says that names are unique.</value>
    public bool RefuseDuplicateCompanyNames { get; set; }

    /// <summary>Gets or sets whether written records come back with the fields sent, not only with <c>Gsid</c>.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool EchoWrittenFields { get; set; }

    /// <summary>Gets or sets whether a read answers <c>"data": [ … ]</c> instead of <c>"data": { "records": [ … ] }</c>.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool ReadAsList { get; set; }

    /// <summary>Gets or sets whether dates are read as milliseconds since 1970 instead of ISO 8601 text.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool ReadDatesAsEpoch { get; set; }

    /// <summary>Gets or sets whether a missing date is read as <c>null</c> instead of <c>""</c>.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool ReadMissingDatesAsNull { get; set; }

    /// <summary>Gets or sets whether dropdown items are read as labels instead of item GSIDs.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool ReadPicklistsAsLabels { get; set; }

    /// <summary>Gets or sets whether describe leaves the items of dropdowns out, so that they have to be asked for one dropdown at a time.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool DescribeWithoutItems { get; set; }

    /// <summary>Gets or sets how a query that finds nothing is answered.</summary>
    /// <value>The default is <see cref="GainsightEmptyRead.NoRecords"/>.</value>
    public GainsightEmptyRead EmptyRead { get; set; }

    /// <summary>Gets or sets whether <c>offset</c> counts from 1, as one page of the vendor has it.</summary>
    /// <value>The default is <see langword="false"/>: from 0, as every client does.</value>
    public bool OffsetCountsFromOne { get; set; }

    /// <summary>Gets or sets whether <c>NE</c>, <c>DOES_NOT_CONTAINS</c> and <c>EXCLUDES</c> match rows without a value.</summary>
    /// <value>The default is <see langword="false"/>. Assumed, not documented by the vendor.</value>
    public bool NegationsMatchNull { get; set; }

    /// <summary>Gets or sets whether text is compared without case, in keys, look-ups and queries.</summary>
    /// <value>The default is <see langword="false"/>. Assumed, not documented by the vendor.</value>
    public bool IgnoreCaseInText { get; set; }

    /// <summary>Gets or sets whether e-mail addresses are compared without case, also when a person is matched.</summary>
    /// <value>The default is <see langword="true"/>. Assumed, not documented by the vendor.</value>
    public bool IgnoreCaseInEmails { get; set; } = true;

    /// <summary>Gets or sets whether the case of field names is ignored in writes and <c>keys</c>, as it is in <c>select</c>.</summary>
    /// <value>The default is <see langword="false"/>. Assumed, not documented by the vendor.</value>
    public bool IgnoreCaseInFieldNames { get; set; }

    /// <summary>Gets or sets the time zone of times written without an offset.</summary>
    /// <value>The default is zero, UTC. Assumed, not documented by the vendor.</value>
    public TimeSpan PlainTimeOffset { get; set; }

    /// <summary>Gets or sets whether dates may be written as milliseconds since 1970.</summary>
    /// <value>The default is <see langword="false"/>: refused with <c>GSOBJ_1006</c>.</value>
    public bool AcceptEpochDates { get; set; }

    /// <summary>Gets or sets whether a lookup may be written with the GSID of a record that does not exist.</summary>
    /// <value>The default is <see langword="false"/>: refused with <c>GSOBJ_1002</c>. Assumed, not documented by the vendor.</value>
    public bool AcceptDanglingLookups { get; set; }

    /// <summary>Gets or sets whether <c>DELETE ?keys=Gsid</c> with a body is served, as the vendor's user interface uses it.</summary>
    /// <value>The default is <see langword="false"/>: <c>GSOBJ_1023</c>.</value>
    public bool AllowBulkDelete { get; set; }

    /// <summary>Gets or sets whether a person write is answered with <c>"data": null</c>.</summary>
    /// <value>The default is <see langword="false"/>: the person with GSIDs. Assumed either way, no sample is published.</value>
    public bool EmptyPersonAnswer { get; set; }

    /// <summary>Gets or sets where a person record may carry its relationships.</summary>
    /// <value>The default is <see cref="GainsightRelationshipPersonShape.Both"/>.</value>
    public GainsightRelationshipPersonShape RelationshipPersonShape { get; set; }

    /// <summary>Gets or sets how long an asynchronous person call says <c>INIT</c>.</summary>
    /// <value>The default is 1 second.</value>
    public TimeSpan AsyncStartAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets how long an asynchronous person call takes until it is <c>COMPLETED</c> and its good rows are stored.</summary>
    /// <value>The default is 3 seconds; the vendor speaks of up to 30 minutes.</value>
    public TimeSpan AsyncCompleteAfter { get; set; } = TimeSpan.FromSeconds(3);

    internal GainsightEmulatorOptions Copy()
    {
        Check();
        ArgumentException.ThrowIfNullOrWhiteSpace(AccessKey);
        ArgumentOutOfRangeException.ThrowIfLessThan(CallsPerMinute, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(CallsPerDay, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRecordsPerCall, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRowsPerRead, 1);
        return (GainsightEmulatorOptions)MemberwiseClone();
    }

    internal void WriteSwitches(Utf8JsonWriter json)
    {
        json.WriteString("tokenRequest", TokenRequest.ToString());
        json.WriteNumber("callsPerMinute", CallsPerMinute);
        json.WriteNumber("callsPerDay", CallsPerDay);
        json.WriteString("windowKind", WindowKind.ToString());
        json.WriteNumber("throttleStatus", ThrottleStatus);
        json.WriteString("throttleCode", ThrottleCode);
        json.WriteBoolean("throttleRetryAfter", ThrottleRetryAfter);
        json.WriteBoolean("sendRateLimitHeader", SendRateLimitHeader);
        json.WriteBoolean("refuseCallerAddress", RefuseCallerAddress);
        json.WriteNumber("maxRecordsPerCall", MaxRecordsPerCall);
        json.WriteNumber("maxRowsPerRead", MaxRowsPerRead);
        json.WriteBoolean("cutReadLimit", CutReadLimit);
        json.WriteString("errorDetail", ErrorDetail.ToString());
        json.WriteBoolean("listGoodRows", ListGoodRows);
        json.WriteString("rowFailure", RowFailure.ToString());
        json.WriteString("noMatch", NoMatch.ToString());
        json.WriteBoolean("nameUnmatchedKeys", NameUnmatchedKeys);
        json.WriteString("multiMatch", MultiMatch.ToString());
        json.WriteBoolean("refuseDuplicateCompanyNames", RefuseDuplicateCompanyNames);
        json.WriteBoolean("echoWrittenFields", EchoWrittenFields);
        json.WriteBoolean("readAsList", ReadAsList);
        json.WriteBoolean("readDatesAsEpoch", ReadDatesAsEpoch);
        json.WriteBoolean("readMissingDatesAsNull", ReadMissingDatesAsNull);
        json.WriteBoolean("readPicklistsAsLabels", ReadPicklistsAsLabels);
        json.WriteBoolean("describeWithoutItems", DescribeWithoutItems);
        json.WriteString("emptyRead", EmptyRead.ToString());
        json.WriteBoolean("offsetCountsFromOne", OffsetCountsFromOne);
        json.WriteBoolean("negationsMatchNull", NegationsMatchNull);
        json.WriteBoolean("ignoreCaseInText", IgnoreCaseInText);
        json.WriteBoolean("ignoreCaseInEmails", IgnoreCaseInEmails);
        json.WriteBoolean("ignoreCaseInFieldNames", IgnoreCaseInFieldNames);
        json.WriteString("plainTimeOffset", PlainTimeOffset.ToString("c"));
        json.WriteBoolean("acceptEpochDates", AcceptEpochDates);
        json.WriteBoolean("acceptDanglingLookups", AcceptDanglingLookups);
        json.WriteBoolean("allowBulkDelete", AllowBulkDelete);
        json.WriteBoolean("emptyPersonAnswer", EmptyPersonAnswer);
        json.WriteString("relationshipPersonShape", RelationshipPersonShape.ToString());
    }
}
