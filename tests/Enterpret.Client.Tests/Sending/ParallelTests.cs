using Census.Sync;
using Census.Sync.Emulators;

namespace Enterpret.Client.Tests.Sending;

public class ParallelTests
{
    [Fact]
    public async Task A_list_has_as_many_requests_under_way_as_the_option_says()
    {
        await using var workspace = await Workspace.StartAsync(options => options.CallsPerMinute = int.MaxValue);
        var client = workspace.CreateClient(options => (options.EntityRequestsPerMinute, options.MaximumParallelRequests) = (1_000, 3));
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var three = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (underWay, most) = (0, 0);
        workspace.Emulator.OnBeforeCommit = async (_, token) =>
        {
            var now = Interlocked.Increment(ref underWay);
            if (now > most)
                most = now;
            if (now == 3)
                three.TrySetResult();
            await gate.Task.WaitAsync(token);
            Interlocked.Decrement(ref underWay);
        };

        var sending = client.Users.UpsertAsync(Make.Users(10 * 15), Workspace.Token);
        await three.Task.WaitAsync(Workspace.Token);
        gate.SetResult();
        var result = await sending;

        Assert.Equal(3, most);
        Assert.True(result.AllDelivered);
        Assert.Equal(150, workspace.Emulator.Users.Count);
    }

    [Fact]
    public async Task Outcomes_stay_with_their_records()
    {
        await using var workspace = await Workspace.StartAsync(options => options.CallsPerMinute = int.MaxValue);
        var client = workspace.CreateClient(options => (options.EntityRequestsPerMinute, options.MaximumParallelRequests) = (1_000, 8));
        var users = Make.Users(300);
        users[100]["no_number"] = double.NaN;
        users[200] = new("", Make.Day);

        var result = await client.Users.UpsertAsync(users, Workspace.Token);

        Assert.Equal([100, 200], Enumerable.Range(0, 300).Where(i => result.Outcomes[i].Status == EnterpretOutcomeStatus.Rejected));
        Assert.Equal(298, result.Count(EnterpretOutcomeStatus.Delivered));
        Assert.Equal(298, workspace.Emulator.Users.Count);
    }

    [Fact]
    public async Task What_stops_one_request_keeps_those_after_it_from_being_sent()
    {
        await using var workspace = await Workspace.StartAsync(options => options.CallsPerMinute = int.MaxValue);
        var client = workspace.CreateClient(options => (options.EntityRequestsPerMinute, options.MaximumParallelRequests) = (1_000, 4));
        workspace.Emulator.Faults.Add(Fault.Unauthorized(), nth: 10, count: null);

        var result = await client.Users.UpsertAsync(Make.Users(100 * 15), Workspace.Token);

        Assert.Equal(9 * 15, result.Count(EnterpretOutcomeStatus.Delivered));
        Assert.Equal(91 * 15, result.Count(EnterpretOutcomeStatus.NotSent));
        Assert.Equal(SyncErrorCodes.Unauthorized, result.Outcomes[^1].Problem!.Code);
        Assert.InRange(workspace.Calls.Count, 10, 9 + 4);
    }

    [Fact]
    public async Task Cancelling_ends_all_that_is_under_way()
    {
        await using var workspace = await Workspace.StartAsync();
        var client = workspace.CreateClient(options => (options.EntityRequestsPerMinute, options.MaximumParallelRequests) = (1_000, 4));
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Workspace.Token);
        workspace.Emulator.OnBeforeCommit = async (_, token) =>
        {
            await cancellation.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.Users.UpsertAsync(Make.Users(100), cancellation.Token));

        Assert.Empty(workspace.Emulator.Users);
    }
}
