namespace Doctor;

/// <summary>Prints what was found, then the lines of code that set the options to it.</summary>
internal static class FindingTable
{
    public static void Print(IReadOnlyList<(string Name, Finding Finding)> findings, string call, string subject)
    {
        var width = findings.Max(found => found.Name.Length);
        foreach (var (name, finding) in findings)
            Console.WriteLine($"{name.PadRight(width)}  {finding.Value}");
        if (findings.Select(found => found.Finding.OptionLine).OfType<string>().Distinct().ToArray() is not { Length: > 0 } lines)
            return;

        Console.WriteLine();
        Console.WriteLine($"// True for this {subject}:");
        Console.WriteLine($"services.{call}(options =>");
        Console.WriteLine("{");
        foreach (var line in lines)
            Console.WriteLine($"    {line}");
        Console.WriteLine("});");
    }
}
