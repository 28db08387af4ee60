namespace Census.Sync.Definitions;

/// <summary>The words that stand for the values of an enumeration in JSON, both ways.</summary>
internal sealed class Words<T>(params (string Word, T Value)[] words)
    where T : struct, Enum
{
    public IEnumerable<string> All => words.Select(word => word.Word);

    public T? ValueOf(string text)
    {
        foreach (var (word, value) in words)
        {
            if (word == text)
                return value;
        }

        return null;
    }

    public string WordOf(T wanted)
    {
        foreach (var (word, value) in words)
        {
            if (EqualityComparer<T>.Default.Equals(value, wanted))
                return word;
        }

        throw new InvalidOperationException($"There is no word for {typeof(T).Name}.{wanted}.");
    }
}
