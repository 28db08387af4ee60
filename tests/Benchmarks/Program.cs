using Census.Sync.Benchmarks.Gates;
using Census.Sync.Benchmarks.Measuring;

return args switch
{
    ["gates", .. var rest] => await GateRunner.RunAsync(rest, Console.Out),
    ["kill", .. var rest] => await KillCommand.RunAsync(rest, Console.Out),
    ["selftest"] => await SelfTest.RunAsync(Console.Out),
    ["child", var name, .. var rest] => await ChildTasks.RunAsync(name, rest, Console.Out),
    _ => GateRunner.Usage(Console.Out),
};
