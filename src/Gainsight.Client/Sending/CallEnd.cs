namespace Gainsight.Client;

/// <summary>How a call ended, as far as those who sent it have to tell cases apart.</summary>
internal enum CallEnd
{
    /// <summary>Gainsight did what it was asked for.</summary>
    Succeeded,

    /// <summary>Gainsight refused the request for what it holds; nothing was done.</summary>
    Refused,

    /// <summary>The request is too large; nothing was done.</summary>
    TooLarge,

    /// <summary>The quota is used up for longer than the call may wait; nothing was done.</summary>
    QuotaExhausted,

    /// <summary>The use of the quota cannot be kept; nothing was sent.</summary>
    QuotaStoreFailed,

    /// <summary>The key provider gave no usable key; nothing was sent.</summary>
    NoKey,

    /// <summary>The access key is refused; nothing was done.</summary>
    Unauthorized,

    /// <summary>The caller's IP address is refused; nothing was done.</summary>
    CallerRefused,

    /// <summary>The address is not that of a Gainsight tenant; nothing was done.</summary>
    WrongAddress,

    /// <summary>No connection could be made; nothing was done.</summary>
    NotConnected,

    /// <summary>There is no clear answer; the request may have been carried out.</summary>
    NoAnswer,
}
