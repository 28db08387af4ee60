using System.Text;
using Census.Sync.State;

namespace Census.Sync.Tests.State;

public sealed class RepeatedTextsTests
{
    [Fact]
    public void Every_text_comes_out_as_it_went_in_however_many_there_are()
    {
        var texts = new RepeatedTexts(fields: 2);
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 20_000; i++)
            {
                var text = (i % 5) switch
                {
                    0 => "",
                    1 => $"owner{i}@example.org",
                    2 => $"Zoë {i}",
                    3 => new string('x', 60 + i % 9) + i % 100,
                    _ => $"{i % 7}",
                };
                Assert.Equal(text, Get(texts, 0, text));
                Assert.Equal(text, Get(texts, 1, text));
            }
        }
    }

    [Fact]
    public void A_text_that_a_field_repeats_is_one_string()
    {
        var texts = new RepeatedTexts(fields: 2);
        for (var i = 0; i < 5_000; i++)
            Get(texts, 0, $"owner{i}");

        var first = Get(texts, 0, "owner17");
        for (var i = 0; i < 100_000; i++)
            Get(texts, 1, $"name {i}");

        Assert.Same(first, Get(texts, 0, "owner17"));
        Assert.NotSame(Get(texts, 0, "Zoë"), Get(texts, 0, "Zoë"));
    }

    [Fact]
    public void The_texts_of_a_field_that_never_repeats_are_not_kept()
    {
        var texts = new RepeatedTexts(fields: 1);
        var kept = Get(texts, 0, "name 0");
        Assert.Same(kept, Get(texts, 0, "name 0"));

        for (var i = 1; i < 10_000; i++)
            Get(texts, 0, $"name {i}");

        Assert.NotSame(kept, Get(texts, 0, "name 0"));
    }

    private static string Get(RepeatedTexts texts, int field, string text) => texts.Get(field, Encoding.UTF8.GetBytes(text));
}
