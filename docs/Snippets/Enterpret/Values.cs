using Enterpret.Client;

namespace Snippets.Enterpret;

public static class Values
{
    public static void SetValues(EnterpretUser user)
    {
        #region values
        user["Seats"] = 12;                                  // n: every number is one type
        user["Email"] = "john@example.com";                  // s
        user["IsAdmin"] = true;                              // b
        user["Location"] = ["NYC", "Seattle"];               // several values of one type
        user["LastSeen"] = DateTimeOffset.UnixEpoch;         // s in ISO 8601, or n with options.Dates = EpochSeconds
        user["CustomerNumber"] = "9007199254740993";         // an identifier is text, however it looks
        user["Nickname"] = (string?)null;                    // left out of the request
        #endregion
    }
}
