using Gainsight.Client;

namespace Doctor.Gainsight;

public sealed class OAuthRequest : Check
{
    public override string Title => "oauth.request";

    public override async Task<Finding> FindAsync(Session session)
    {
        if (session.CanConnectWith is not { } canConnectWith)
            return Finding.CouldNotTell("no OAuth key was given");
        return (await canConnectWith(GainsightTokenRequest.Form), await canConnectWith(GainsightTokenRequest.Empty)) switch
        {
            (true, true) => new("a form or nothing", OptionLine: Line(GainsightTokenRequest.Form)),
            (true, false) => new("a form", OptionLine: Line(GainsightTokenRequest.Form)),
            (false, true) => new("nothing", OptionLine: Line(GainsightTokenRequest.Empty)),
            _ => Finding.CouldNotTell("the OAuth key is refused either way"),
        };
    }

    private static string Line(GainsightTokenRequest request) => $"options.OAuth!.TokenRequest = GainsightTokenRequest.{request};";
}
