using System.Text;
using CsCheck;
using RewardLab.Abstractions;

namespace RewardLab.Runs.Tests.Files;

public sealed class TextFileTests
{
    private static readonly Gen<string> Texts = Gen.OneOf(
        Array.ConvertAll<string, Gen<string>>(["a", "b", "\r", "\n", "\r\n", "é", "€", "𝄞", "\uFFFD", "\u2028", " "], Gen.Const))
        .Array[0, 200].Select(string.Concat);

    public static TheoryData<string> Encodings => ["utf-8", "utf-8 with a mark", "utf-16 little", "utf-16 big"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Text_OfAnyMark_IsReadAsWhatWasWritten(string encoding)
    {
        const string Text = "a café\r\n两只猫 𝄞\rlast\n";
        Read(Bytes(Text, encoding)).ShouldBe(Text);
        Lines(Bytes(Text, encoding)).ShouldBe(["a café", "两只猫 𝄞", "last"]);
    }

    [Fact]
    public void Lines_OfAnyText_AreThoseOfDotNet() =>
        Gen.Select(Texts, Gen.OneOf(Array.ConvertAll<string, Gen<string>>(["utf-8", "utf-8 with a mark", "utf-16 little", "utf-16 big"], Gen.Const)))
            .Sample((text, encoding) =>
            {
                var bytes = Bytes(text, encoding);
                Read(bytes).ShouldBe(text);
                var expected = new List<string>();
                using var reader = new StringReader(text);
                while (reader.ReadLine() is { } line)
                {
                    expected.Add(line);
                }

                Lines(bytes).ShouldBe(expected);
            });

    // A block's end falls into a character, a surrogate pair, a CRLF.
    [Theory]
    [MemberData(nameof(Encodings))]
    public void Text_LongerThanABlock_IsWhole(string encoding)
    {
        for (var shift = 0; shift < 5; shift++)
        {
            var text = new string('x', shift) + string.Concat(Enumerable.Repeat("é€𝄞\r\n", 20_000));
            var bytes = Bytes(text, encoding);
            Read(bytes).ShouldBe(text);
            Lines(bytes).Count.ShouldBe(20_000);
            Lines(bytes)[^1].ShouldBe("é€𝄞");
        }
    }

    [Fact]
    public void Bytes_ThatAreNotUtf8_AreNamedByLineAndOffset()
    {
        byte[] bytes = [.. "a cat\r\na caf"u8, 0xE9, .. " at night\r\n"u8];
        Should.Throw<RewardLabException>(() => Read(bytes, "prompts.txt")).Message
            .ShouldBe("prompts.txt(2): at byte offset 12 there is byte 0xE9, which is not valid UTF-8; save the file as UTF-8.");
    }

    [Theory]
    [InlineData(new byte[] { 0xC3 }, 0)] // cut at the end
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, 0x61, 0x80 }, 4)] // offsets count the mark
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, 0)] // half a surrogate pair
    [InlineData(new byte[] { 0xC0, 0x80 }, 0)] // zero, overlong
    [InlineData(new byte[] { 0x61, 0x00, 0x62, 0x00 }, 1)] // UTF-16 without a mark
    [InlineData(new byte[] { 0xFF, 0xFE, 0x61, 0x00, 0x62 }, 4)] // an odd byte
    [InlineData(new byte[] { 0xFF, 0xFE, 0x61, 0x00, 0x00, 0xD8 }, 4)]
    [InlineData(new byte[] { 0xFE, 0xFF, 0x00, 0x61, 0xDC, 0x00 }, 4)]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x00, 0x00, 0x61, 0x00, 0x00, 0x00 }, 2)] // UTF-32
    public void Bytes_ThatAreNoText_AreRefused(byte[] bytes, int offset) =>
        Should.Throw<RewardLabException>(() => Read(bytes)).Message.ShouldContain($"file(1): at byte offset {offset} there is");

    [Fact]
    public void Fault_FarIntoAFile_IsCountedFromItsStart()
    {
        for (var shift = 0; shift < 4; shift++)
        {
            byte[] bytes = [.. Encoding.UTF8.GetBytes(new string('x', shift) + string.Concat(Enumerable.Repeat("€\r\n", 30_000))), 0xFF];
            Should.Throw<RewardLabException>(() => Lines(bytes)).Message.ShouldContain($"file(30001): at byte offset {150_000 + shift} there is byte 0xFF");
        }
    }

    [Fact]
    public void Bytes_OfAnyKind_AreReadOrRefusedButNeverReplaced() =>
        Gen.Byte.Array[0, 40].Sample(bytes =>
        {
            try
            {
                var text = Read(bytes);
                var isWide = bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];
                (isWide
                    ? text.Length == (bytes.Length - 2) / 2
                    : Encoding.UTF8.GetBytes(text).SequenceEqual(bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes[3..] : bytes)).ShouldBeTrue();
            }
            catch (RewardLabException exception)
            {
                exception.Message.ShouldContain("file");
            }
        });

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "git lfs pull")]
    [InlineData("<!DOCTYPE html>\n<html><body>Sign in</body></html>", "is a web page")]
    [InlineData("\n <HTML>", "is a web page")]
    [InlineData("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", "is a web page")]
    public void File_ThatStandsInForAnother_IsNamed(string content, string expected) =>
        Should.Throw<RewardLabException>(() => Read(Encoding.UTF8.GetBytes(content))).Message.ShouldContain(expected);

    [Theory]
    [InlineData("<3 cats")]
    [InlineData("version one of a cat")]
    [InlineData("<?xml version=\"1.0\"?><svg/>")]
    public void Text_ThatOnlyResemblesIt_IsRead(string content) => Read(Encoding.UTF8.GetBytes(content)).ShouldBe(content);

    private static byte[] Bytes(string text, string encoding)
    {
        Encoding chosen = encoding switch
        {
            "utf-8" => new UTF8Encoding(false),
            "utf-8 with a mark" => new UTF8Encoding(true),
            "utf-16 little" => new UnicodeEncoding(bigEndian: false, byteOrderMark: true),
            _ => new UnicodeEncoding(bigEndian: true, byteOrderMark: true),
        };
        return [.. chosen.GetPreamble(), .. chosen.GetBytes(text)];
    }

    private static string Read(byte[] bytes, string source = "file") => TextFile.Decode(bytes, source);

    private static List<string> Lines(byte[] bytes)
    {
        using var reader = TextFile.Open(new MemoryStream(bytes), "file");
        var lines = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }
}
