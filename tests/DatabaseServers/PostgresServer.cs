using Npgsql;

namespace Census.Sync.DatabaseServers;

/// <summary>A PostgreSQL server with its own folder and port, which ends with its owner.</summary>
public class PostgresServer : IAsyncDisposable
{
    public const string Password = "canary-postgres-password";

    private const string User = "postgres";
    private string? _folder;
    private string? _control;

    public string ConnectionString { get; private set; } = "";

    public NpgsqlDataSource DataSource { get; private set; } = null!;

    public int Port { get; } = ServerProcess.FreePort();

    public async ValueTask StartAsync()
    {
        string[] folders = Directory.Exists("/usr/lib/postgresql")
            ? [.. Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(folder => Path.Combine(folder, "bin"))]
            : [];
        var initialize = ServerProcess.Find("initdb", "postgresql", folders);
        _control = ServerProcess.Find("pg_ctl", "postgresql", folders);

        _folder = await ServerProcess.CreateFolderAsync(User);
        var passwordFile = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(passwordFile, Password);
        await ServerProcess.RunAsAsync(
            User, initialize, "-D", Data, "-U", User, "-A", "scram-sha-256", $"--pwfile={passwordFile}", "-E", "UTF8", "--locale=C", "--no-sync");
        await ServerProcess.RunAsAsync(
            User, _control, "-D", Data, "-w", "-l", Path.Combine(_folder, "log"), "-o", $"-p {Port} -k {_folder} -h 127.0.0.1 -c fsync=off", "start");

        ConnectionString = $"Host=127.0.0.1;Port={Port};Username={User};Password={Password};Database=postgres;GSS Encryption Mode=Disable";
        DataSource = NpgsqlDataSource.Create(ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        if (DataSource is not null)
            await DataSource.DisposeAsync();
        if (_control is not null && _folder is not null)
            await ServerProcess.RunAsAsync(User, _control, "-D", Data, "-m", "immediate", "stop");
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken = default)
    {
        await using var command = DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private string Data => Path.Combine(_folder!, "data");
}
