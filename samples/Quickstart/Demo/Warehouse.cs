using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Quickstart.Demo;

/// <summary>A small made-up warehouse in a SQLite file: companies, contacts and reviews. The same on every machine.</summary>
public sealed class Warehouse : IAsyncDisposable
{
    private const int Companies = 300;
    private const int Contacts = 2_000;
    private const int Reviews = 3_000;

    private readonly SqliteConnection _connection;

    private Warehouse(string path)
    {
        Path = path;
        var connectionString = new SqliteConnectionStringBuilder { DataSource = path }.ToString();
        DataSource = SqliteFactory.Instance.CreateDataSource(connectionString);
        _connection = new SqliteConnection(connectionString);
    }

    public string Path { get; }

    /// <summary>What the syncs read from: they know ADO.NET, not SQLite.</summary>
    public DbDataSource DataSource { get; }

    /// <summary>Opens the warehouse, and makes it if there is none yet.</summary>
    public static async Task<Warehouse> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var isNew = !File.Exists(path);
        var warehouse = new Warehouse(path);
        await warehouse._connection.OpenAsync(cancellationToken);
        if (isNew)
            warehouse.Fill();
        return warehouse;
    }

    /// <summary>A day's work: some numbers change, a few rows are new.</summary>
    /// <returns>What was done, for people.</returns>
    public string ChangeSomeRows()
    {
        var next = Scalar("select count(*) from companies");
        using var transaction = _connection.BeginTransaction();
        Execute("update companies set arr = arr + 1200 where company_id in ('acc-0007', 'acc-0042', 'acc-0101')");
        Execute("update contacts set location = 'Lisbon' || (select count(*) from companies) where rowid in (11, 222)");
        foreach (var number in new[] { next + 1, next + 2 })
            AddCompany((int)number);
        foreach (var number in new[] { 1, 2, 3, 4 })
            AddReview((int)Scalar("select count(*) from reviews") + number, new Random((int)next + number));
        transaction.Commit();
        return "3 companies got another ARR, 2 contacts moved, 2 companies and 4 reviews are new";
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await DataSource.DisposeAsync();
        SqliteConnection.ClearAllPools();
    }

    private void Fill()
    {
        Execute("""
            create table companies (
                company_id text primary key, company_name text, industry text, plan text, stage text,
                employees integer, arr real, signed_on text, renews_on text);
            create table contacts (email text, first_name text, last_name text, location text, linkedin_url text);
            create table reviews (
                review_id text primary key, body text, created_at text, rating integer, app_version text, company_id text);
            """);
        using var transaction = _connection.BeginTransaction();
        for (var number = 1; number <= Companies; number++)
            AddCompany(number);

        // Two rows that every real warehouse has: a company without a name, and a contact whose address is none.
        Execute("insert into companies values ('acc-9999', null, 'Logistics', 'starter', 'New Customer', 12, 900, '2024-02-01', '2026-02-01')");
        Execute("insert into contacts values ('front desk, ask for Kim', 'Kim', 'Ortega', 'Utrecht', null)");
        AddContacts();
        for (var number = 1; number <= Reviews; number++)
            AddReview(number, new Random(number));
        transaction.Commit();
    }

    private void AddCompany(int number)
    {
        var random = new Random(number);
        var signed = new DateOnly(2021, 1, 4).AddDays(random.Next(1_500));
        Execute(
            "insert into companies values ($0, $1, $2, $3, $4, $5, $6, $7, $8)",
            $"acc-{number:0000}", Words.Company(number), Words.Pick(Words.Industries, random), Words.Pick(Words.Plans, random), Words.Pick(Words.Stages, random),
            10 + random.Next(5_000), Math.Round(1_000 + (random.NextDouble() * 250_000), 2), Text(signed), Text(signed.AddYears(5)));
    }

    private void AddContacts()
    {
        for (var number = 1; number < Contacts; number++)
        {
            var random = new Random(number * 31);
            var (first, last) = (Words.Pick(Words.FirstNames, random), Words.Pick(Words.LastNames, random));
            var domain = Words.Domain(1 + number % Companies);
            Execute(
                "insert into contacts values ($0, $1, $2, $3, $4)",
                $"{first}.{last}{number}@{domain}".ToLowerInvariant(), first, last, Words.Pick(Words.Cities, random), $"https://www.example.com/in/{first}-{last}-{number}".ToLowerInvariant());
        }
    }

    private void AddReview(int number, Random random)
    {
        var at = new DateTimeOffset(2025, 1, 1, 8, 0, 0, TimeSpan.Zero).AddMinutes(number * 97);
        var rating = 1 + random.Next(5);
        Execute(
            "insert into reviews values ($0, $1, $2, $3, $4, $5)",
            $"review-{number:00000}", Words.Review(rating, random), at.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), rating,
            $"{3 + random.Next(2)}.{random.Next(10)}.{random.Next(5)}", $"acc-{1 + random.Next(Companies):0000}");
    }

    private long Scalar(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private void Execute(string sql, params object[] values)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue($"${i}", values[i]);
        command.ExecuteNonQuery();
    }

    private static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
