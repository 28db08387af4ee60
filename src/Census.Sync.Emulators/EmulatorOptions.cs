namespace Census.Sync.Emulators;

/// <summary>What both emulators can be told. Options are copied when an emulator starts; later changes are ignored.</summary>
public abstract class EmulatorOptions
{
    private protected EmulatorOptions()
    {
    }

    /// <summary>Gets or sets the clock: windows, time stamps, latency, the <c>Date</c> header.</summary>
    /// <value>The default is <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Gets or sets the loopback port to listen on.</summary>
    /// <value>The default is <see langword="null"/>: in memory, without a port. 0 takes any free port. Only 127.0.0.1 is ever bound.</value>
    public int? Port { get; set; }

    /// <summary>Gets or sets the file that keeps the contents over a restart, also after the process was killed.</summary>
    /// <value>The default is <see langword="null"/>: contents end with the emulator.</value>
    /// <remarks>
    /// One line is appended per committed call before it is answered. Beside it stands a file ending in <c>.lock</c>. Keys are not written to it.
    /// Starting throws <see cref="EmulatorDataFileException"/> when the file is corrupt or in use; a torn last line is dropped.
    /// </remarks>
    public string? DataFile { get; set; }

    /// <summary>Gets or sets the seed of everything random: identifiers, jitter, window phase, probabilities of faults.</summary>
    /// <value>The default is 1.</value>
    public int Seed { get; set; } = 1;

    /// <summary>Gets or sets the time that passes between a call's arrival and its being counted and handled.</summary>
    /// <value>The default is zero.</value>
    public TimeSpan Latency { get; set; }

    /// <summary>Gets or sets the most that is added at random to <see cref="Latency"/>, evenly spread.</summary>
    /// <value>The default is zero.</value>
    public TimeSpan LatencyJitter { get; set; }

    /// <summary>Gets or sets the time that passes between the handling of a call and its answer.</summary>
    /// <value>The default is zero.</value>
    public TimeSpan AnswerLatency { get; set; }

    /// <summary>Gets or sets how far the emulator's clock is ahead of <see cref="TimeProvider"/>.</summary>
    /// <value>The default is zero. Windows, stored time stamps and the <c>Date</c> header follow the skewed clock; the audit trail does not.</value>
    public TimeSpan ClockSkew { get; set; }

    /// <summary>Gets or sets how calls are counted.</summary>
    /// <value>The default is <see cref="RateWindowKind.Fixed"/>.</value>
    public RateWindowKind WindowKind { get; set; }

    /// <summary>Gets or sets how far after the full minute a fixed one-minute window starts.</summary>
    /// <value>The default is zero: windows are clock minutes.</value>
    public TimeSpan WindowPhase { get; set; }

    /// <summary>Gets or sets whether the phases of all windows are drawn from <see cref="Seed"/> instead.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool RandomWindowPhase { get; set; }

    /// <summary>Gets or sets whether a call refused for its rate uses up the window as well.</summary>
    /// <value>The default is <see langword="false"/>. Assumed, not documented by either vendor.</value>
    public bool CountRefusedCalls { get; set; }

    /// <summary>Gets or sets whether a request header that a client of this API has no reason to send fails the call.</summary>
    /// <value>The default is <see langword="true"/>. Ordinary HTTP headers and those of distributed tracing are always allowed.</value>
    public bool RejectUnknownHeaders { get; set; } = true;

    /// <summary>Gets or sets whether <see cref="EmulatorCall.Body"/> keeps the request body.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool CaptureBodies { get; set; }

    private protected void Check()
    {
        ArgumentNullException.ThrowIfNull(TimeProvider);
        ArgumentOutOfRangeException.ThrowIfLessThan(Latency, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(LatencyJitter, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(AnswerLatency, TimeSpan.Zero);
        if (Port is < 0 or > 65535)
        {
            throw new ArgumentOutOfRangeException(nameof(Port), Port, "A port is between 0 (any free one) and 65535.");
        }
    }
}
