using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Census.Sync.Sources.Tests.Fake;

/// <summary>A database that answers what a test says, and notes what it is asked.</summary>
internal sealed class FakeDatabase(Func<string, FakeResult> answer) : DbDataSource
{
    public List<string> Statements { get; } = [];

    /// <summary>The values beside the statements.</summary>
    public List<FakeParameter> Parameters { get; } = [];

    /// <summary>Makes a connection, which tells its provider by its name.</summary>
    public Func<FakeDatabase, FakeConnection> Connect { get; init; } = static database => new Microsoft.Data.SqlClient.FakeSqlConnection(database);

    public int Connections { get; set; }

    public int OpenConnections { get; set; }

    public int Cancelled { get; set; }

    /// <summary>Rows that were read because a reader was closed before its end.</summary>
    public int Drained { get; set; }

    public string Address { get; init; } = "sql.example.org";

    public string Version { get; init; } = "16.0";

    /// <summary>Called for each connection that is opened.</summary>
    public Action<FakeConnection>? Opening { get; init; }

    public override string ConnectionString => "Server=sql.example.org";

    public FakeResult Answer(string sql)
    {
        Statements.Add(sql);
        return answer(sql);
    }

    protected override DbConnection CreateDbConnection() => Connect(this);
}

/// <summary>A provider that makes connections to a <see cref="FakeDatabase"/>.</summary>
internal sealed class FakeFactory(FakeDatabase database) : DbProviderFactory
{
    public override DbConnection CreateConnection() => new Microsoft.Data.SqlClient.FakeSqlConnection(database);
}

internal class FakeConnection(FakeDatabase database) : DbConnection
{
    private ConnectionState _state;

    public FakeDatabase FakeDatabase => database;

    public string? AccessToken { get; set; }

    [AllowNull]
    public override string ConnectionString { get; set; } = "";

    public override string Database => "shop";

    public override string DataSource => database.Address;

    public override string ServerVersion => database.Version;

    public override ConnectionState State => _state;

    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

    public override void Open()
    {
        database.Connections++;
        database.Opening?.Invoke(this);
        database.OpenConnections++;
        _state = ConnectionState.Open;
    }

    public override void Close()
    {
        if (_state == ConnectionState.Open)
            database.OpenConnections--;
        _state = ConnectionState.Closed;
    }

    protected override void Dispose(bool disposing)
    {
        Close();
        base.Dispose(disposing);
    }

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => throw new NotSupportedException();

    protected override DbCommand CreateDbCommand() => new FakeCommand(this);
}

internal sealed class FakeCommand(FakeConnection connection) : DbCommand
{
    private readonly FakeParameters _parameters = new();
    private bool _isCancelled;

    [AllowNull]
    public override string CommandText { get; set; } = "";

    public override int CommandTimeout { get; set; } = 30;

    public override CommandType CommandType { get; set; }

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource { get; set; }

    public bool IsCancelled => _isCancelled;

    protected override DbConnection? DbConnection { get; set; } = connection;

    protected override DbParameterCollection DbParameterCollection => _parameters;

    protected override DbTransaction? DbTransaction { get; set; }

    public override void Cancel()
    {
        _isCancelled = true;
        connection.FakeDatabase.Cancelled++;
    }

    public override int ExecuteNonQuery()
    {
        connection.FakeDatabase.Answer(CommandText);
        return 0;
    }

    public override object? ExecuteScalar()
    {
        var result = connection.FakeDatabase.Answer(CommandText);
        return result.Rows.FirstOrDefault()?[0];
    }

    public override void Prepare()
    {
    }

    protected override DbParameter CreateDbParameter() => new FakeParameter();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior)
    {
        connection.FakeDatabase.Parameters.AddRange(_parameters.All);
        return new FakeReader(connection.FakeDatabase, this, connection.FakeDatabase.Answer(CommandText), behavior);
    }
}
