namespace Quickstart.Demo;

/// <summary>What the made-up companies, people and reviews are made of.</summary>
internal static class Words
{
    private static readonly string[] s_firstParts =
    [
        "Alder", "Birch", "Cobalt", "Delta", "Ember", "Fjord", "Granite", "Harbor", "Indigo", "Juniper",
        "Kestrel", "Lumen", "Meridian", "Nimbus", "Orchid", "Pioneer", "Quartz", "Ridge", "Summit", "Tidal",
    ];

    private static readonly string[] s_secondParts =
    [
        "Analytics", "Foods", "Freight", "Health", "Insurance", "Labs", "Logistics", "Media", "Mobility", "Networks",
        "Outdoor", "Payments", "Robotics", "Software", "Studios", "Systems", "Textiles", "Travel", "Utilities", "Works",
    ];

    private static readonly string[] s_complaints =
    [
        "Export to PDF fails since the last update.", "The sync between phone and desktop takes minutes.", "I cannot find the invoice page any more.",
        "Support took four days to answer.", "It logs me out every morning.",
    ];

    private static readonly string[] s_praise =
    [
        "The new dashboard saves me an hour a week.", "Setting up the team was easy.", "Search finally finds what I type.",
        "The weekly digest is exactly what my manager wants.", "Works well with the tools we have.",
    ];

    public static string[] Industries { get; } = ["Automobile", "Energy", "Health Care", "Logistics", "Media", "Retail", "Software"];

    public static string[] Plans { get; } = ["starter", "growth", "enterprise"];

    public static string[] Stages { get; } = ["New Customer", "Kicked Off", "Launched", "Adopting"];

    public static string[] FirstNames { get; } = ["Ada", "Bruno", "Chloe", "Dmitri", "Elif", "Farid", "Grace", "Hugo", "Ines", "Jonas", "Kaori", "Liam"];

    public static string[] LastNames { get; } = ["Almeida", "Becker", "Costa", "Dubois", "Eriksen", "Fischer", "Garcia", "Haddad", "Ito", "Jansen", "Kowalski"];

    public static string[] Cities { get; } = ["Austin", "Berlin", "Chicago", "Dublin", "Lyon", "Nairobi", "Osaka", "Porto", "Toronto"];

    public static string Company(int number)
    {
        var name = $"{s_firstParts[number % s_firstParts.Length]} {s_secondParts[number / s_firstParts.Length % s_secondParts.Length]}";
        return number < s_firstParts.Length * s_secondParts.Length ? name : $"{name} {number}";
    }

    public static string Domain(int number) => Company(number).ToLowerInvariant().Replace(' ', '-') + ".example";

    public static string Review(int rating, Random random) =>
        $"{Pick(rating < 3 ? s_complaints : s_praise, random)} {(rating is 3 ? "Still, there is room for more." : "")}".Trim();

    public static string Pick(string[] from, Random random) => from[random.Next(from.Length)];
}
