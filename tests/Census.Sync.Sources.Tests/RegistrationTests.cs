using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Text;
using Census.Sync.TestUtilities;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Census.Sync.Sources.Tests;

public sealed class RegistrationTests : IDisposable
{
    private readonly SqliteFile _file = new("create table t(n integer)", "insert into t values (1), (2)");
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _file.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Databases_are_registered_by_data_source_by_service_and_by_connection_string()
    {
        var services = new Services(_file.DataSource);
        foreach (var registration in (SourceRegistration[])
            [
                SourceKinds.All.Database(_file.DataSource),
                SourceKinds.All.Database(provider => (DbDataSource)provider.GetService(typeof(DbDataSource))!),
                SourceKinds.All.Database(SqliteFactory.Instance, _file.ConnectionString),
            ])
        {
            Assert.Empty(registration.Problems);
            Assert.Equal(["1", "2"], (await registration.Create(services).ReadAsync(Model.Table("t"))).Texts);
        }
    }

    [Fact]
    public async Task Files_and_objects_are_registered()
    {
        await File.WriteAllTextAsync(_folder.File("t.csv"), "n\n1\n2\n", Reading.Cancellation);
        await File.WriteAllTextAsync(_folder.File("t.jsonl"), "{\"n\":1}\n{\"n\":2}\n", Reading.Cancellation);
        foreach (var registration in (SourceRegistration[])
            [
                SourceKinds.All.Csv(_folder.File("t.csv")),
                SourceKinds.All.Csv(_ => new(new MemoryStream(Encoding.UTF8.GetBytes("n\n1\n2\n")))),
                SourceKinds.All.JsonLines(_folder.File("t.jsonl")),
                SourceKinds.All.JsonLines(_ => new(new MemoryStream(Encoding.UTF8.GetBytes("{\"n\":1}\n{\"n\":2}\n")))),
                SourceKinds.All.Objects(() => (int[])[1, 2], columns => columns.Column("n", n => n)),
                SourceKinds.All.Objects(_ => ((int[])[1, 2]).ToAsyncEnumerable(), columns => columns.Column("n", n => n)),
                SourceKinds.All.Objects<int>(Select, columns => columns.Column("n", n => n)),
            ])
        {
            Assert.Empty(registration.Problems);
            Assert.Equal(["1", "2"], (await registration.Create(new Services(null)).ReadAsync()).Texts);
        }

        static async IAsyncEnumerable<int> Select(SourceReadOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Yield();
            yield return 1;
            yield return 2;
        }
    }

    public static TheoryData<string, string> Mistakes => new()
    {
        { "no connection string", "The connection string is missing." },
        { "bad connection string", "The provider cannot read the connection string (ArgumentException)." },
        { "timeout of nothing", "" },
        { "no sample", "" },
        { "no path", "The path of the file is missing." },
        { "delimiter", "The delimiter is an ASCII character other than a quote or a line break." },
        { "columns", "Add at least one column." },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void What_is_wrong_is_a_problem_of_the_registration(string mistake, string problem)
    {
        var registration = mistake switch
        {
            "no connection string" => SourceKinds.All.Database(NpgsqlFactory.Instance, null),
            "bad connection string" => SourceKinds.All.Database(NpgsqlFactory.Instance, "Host=x;canary-secret=1"),
            "timeout of nothing" => SourceKinds.All.Database(_file.DataSource, new() { CommandTimeout = TimeSpan.Zero }),
            "no path" => SourceKinds.All.Csv((string?)null),
            "delimiter" => SourceKinds.All.Csv("x", new() { Delimiter = '"' }),
            "no sample" => SourceKinds.All.JsonLines("x", new() { SampleLines = 0 }),
            _ => SourceKinds.All.Objects(() => (int[])[1], _ => { }),
        };

        var told = Assert.Single(registration.Problems);
        Assert.StartsWith(problem, told);
        Assert.DoesNotContain("canary", told);
        Assert.DoesNotContain("(Parameter", told);
    }

    private sealed class Services(DbDataSource? dataSource) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(DbDataSource) ? dataSource : null;
    }
}
