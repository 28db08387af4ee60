using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Census.Sync.Abstractions.Tests.Records;

/// <summary>What holds for all values, tried on many of them. The seed is fixed, so that a failure comes again.</summary>
public sealed class FieldValueProperties
{
    private static readonly Config Fixed = Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20_260_105, 297);

    [Fact]
    public void Text_and_formatted_bytes_agree() => Check.One(Fixed, Prop.ForAll(Values(), value =>
    {
        var buffer = new byte[Encoding.UTF8.GetMaxByteCount(value.ToText().Length) + 64];
        return value.TryFormat(buffer, out var written) && Encoding.UTF8.GetString(buffer, 0, written) == value.ToText();
    }));

    [Fact]
    public void Equal_values_have_equal_hashes_and_equal_texts() => Check.One(Fixed, Prop.ForAll(Values(), Values(), (left, right) =>
        left != right || (left.GetHashCode() == right.GetHashCode() && left.ToText() == right.ToText())));

    [Fact]
    public void A_number_as_json_is_its_text() => Check.One(Fixed, Prop.ForAll(Numbers(), digits =>
    {
        var value = FieldValue.FromNumber(digits);
        return FieldValueTextTests.JsonOf(value) == value.ToText();
    }));

    [Fact]
    public void A_text_read_as_a_number_again_is_the_same_text() => Check.One(Fixed, Prop.ForAll(Numbers(), digits =>
    {
        var text = FieldValue.FromNumber(digits).ToText();
        return FieldValue.FromNumber(text).ToText() == text;
    }));

    [Fact]
    public void A_number_keeps_its_value_exactly() => Check.One(Fixed, Prop.ForAll(Numbers(), digits =>
        Scaled(FieldValue.FromNumber(digits).ToText()) == Scaled(digits)));

    [Fact]
    public void Whole_numbers_come_back() => Check.One(Fixed, Prop.ForAll(ArbMap.Default.ArbFor<long>(), number =>
        FieldValue.FromNumber(number.ToString(CultureInfo.InvariantCulture)) == number && FieldValue.From(number).AsInteger() == number));

    [Fact]
    public void Decimals_come_back() => Check.One(Fixed, Prop.ForAll(ArbMap.Default.ArbFor<decimal>(), number =>
        FieldValue.From(number).AsDecimal() == number
        && decimal.Parse(FieldValue.From(number).ToText(), CultureInfo.InvariantCulture) == number));

    [Fact]
    public void Decimals_have_the_digits_of_the_framework_without_zeros_at_the_end() => Check.One(
        Fixed, Prop.ForAll(ArbMap.Default.ArbFor<long>(), ArbMap.Default.ArbFor<byte>(), ArbMap.Default.ArbFor<bool>(), (digits, scale, isNegative) =>
        {
            var number = new decimal((int)digits, (int)(digits >> 32), 0, isNegative, (byte)(scale % 29));
            var text = number.ToString(CultureInfo.InvariantCulture);
            text = text.Contains('.') ? text.TrimEnd('0').TrimEnd('.') : text;
            return FieldValue.From(number).ToText() == (text == "-0" ? "0" : text);
        }));

    [Fact]
    public void Floats_come_back() => Check.One(Fixed, Prop.ForAll(ArbMap.Default.ArbFor<double>(), number =>
        FieldValue.From(number).AsFloat().Equals(number)
        && double.Parse(FieldValue.From(number).ToText(), CultureInfo.InvariantCulture).Equals(number)));

    [Fact]
    public void Instants_come_back() => Check.One(Fixed, Prop.ForAll(ArbMap.Default.ArbFor<DateTimeOffset>(), instant =>
        FieldValue.From(instant).AsInstant() == instant
        && DateTimeOffset.Parse(FieldValue.From(instant).ToText(), CultureInfo.InvariantCulture) == instant));

    [Fact]
    public void Texts_written_as_json_come_back() => Check.One(Fixed, Prop.ForAll(Texts(), text =>
        JsonElement.Parse(FieldValueTextTests.JsonOf(text)).GetString() == text));

    // The value times 10^300, read independently of the code under test.
    private static BigInteger Scaled(string digits)
    {
        var parts = digits.Split('e');
        var exponent = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var fraction = point < 0 ? 0 : parts[0].Length - point - 1;
        return BigInteger.Parse(parts[0].Replace(".", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
            * BigInteger.Pow(10, 300 + exponent - fraction);
    }

    private static Arbitrary<string> Numbers() => Arb.From(
        from negative in Gen.Elements("", "-", "+")
        from whole in Digits(1, 45)
        from fraction in Digits(0, 45)
        from exponent in Exponents()
        select negative + whole + (fraction.Length == 0 ? "" : "." + fraction) + exponent);

    private static Gen<string> Exponents() => Gen.Frequency(
        (3, Gen.Constant("")),
        (1, Gen.Choose(-99, 99).Select(number => "e" + number.ToString(CultureInfo.InvariantCulture))));

    private static Gen<string> Digits(int least, int most) =>
        from length in Gen.Choose(least, most)
        from digits in Gen.Choose(0, 9).ArrayOf(length)
        select string.Concat(digits);

    private static Arbitrary<string> Texts() => Arb.From(
        Gen.Elements("a", "Z", "é", "\"", "\\", "\n", "\0", "名", "😀", " ", "<", "\u2028").ListOf().Select(parts => string.Concat(parts)));

    private static Arbitrary<FieldValue> Values()
    {
        var simple = Gen.OneOf(
            Gen.Elements(FieldValue.Absent, FieldValue.Null, true, false),
            Gen.Choose(-3, 3).Select(number => FieldValue.From((long)number)),
            ArbMap.Default.GeneratorFor<long>().Select(FieldValue.From),
            Gen.Choose(-30, 30).Select(number => FieldValue.From(number / 10m)),
            ArbMap.Default.GeneratorFor<decimal>().Select(FieldValue.From),
            ArbMap.Default.GeneratorFor<double>().Select(FieldValue.From),
            ArbMap.Default.GeneratorFor<DateTime>().Select(FieldValue.From),
            ArbMap.Default.GeneratorFor<DateTimeOffset>().Select(FieldValue.From),
            ArbMap.Default.GeneratorFor<byte[]>().Select(FieldValue.From),
            Numbers().Generator.Select(digits => FieldValue.FromNumber(digits)),
            Texts().Generator.Select(text => FieldValue.From(text)));
        return Arb.From(Gen.Frequency((8, simple), (1, simple.ArrayOf().Select(FieldValue.FromArray))));
    }
}
