using System.Globalization;
using System.Numerics;
using System.Text;
using RewardLab.Evaluation.Pickles;
using RewardLab.Serving.Tests;

namespace RewardLab.Evaluation.Tests.Pickles;

public sealed class PickledBodyReaderTests
{
    public static TheoryData<string> Bodies => [.. GoldenBodies.Names("prompts", "queries")];

    public static TheoryData<string> Refused => [.. GoldenBodies.Names("hostile", "truncated")];

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Read_OfABodyOfAnyProtocol_GivesImagesAndTexts(string name)
    {
        var body = PickledBodyReader.Read(GoldenBodies.Read(name)).ShouldBeOfType<PickledMap>();
        body.TryGet("images", out var images).ShouldBeTrue();
        var jpegs = images.ShouldBeOfType<PickledSequence>().Select(image => ((ReadOnlyMemory<byte>)image!).ToArray()).ToArray();
        jpegs.Length.ShouldBe(3);
        jpegs.ShouldAllBe(jpeg => Convert.ToHexString(jpeg).StartsWith("FFD8") && Convert.ToHexString(jpeg).EndsWith("FFD9"));
        if (body.TryGet("queries", out var queries))
        {
            ((PickledSequence)queries!).Select(query => ((PickledSequence)query!).Single()).ShouldBe(GoldenBodies.Prompts);
        }
        else
        {
            body.TryGet("prompts", out var prompts).ShouldBeTrue();
            (prompts is PickledArray array ? array.Items : (PickledSequence)prompts!).ShouldBe(GoldenBodies.Prompts);
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Read_OfAHostileBody_IsRefusedInOneLineAndNothingRuns(string name)
    {
        var bytes = GoldenBodies.Read(name);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var problem = Should.Throw<InvalidDataException>(() => PickledBodyReader.Read(bytes)).Message;
        problem.ShouldNotContain('\n');
        problem.Length.ShouldBeLessThan(200);
        File.Exists("/tmp/pwned").ShouldBeFalse();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(64 << 20);
    }

    [Fact]
    public void Read_OfANameThatRuns_SaysWhichWasRefused()
    {
        Problem("cposix\nsystem\n(Vtouch x\ntR.").ShouldBe("refers to posix.system: it was refused, and nothing was run");
        Problem("c__builtin__\neval\n(V1\ntR.").ShouldContain("__builtin__.eval");
        Problem("cos\nsys\u0007tem" + new string('x', 200) + "\n.").ShouldContain("os.sys?temxxx");
    }

    [Theory]
    [InlineData("N.", null)]
    [InlineData("I01\n.", true)]
    [InlineData("I00\n.", false)]
    [InlineData("I-7\n.", -7L)]
    [InlineData("L12L\n.", 12L)]
    [InlineData("F1e-05\n.", 1e-05)]
    [InlineData("F-inf\n.", double.NegativeInfinity)]
    [InlineData("Vcaf\u00e9 \\u0041\\U0001f600\\x\n.", "café A😀\\x")]
    public void Read_OfAValueInTheOldestProtocol_GivesIt(string pickle, object? value) =>
        PickledBodyReader.Read(Encoding.Latin1.GetBytes(pickle)).ShouldBe(value);

    [Fact]
    public void Read_OfAWholeNumberBeyondLong_KeepsItsDigits() =>
        PickledBodyReader.Read("L123456789012345678901234567890L\n."u8.ToArray())
            .ShouldBe(BigInteger.Parse("123456789012345678901234567890", CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("", "cut off")]
    [InlineData("N", "cut off")]
    [InlineData(".", "there is not a value")]
    [InlineData("NN.", "leaves 1 values behind")]
    [InlineData("(N.", "leaves 1 values behind")]
    [InlineData("N.N.", "has 2 bytes after its end")]
    [InlineData("t.", "there is not a mark")]
    [InlineData("](a.", "there is not a value")]
    [InlineData("]q\u0001h\u0001a.", "into itself")]
    [InlineData("]q\u0001]h\u0001ah\u0001Nae.", "changes a container after it was put into another")]
    [InlineData("h\u0005.", "never had")]
    [InlineData("g99999999999999999999\n.", "there is not a number")]
    [InlineData("}(Nu.", "a value for each key")]
    [InlineData("}(]Nu.", "whose key is neither text nor a number")]
    [InlineData("(NK\u0001tNa.", "there is not a list")]
    [InlineData("cnumpy\nndarray\n.", "is a name")]
    [InlineData("]cnumpy\nndarray\na.", "there is not a value")]
    [InlineData("cnumpy\nndarray\n)R.", "calls Array in a way")]
    [InlineData("cnumpy\ndtype\n(VV19\nI00\nI01\ntR.", "has an array of type V19")]
    [InlineData("X\u0001\0\0\0\u00ff.", "is not UTF-8")]
    [InlineData("\u0080\u0006N.", "protocol above 5")]
    [InlineData("\u008f.", "the instruction 0x8f at byte 0")]
    [InlineData("\u0095\u00ff\u00ff\0\0\0\0\0\0N.", "reaches beyond its end")]
    public void Read_OfABodyThatIsNone_SaysWhy(string pickle, string problem) => Problem(pickle).ShouldContain(problem);

    [Fact]
    public void Read_OfMoreThanTheLimits_IsRefused()
    {
        var small = new PickledBodyLimits { MaxBytes = 1000, MaxItems = 20, MaxMemo = 3, MaxDepth = 4, MaxDigits = 10 };
        Problem(new string('N', 1001), small).ShouldContain("has 1001 bytes");
        Problem(new string('N', 100), small).ShouldContain("more than 20 values");
        Problem("Np1\np2\np3\np4\n.", small).ShouldContain("remembers more than 3 values");
        Problem("]" + string.Concat(Enumerable.Repeat("\u0085", 5)) + ".", small).ShouldContain("more than 4 containers deep");
        Problem(new string('(', 100), small).ShouldContain("more than 4 containers deep");
        Problem("I12345678901\n.", small).ShouldContain("more than 10 digits");
        Problem("L123456789012L\n.", small).ShouldContain("more than 10 digits");
    }

    [Fact]
    public void Read_OfAnArrayThatClaimsMoreThanItHas_IsRefused()
    {
        const string Begin = "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntc_codecs\nencode\n(Vb\nVlatin1\ntRtR(I1\n(";
        const string Type = "tcnumpy\ndtype\n(Vi1\nI00\nI01\ntR(I3\nV|\nNNNI-1\nI-1\nI0\ntbI00\nc_codecs\nencode\n(Vab\nVlatin1\ntRtb.";
        ((PickledArray)PickledBodyReader.Read(Encoding.Latin1.GetBytes(Begin + "I2\n" + Type))!).Items.ShouldBe([97L, 98L]);
        Problem(Begin + "I3\n" + Type).ShouldContain("do not fill its shape");
        Problem(Begin + "I2000000000\n" + Type).ShouldContain("more than 200000 values");
        Problem(Begin + "I2000000000\nI2000000000\nI2000000000\n" + Type).ShouldContain("more than 200000 values");
        Problem(Begin + "I1\nI1\nI1\nI1\nI2\n" + Type).ShouldContain("at most 4 dimensions");
    }

    private static string Problem(string pickle, PickledBodyLimits? limits = null) =>
        Should.Throw<InvalidDataException>(() => PickledBodyReader.Read(Encoding.Latin1.GetBytes(pickle), limits)).Message;
}
