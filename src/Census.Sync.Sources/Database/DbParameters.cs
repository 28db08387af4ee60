using System.Data;
using System.Data.Common;
using System.Globalization;

namespace Census.Sync.Sources;

/// <summary>The values of a model, put beside its statement as its provider takes them.</summary>
internal static class DbParameters
{
    public static void Add(DbCommand command, IReadOnlyList<ModelParameter> parameters, DbDialect dialect)
    {
        for (var i = 0; i < parameters.Count; i++)
        {
            var parameter = command.CreateParameter();

            // Snowflake.Data hands values to question marks by their numbers; ODBC and OLE DB look at no name.
            parameter.ParameterName = dialect.IsPositional ? (i + 1).ToString(CultureInfo.InvariantCulture) : parameters[i].Name;
            SetValue(parameter, parameters[i].Value, dialect);
            command.Parameters.Add(parameter);
        }
    }

    private static void SetValue(DbParameter parameter, in FieldValue value, DbDialect dialect)
    {
        switch (value.Kind)
        {
            // Else it is one of three milliseconds.
            case FieldValueKind.LocalTimestamp or FieldValueKind.Instant when dialect.IsSqlServer:
                parameter.Value = ValueOf(value);
                parameter.DbType = DbType.DateTime2;
                break;

            // Else it is one of the session's time zone.
            case FieldValueKind.Instant when dialect.Kind == DatabaseKind.Snowflake:
                parameter.Value = value.AsInstant();
                break;

            // Its driver refuses a time that is no part of a day.
            case FieldValueKind.Time when dialect.Kind == DatabaseKind.Snowflake:
                parameter.Value = DateOnly.MinValue.ToDateTime(value.AsTime());
                parameter.DbType = DbType.Time;
                break;
            default:
                parameter.Value = ValueOf(value);
                break;
        }
    }

    private static object ValueOf(in FieldValue value) => value.Kind switch
    {
        FieldValueKind.Absent or FieldValueKind.Null => DBNull.Value,
        FieldValueKind.Boolean => value.AsBoolean(),
        FieldValueKind.Integer => value.AsInteger(),
        FieldValueKind.Decimal => value.AsDecimal(),
        FieldValueKind.Float => value.AsFloat(),
        FieldValueKind.Date => value.AsDate().ToDateTime(TimeOnly.MinValue),
        FieldValueKind.Time => value.AsTime().ToTimeSpan(),
        FieldValueKind.LocalTimestamp => value.AsLocalTimestamp(),
        FieldValueKind.Instant => value.AsInstant().UtcDateTime,
        FieldValueKind.Bytes => value.AsBytes().ToArray(),
        _ => value.ToText(),
    };
}
