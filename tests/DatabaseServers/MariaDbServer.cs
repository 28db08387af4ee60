using System.Data.Common;
using System.Diagnostics;
using MySqlConnector;

namespace Census.Sync.DatabaseServers;

/// <summary>A MariaDB server with its own folder and port, which ends with its owner. Read through MySqlConnector.</summary>
public class MariaDbServer : IAsyncDisposable
{
    public const string Password = "canary-mariadb-password";

    private const string User = "mysql";
    private readonly int _port = ServerProcess.FreePort();
    private string? _folder;
    private Process? _server;

    public async ValueTask StartAsync()
    {
        string[] folders = ["/usr/sbin", "/usr/bin"];
        var install = ServerProcess.Find("mariadb-install-db", "mariadb-server", folders);
        var server = ServerProcess.Find("mariadbd", "mariadb-server", folders);

        _folder = await ServerProcess.CreateFolderAsync(User);
        await ServerProcess.RunAsAsync(
            User, install, "--no-defaults", $"--datadir={Data}", "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve");
        var script = Path.Combine(_folder, "start.sql");
        await File.WriteAllTextAsync(
            script,
            $"""
            CREATE DATABASE shop CHARACTER SET utf8mb4;
            CREATE USER reader@'127.0.0.1' IDENTIFIED BY '{Password}';
            GRANT ALL ON *.* TO reader@'127.0.0.1' WITH GRANT OPTION;

            """);

        // The driver of the tests is older than the server's name for its three-byte character set.
        _server = ServerProcess.Start(
            User, server, "--no-defaults", $"--datadir={Data}", $"--socket={Path.Combine(_folder, "socket")}", $"--port={_port}", "--bind-address=127.0.0.1",
            "--skip-name-resolve", "--skip-log-bin", "--character-set-server=utf8mb4", $"--init-file={script}", "--innodb-flush-log-at-trx-commit=0");
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.OutputDataReceived += (_, _) => { };
        _server.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null || line.Data.Contains("ready for connections", StringComparison.Ordinal))
                started.TrySetResult();
        };
        _server.BeginOutputReadLine();
        _server.BeginErrorReadLine();
        await started.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    public virtual async ValueTask DisposeAsync()
    {
        await MySqlConnection.ClearAllPoolsAsync();
        if (_server is not null)
        {
            _server.Kill(entireProcessTree: true);
            await _server.WaitForExitAsync();
            _server.Dispose();
        }

        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    public string ConnectionString(string extra = "", string password = Password) =>
        $"Server=127.0.0.1;Port={_port};User=reader;Password={password};Database=shop;SslMode=None;CharSet=utf8mb4;{extra}";

    public DbDataSource DataSource(string extra = "", string password = Password) => new MySqlDataSource(ConnectionString(extra, password));

    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new MySqlConnection(ConnectionString("AllowUserVariables=true"));
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private string Data => Path.Combine(_folder!, "data");
}
