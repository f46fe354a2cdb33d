using CsCheck;
using RewardLab.Evaluation.Pickles;
using RewardLab.Serving.Tests;

namespace RewardLab.Evaluation.Tests.Pickles;

/// <summary>What is written is read again, and what is damaged is read or refused, never anything else.</summary>
public sealed class PickledBodyPropertyTests
{
    private static readonly Gen<string> Text = Gen.String.Where(text => !text.Any(char.IsSurrogate));

    private static readonly Gen<object?> Leaf = Gen.OneOf<object?>(
        Gen.Const((object?)null),
        Gen.Bool.Select(value => (object?)value),
        Gen.Long.Select(value => (object?)value),
        Gen.Double.Select(value => (object?)value),
        Gen.Byte.Array[0, 300].Select(value => (object?)(ReadOnlyMemory<byte>)value),
        Text.Select(value => (object?)value));

    private static readonly Gen<object?> Value = Gen.Recursive<object?>((depth, inner) => depth > 3
        ? Leaf
        : Gen.OneOf(
            Leaf,
            inner.List[0, 4].Select(items => (object?)items),
            Gen.Dictionary(Text, inner)[0, 4].Select(map => (object?)map)));

    private static readonly byte[][] Seeds = [.. GoldenBodies.Names("prompts", "queries", "truncated", "hostile-system").Select(GoldenBodies.Read)];

    [Fact]
    public void Write_OfAnyValue_IsReadAgain() =>
        Value.Sample(value => Assert.Equivalent(Plain(value), Plain(PickledBodyReader.Read(PickledBodyWriter.Write(value))), strict: true), iter: 2000);

    [Fact]
    public void Read_OfDamagedBodies_GivesAValueOrOneLine() => Damaged().Sample(Read, iter: 20_000);

    [Fact]
    public void Read_OfAnyBytes_GivesAValueOrOneLine() => Gen.Byte.Array[0, 300].Sample(Read, iter: 20_000);

    private static Gen<byte[]> Damaged() =>
        from seed in Gen.Int[0, Seeds.Length - 1]
        from places in Gen.Int[0, Seeds[seed].Length - 1].Array[1, 4]
        from bytes in Gen.Byte.Array[4]
        from kind in Gen.Int[0, 3]
        from other in Gen.Int[0, Seeds.Length - 1]
        select DamagedBytes.Of(Seeds[seed], places, bytes, kind, Seeds[other]);

    private static bool Read(byte[] body)
    {
        try
        {
            PickledBodyReader.Read(body);
            return true;
        }
        catch (InvalidDataException exception)
        {
            return exception.Message.Length < 300 && !exception.Message.Contains('\n');
        }
    }

    // Both sides in one form: lists and dictionaries of .NET.
    private static object? Plain(object? value) => value switch
    {
        PickledSequence sequence => sequence.Select(Plain).ToList(),
        PickledMap map => map.Entries.ToDictionary(entry => (string)entry.Key!, entry => Plain(entry.Value)),
        Dictionary<string, object?> map => map.ToDictionary(entry => entry.Key, entry => Plain(entry.Value)),
        List<object?> list => list.Select(Plain).ToList(),
        ReadOnlyMemory<byte> bytes => Convert.ToHexString(bytes.Span),
        double number => BitConverter.DoubleToInt64Bits(number),
        _ => value,
    };
}
