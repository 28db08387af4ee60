using System.Text;

namespace Doctor;

/// <summary>Takes a key from the environment, or asks for it without showing it.</summary>
internal static class KeyPrompt
{
    public static string Read(string variable, string name) => Environment.GetEnvironmentVariable(variable) ?? Ask(name);

    private static string Ask(string name)
    {
        if (Console.IsInputRedirected)
            return Console.In.ReadLine()?.Trim() ?? "";
        Console.Error.Write($"{name} (not shown): ");
        var key = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } pressed)
        {
            if (pressed.Key == ConsoleKey.Backspace)
                key.Length = Math.Max(0, key.Length - 1);
            else
                key.Append(pressed.KeyChar);
        }

        Console.Error.WriteLine();
        return key.ToString();
    }
}
