using Census.Sync.Tests.Support;
using Census.Sync.TestUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Census.Sync.Tests.Configuration;

/// <summary>Syncs in an application's container.</summary>
public sealed class RegistrationTests
{
    private static readonly CancellationToken s_token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_registered_sync_runs_by_its_name()
    {
        var (source, destination) = (new ListSource("id", "name"), new MemoryDestination());
        source.Add("a", "x");
        await using var services = new ServiceCollection()
            .AddCensusSync(sync => sync
                .AddSource("list", _ => source)
                .AddDestination("memory", _ => destination)
                .AddSync("things", s => s.From("list").To(new DestinationObjectReference("memory", "Thing"), SyncBehavior.UpdateOrCreate)
                    .Key("id", "Id").Map("name", "Name")))
            .BuildServiceProvider(validateScopes: true);
        var syncs = services.GetRequiredService<CensusSync>();

        var first = await syncs.RunAsync("things", cancellationToken: s_token);
        var second = await syncs.RunAsync("things", cancellationToken: s_token);

        Assert.Equal((1, 1), (first.RecordsCreated, second.SourceRecordUnchanged));
        Assert.Same(syncs, services.GetRequiredService<CensusSync>());
        Assert.Same(syncs.Get("things"), syncs.Get("things"));
    }

    [Fact]
    public async Task What_is_wrong_with_sources_is_told_at_the_start_and_stops_only_the_syncs_that_use_them()
    {
        var (source, destination) = (new ListSource("id"), new MemoryDestination());
        source.Add("a");
        SyncBuilder Define(SyncBuilder sync, string from) => sync.From(from).To(new DestinationObjectReference("memory", "Thing"), SyncBehavior.UpdateOrCreate).Key("id", "Id");
        await using var services = new ServiceCollection()
            .AddCensusSync(sync => sync
                .AddSource("good", _ => new SourceRegistration(_ => source))
                .AddSource("one", _ => new SourceRegistration(_ => throw new InvalidOperationException(), ["One:Account: It is missing.", "One:Acount: There is no such setting."]))
                .AddSource("two", _ => new SourceRegistration(_ => throw new InvalidOperationException(), ["Two:Address: It is missing."]))
                .AddDestination("memory", _ => destination)
                .AddSync("runs", s => Define(s, "good"))
                .AddSync("fails", s => Define(s, "one")))
            .BuildServiceProvider(validateScopes: true);
        var syncs = services.GetRequiredService<CensusSync>();

        var atStart = Assert.Throws<OptionsValidationException>(services.GetRequiredService<IStartupValidator>().Validate);
        var invalid = Assert.Throws<SyncConfigurationException>(syncs.Validate);
        var results = await syncs.RunAllAsync(cancellationToken: s_token);

        Assert.Equal(
            [
                "The source 'one' cannot be used. One:Account: It is missing.", "The source 'one' cannot be used. One:Acount: There is no such setting.",
                "The source 'two' cannot be used. Two:Address: It is missing.",
            ],
            atStart.Failures);
        Assert.Equal("The source 'one' cannot be used. One:Account: It is missing. The source 'one' cannot be used. One:Acount: There is no such setting.", invalid.Message);
        Assert.Equal([SyncRunStatus.Completed, SyncRunStatus.Failed], results.Select(result => result.Status));
        Assert.Single(destination.Stored);
    }

    [Fact]
    public async Task Sources_that_are_set_up_right_are_no_problem_at_the_start()
    {
        await using var services = new ServiceCollection().AddCensusSync(sync => sync.AddSource("good", _ => new SourceRegistration(_ => new ListSource("id")))).BuildServiceProvider();

        services.GetRequiredService<IStartupValidator>().Validate();
    }

    [Fact]
    public async Task A_computed_value_is_registered_for_all_syncs_and_one_of_the_sync_goes_before_it()
    {
        var (source, destination) = (new ListSource("id", "name"), new MemoryDestination());
        source.Add("a", "x");
        SyncBuilder Define(SyncBuilder sync) => sync.From("list").To(new DestinationObjectReference("memory", "Thing"), SyncBehavior.UpdateOrCreate)
            .Key("id", "Id").MapComputed("Name", "label").MapComputed("Note", "unknown to one");
        await using var services = new ServiceCollection()
            .AddCensusSync(sync => sync
                .AddSource("list", _ => source)
                .AddDestination("memory", _ => destination)
                .AddComputed("label", record => $"all {record["name"].ToText()}")
                .AddSync("all", s => Define(s).AddComputed("unknown to one", _ => "known"))
                .AddSync("own", s => Define(s).AddComputed("label", _ => "own").AddComputed("unknown to one", _ => "known"))
                .AddSync("lacking", s => Define(s)))
            .BuildServiceProvider(validateScopes: true);
        var syncs = services.GetRequiredService<CensusSync>();

        await syncs.RunAsync("all", cancellationToken: s_token);
        var all = destination.Stored["a"]["Name"];
        await syncs.RunAsync("own", cancellationToken: s_token);
        var lacking = Assert.Throws<SyncConfigurationException>(() => syncs.Get("lacking"));

        Assert.Equal(("all x", "own"), (all, destination.Stored["a"]["Name"]));
        Assert.Equal("The sync 'lacking' names the computed value 'unknown to one', which is not registered.", lacking.Message);
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddCensusSync(sync => sync.AddComputed(" ", _ => 1)));
        Assert.Throws<ArgumentNullException>(() => new ServiceCollection().AddCensusSync(sync => sync.AddComputed("x", null!)));
    }

    [Fact]
    public async Task Syncs_of_several_calls_add_up()
    {
        await using var services = new ServiceCollection()
            .AddCensusSync(sync => sync.AddSync("one", Configure))
            .AddCensusSync(sync => sync.AddSync("two", Configure))
            .BuildServiceProvider();

        Assert.Equal(["one", "two"], services.GetRequiredService<CensusSync>().Names);
        Assert.Single(services.GetServices<CensusSync>());
    }

    [Fact]
    public void A_name_is_given_once_and_checked_at_once()
    {
        var services = new ServiceCollection().AddCensusSync(sync => sync.AddSync("one", Configure));

        Assert.Throws<ArgumentException>(() => services.AddCensusSync(sync => sync.AddSync("one", Configure)));
        Assert.Throws<ArgumentException>(() => services.AddCensusSync(sync => sync.AddSync(" ", Configure)));
        Assert.Throws<ArgumentException>(() => services.AddCensusSync(sync => sync.AddSync(new string('x', 201), Configure)));
        Assert.Throws<ArgumentException>(() => services.AddCensusSync(sync => sync.AddSource("", _ => new ListSource())));
        Assert.Throws<ArgumentNullException>(() => services.AddCensusSync(null!));
        Assert.Throws<ArgumentNullException>(() => services.AddCensusSync(sync => sync.AddSync("two", null!)));
        Assert.Throws<ArgumentNullException>(() => services.AddCensusSync(sync => sync.UseState(null!)));
        Assert.Throws<ArgumentNullException>(() => services.AddCensusSync(sync => sync.UseOptions(null!)));
    }

    [Fact]
    public async Task A_source_or_destination_that_is_not_registered_is_named()
    {
        await using var services = new ServiceCollection()
            .AddCensusSync(sync => sync
                .AddSource("list", _ => new ListSource("id"))
                .AddSync("no source", s => s.From("elsewhere").To(new MemoryDestination(), "Thing", SyncBehavior.CreateOnly).Key("id", "Id"))
                .AddSync("no destination", s => s.From("list").To(new DestinationObjectReference("nowhere", "Thing"), SyncBehavior.CreateOnly).Key("id", "Id")))
            .BuildServiceProvider();
        var syncs = services.GetRequiredService<CensusSync>();

        var source = Assert.Throws<SyncConfigurationException>(() => syncs.Get("no source"));
        var destination = Assert.Throws<SyncConfigurationException>(() => syncs.Get("no destination"));

        Assert.Equal("The sync 'no source' names the source 'elsewhere', which is not registered.", source.Message);
        Assert.Equal("The sync 'no destination' names the destination 'nowhere', which is not registered.", destination.Message);
    }

    [Fact]
    public async Task An_unknown_name_is_answered_with_the_names_there_are()
    {
        await using var services = new ServiceCollection().AddCensusSync(sync => sync.AddSync("one", Configure)).BuildServiceProvider();

        var exception = await Assert.ThrowsAsync<KeyNotFoundException>(
            () => services.GetRequiredService<CensusSync>().RunAsync("two", cancellationToken: s_token));

        Assert.Equal("There is no sync 'two'. The syncs are: one.", exception.Message);
    }

    [Fact]
    public async Task State_clock_and_options_of_the_application_are_used()
    {
        var clock = new ManualTimeProvider();
        var store = new InMemorySyncStateStore(clock);
        await using var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(clock)
            .AddCensusSync(sync => sync.AddSync("one", Configure))
            .AddCensusSync(sync => sync.UseState(_ => store).UseOptions(new() { Owner = "me", LeaseDuration = TimeSpan.FromSeconds(30) }))
            .BuildServiceProvider();

        var result = await services.GetRequiredService<CensusSync>().RunAsync("one", cancellationToken: s_token);

        Assert.Equal(clock.GetUtcNow(), result.StartedAt);
        Assert.Same(store, services.GetRequiredService<SyncStateStore>());
        Assert.Equal(["one"], await store.ListAsync(s_token));
    }

    [Fact]
    public async Task Syncs_of_two_containers_know_nothing_of_each_other()
    {
        await using var one = new ServiceCollection().AddCensusSync(sync => sync.AddSync("one", Configure)).BuildServiceProvider();
        await using var two = new ServiceCollection().AddCensusSync(sync => sync.AddSync("one", Configure)).BuildServiceProvider();

        await one.GetRequiredService<CensusSync>().RunAsync("one", cancellationToken: s_token);

        Assert.Empty(await two.GetRequiredService<SyncStateStore>().ListAsync(s_token));
    }

    private static void Configure(SyncBuilder sync) =>
        sync.From(new ListSource("id")).To(new MemoryDestination(), "Thing", SyncBehavior.CreateOnly).Key("id", "Id");
}
