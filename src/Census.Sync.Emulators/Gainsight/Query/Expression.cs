namespace Census.Sync.Emulators.Gainsight;

/// <summary>Conditions joined by AND and OR; AND binds closer, parentheses group.</summary>
internal abstract class Expression
{
    public abstract bool Matches(Row row);

    /// <summary>The conditions that every matching row satisfies.</summary>
    public abstract IEnumerable<Condition> Necessary { get; }

    /// <param name="text">Aliases joined by AND and OR.</param>
    /// <param name="conditions">The conditions by alias.</param>
    /// <exception cref="ApiFault">The text makes no sense, or leaves a condition out.</exception>
    public static Expression Parse(string text, IReadOnlyDictionary<string, Condition> conditions)
    {
        var parser = new Parser(text.Replace("(", " ( ", StringComparison.Ordinal).Replace(")", " ) ", StringComparison.Ordinal)
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), conditions);
        return parser.Parse();
    }

    private sealed class Leaf(Condition condition) : Expression
    {
        public override IEnumerable<Condition> Necessary => [condition];

        public override bool Matches(Row row) => condition.Matches(row);
    }

    private sealed class And(Expression left, Expression right) : Expression
    {
        public override IEnumerable<Condition> Necessary => left.Necessary.Concat(right.Necessary);

        public override bool Matches(Row row) => left.Matches(row) && right.Matches(row);
    }

    private sealed class Or(Expression left, Expression right) : Expression
    {
        public override IEnumerable<Condition> Necessary => [];

        public override bool Matches(Row row) => left.Matches(row) || right.Matches(row);
    }

    private sealed class Parser(string[] tokens, IReadOnlyDictionary<string, Condition> conditions)
    {
        private const int MaxDepth = 32;
        private readonly HashSet<string> _used = [];
        private int _at;

        public Expression Parse()
        {
            Expression expression = ParseOr(0);
            return _at == tokens.Length && _used.Count == conditions.Count ? expression : throw ApiFault.InvalidField("where.expression");
        }

        private Expression ParseOr(int depth)
        {
            Expression left = ParseAnd(depth);
            while (Take("OR"))
            {
                left = new Or(left, ParseAnd(depth));
            }

            return left;
        }

        private Expression ParseAnd(int depth)
        {
            Expression left = ParseTerm(depth);
            while (Take("AND"))
            {
                left = new And(left, ParseTerm(depth));
            }

            return left;
        }

        private Expression ParseTerm(int depth)
        {
            if (Take("("))
            {
                Expression inner = depth < MaxDepth ? ParseOr(depth + 1) : throw ApiFault.InvalidField("where.expression");
                return Take(")") ? inner : throw ApiFault.InvalidField("where.expression");
            }

            if (_at < tokens.Length && conditions.TryGetValue(tokens[_at], out Condition? condition))
            {
                _used.Add(tokens[_at++]);
                return new Leaf(condition);
            }

            throw ApiFault.InvalidField("where.expression");
        }

        private bool Take(string token)
        {
            if (_at < tokens.Length && tokens[_at].Equals(token, StringComparison.OrdinalIgnoreCase))
            {
                _at++;
                return true;
            }

            return false;
        }
    }
}
