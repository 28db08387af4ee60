using System.Diagnostics;
using System.Globalization;

namespace Census.Sync.Benchmarks.Measuring;

/// <summary>The duration of a piece of work in relation to a reference in the same run.</summary>
/// <param name="OfTime">The median of the rounds' ratios, by the clock.</param>
/// <param name="OfProcessorTime">The same by the time of all processors.</param>
/// <param name="Subject">The median duration of the work.</param>
/// <param name="Reference">The median duration of the reference.</param>
internal sealed record Ratio(double OfTime, double OfProcessorTime, TimeSpan Subject, TimeSpan Reference)
{
    /// <summary>Measures both in turn, so that what else the machine does falls on both alike.</summary>
    /// <param name="rounds">How often.</param>
    /// <param name="reference">What the work is compared with.</param>
    /// <param name="subject">The work.</param>
    /// <param name="prepareSubject">Done before the work each time, without being measured.</param>
    /// <param name="warmUps">How often both are done unmeasured first: the just-in-time compiler and the file cache are not what is compared.</param>
    public static async Task<Ratio> MeasureAsync(
        int rounds, Func<Task> reference, Func<Task> subject, Action? prepareSubject = null, int warmUps = 1)
    {
        for (var round = 0; round < warmUps; round++)
        {
            await reference();
            prepareSubject?.Invoke();
            await subject();
        }

        var references = new Duration[rounds];
        var subjects = new Duration[rounds];
        for (var round = 0; round < rounds; round++)
        {
            references[round] = await Duration.MeasureAsync(reference);
            prepareSubject?.Invoke();
            subjects[round] = await Duration.MeasureAsync(subject);
        }

        var pairs = subjects.Zip(references).ToList();
        return new(
            Median.Of(pairs.Select(pair => pair.First.Time / pair.Second.Time)),
            Median.Of(pairs.Select(pair => pair.First.ProcessorTime / pair.Second.ProcessorTime)),
            TimeSpan.FromSeconds(Median.Of(subjects.Select(duration => duration.Time.TotalSeconds))),
            TimeSpan.FromSeconds(Median.Of(references.Select(duration => duration.Time.TotalSeconds))));
    }

    public string Describe(string subject, string reference) => string.Create(
        CultureInfo.InvariantCulture,
        $"{subject} {Subject.TotalSeconds:0.00} s, {reference} {Reference.TotalSeconds:0.00} s, processor time {OfProcessorTime:0.00} x");

    private readonly record struct Duration(TimeSpan Time, TimeSpan ProcessorTime)
    {
        public static async Task<Duration> MeasureAsync(Func<Task> work)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            var processorTime = Environment.CpuUsage.TotalTime;
            var start = Stopwatch.GetTimestamp();
            await work();
            return new(Stopwatch.GetElapsedTime(start), Environment.CpuUsage.TotalTime - processorTime);
        }
    }
}
