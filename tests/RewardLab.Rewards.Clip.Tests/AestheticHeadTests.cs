using System.Globalization;
using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Rewards.Clip.Tests;

/// <summary>Heads against NumPy; the folder Golden/aesthetic says how its files were made.</summary>
public sealed class AestheticHeadTests : IDisposable
{
    private const string MlpFile = "sac+logos+ava1-l14-linearMSE";
    private const string LinearFile = "sa_0_4_vit_l_14_linear";
    private static readonly string Golden = Path.Combine(AppContext.BaseDirectory, "Golden", "aesthetic");
    private static readonly JsonElement Expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(Golden, "expected.json"))).RootElement;
    private static readonly int[] PublishedWidths = [768, 1024, 128, 64, 16, 1];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(MlpFile, "mlp")]
    [InlineData(LinearFile, "linear")]
    public void Score_OfAPublishedLayout_IsNumPys(string file, string form)
    {
        var head = AestheticHead.Open(ModelFolder.Open(Golden), Path.Combine(Golden, file + ".pth"));

        foreach (var (embedding, expected) in Expected.GetProperty("embeddings").EnumerateArray().Zip(Expected.GetProperty(form).EnumerateArray()))
        {
            head.Score([.. embedding.EnumerateArray().Select(value => value.GetSingle())]).ShouldBe(expected.GetDouble(), 1e-6);
        }
    }

    [Fact]
    public void Open_WithoutAName_TakesTheMlpBeforeTheLinearHead()
    {
        File.Copy(Path.Combine(Golden, LinearFile + ".pth"), _folder[LinearFile + ".pth"]);
        AestheticHead.Open(ModelFolder.Open(_folder.Path), "").Score(new float[24]).ShouldBe(
            AestheticHead.Open(ModelFolder.Open(Golden), Path.Combine(Golden, LinearFile + ".pth")).Score(new float[24]));

        File.Copy(Path.Combine(Golden, MlpFile + ".pth"), _folder[MlpFile + ".pth"]);
        AestheticHead.Open(ModelFolder.Open(_folder.Path), "").Score(new float[24]).ShouldBe(
            AestheticHead.Open(ModelFolder.Open(Golden), Path.Combine(Golden, MlpFile + ".pth")).Score(new float[24]));
    }

    /// <summary>The published widths, in safetensors, by NumPy where it is there.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Score_OfThePublishedWidths_IsNumPys(bool isMlp)
    {
        Assert.SkipUnless(DebianPython.Has("numpy"), "needs Debian's python3-numpy");
        using var scope = NewDisposeScope();
        var widths = isMlp ? PublishedWidths : [768, 1];
        var layers = widths.Zip(widths.Skip(1)).Select(pair => (Normal(pair.Second, pair.First), Normal(pair.Second))).ToArray();
        var embedding = nn.functional.normalize(Normal(1, 768), 2, 1);
        Write("head.safetensors", isMlp ? ["layers.0.", "layers.2.", "layers.4.", "layers.6.", "layers.7."] : [""], layers);
        var tensors = layers.SelectMany(layer => new[] { layer.Item1, layer.Item2 }).Prepend(embedding);
        File.WriteAllBytes(_folder["values"], [.. tensors.SelectMany(tensor => tensor.bytes.ToArray())]);
        var (exitCode, output, error) = DebianPython.Run(
            "-c",
            $"""
            import numpy
            values, widths = numpy.fromfile("{_folder["values"]}", "<f4").astype("f8"), [{string.Join(", ", widths)}]
            row, values = values[:768], values[768:]
            for a, b in zip(widths, widths[1:]):
                row, values = values[:a * b].reshape(b, a) @ row + values[a * b:a * b + b], values[a * b + b:]
            print(repr(float(row[0])), len(values))
            """);
        exitCode.ShouldBe(0, error);
        output.Trim().Split(' ')[1].ShouldBe("0");

        AestheticHead.Open(ModelFolder.Open(_folder.Path), _folder["head.safetensors"]).Score(embedding.data<float>().ToArray())
            .ShouldBe(double.Parse(output.Split(' ')[0], CultureInfo.InvariantCulture), 1e-6);
    }

    [Fact]
    public void Open_WithNoHead_SaysWhereOneComesFrom() =>
        Problem("").ShouldBe(
            $"{_folder.Path}: has no head of the aesthetic predictor, looked for {MlpFile}.safetensors, {MlpFile}.pth, aesthetic-model.pth, "
            + $"{LinearFile}.safetensors, {LinearFile}.pth. Get one with 'rewardlab models get aesthetic', or name its file with the option head.");

    [Theory]
    [InlineData("none.pth")]
    [InlineData(".")]
    [InlineData("/")]
    public void Open_OfAFileThatIsNotThere_NamesIt(string file) =>
        Problem(_folder[file]).ShouldBe($"{_folder[file]}: there is no such file; the option head takes the file of a head of the aesthetic predictor.");

    [Theory]
    [InlineData("weight", "holds weight")]
    [InlineData("weight bias more", "holds bias, more, weight")]
    [InlineData("layers.0.weight layers.0.bias", "holds layers.0.bias, layers.0.weight")]
    [InlineData("layers.0.weight layers.0.bias layers.3.weight layers.3.bias layers.6.weight layers.6.bias", "layers.3.bias, layers.3.weight")] // ReLU between
    [InlineData("", "holds nothing")]
    public void Open_OfOtherTensors_SaysWhatIsExpected(string names, string found)
    {
        using var scope = NewDisposeScope();
        Save("head.safetensors", names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => (name, ones(1, 1))));

        var problem = Problem(_folder["head.safetensors"]);
        problem.ShouldContain("head.safetensors: is not a head of the aesthetic predictor: it must hold weight and bias of a linear layer, or of layers.0, ");
        problem.ShouldContain(found);
    }

    [Theory]
    [InlineData("24, 2", "1", "weight is F32 [24, 2] and bias is F32 [1], but [1, n] and [1] are expected")]
    [InlineData("1, 24", "2", "weight is F32 [1, 24] and bias is F32 [2]")]
    [InlineData("24", "1", "weight is F32 [24]")]
    [InlineData("1, 0", "1", "weight is F32 [1, 0]")]
    [InlineData("1, 24, 1", "1", "weight is F32 [1, 24, 1]")]
    public void Open_OfOtherShapes_NamesThem(string weight, string bias, string problem)
    {
        using var scope = NewDisposeScope();
        Save("head.safetensors", [("weight", zeros(Shape(weight))), ("bias", zeros(Shape(bias)))]);

        Problem(_folder["head.safetensors"]).ShouldContain(problem);
    }

    [Fact]
    public void Open_OfAnMlpWhoseLayersDoNotJoin_NamesTheLayer()
    {
        using var scope = NewDisposeScope();
        var layers = new[] { (24, 32), (32, 16), (15, 12), (12, 8), (8, 1) }.Select(pair => (zeros(pair.Item2, pair.Item1), zeros(pair.Item2))).ToArray();
        Write("head.safetensors", ["layers.0.", "layers.2.", "layers.4.", "layers.6.", "layers.7."], layers);

        Problem(_folder["head.safetensors"]).ShouldContain("layers.2.weight is F32 [16, 32] and layers.2.bias is F32 [16], but [15, n] and [15] are expected");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Open_OfNumbersThatAreNotFinite_NamesTheTensor(float value)
    {
        using var scope = NewDisposeScope();
        Save("head.safetensors", [("weight", tensor(Enumerable.Repeat(value, 24).ToArray(), [1, 24])), ("bias", zeros(1))]);

        Problem(_folder["head.safetensors"]).ShouldContain("head.safetensors: weight holds numbers that are not finite; the file is damaged.");
    }

    [Fact]
    public void Open_OfWholeNumbers_NamesTheType()
    {
        using var scope = NewDisposeScope();
        Save("head.safetensors", [("weight", zeros(1, 24)), ("bias", zeros(1, ScalarType.Int64))]);

        Problem(_folder["head.safetensors"]).ShouldContain("bias is I64 [1]; a head's weights are floating-point numbers.");
    }

    [Fact]
    public void RequireWidth_OfAnotherClip_SaysWhichIsNeeded()
    {
        var head = AestheticHead.Open(ModelFolder.Open(Golden), "");

        head.RequireWidth(24, "m");
        Should.Throw<RewardLabException>(() => head.RequireWidth(512, "m")).Message.ShouldContain(
            "this head takes embeddings of 24 numbers, but the CLIP in m makes 512. Take the CLIP that the head was trained for");
    }

    [Fact]
    public void Open_OfADamagedFile_IsAHeadOrOneLine()
    {
        var bytes = File.ReadAllBytes(Path.Combine(Golden, LinearFile + ".pth"));
        for (var place = 0; place < bytes.Length; place += 7)
        {
            foreach (var damaged in new[] { bytes[..place], [.. bytes[..place], (byte)~bytes[place], .. bytes[(place + 1)..]] })
            {
                File.WriteAllBytes(_folder["head.pth"], damaged);
                try
                {
                    AestheticHead.Open(ModelFolder.Open(_folder.Path), _folder["head.pth"]);
                }
                catch (RewardLabException exception)
                {
                    exception.Message.ShouldNotContain("\n");
                    exception.Message.ShouldContain("head.pth");
                }
            }
        }
    }

    private string Problem(string head)
    {
        var message = Should.Throw<RewardLabException>(() => AestheticHead.Open(ModelFolder.Open(_folder.Path), head)).Message;
        message.ShouldNotContain("\n");
        return message;
    }

    private void Write(string name, string[] prefixes, (Tensor Weight, Tensor Bias)[] layers) =>
        Save(name, prefixes.Zip(layers).SelectMany(pair => new[] { (pair.First + "weight", pair.Second.Weight), (pair.First + "bias", pair.Second.Bias) }));

    private void Save(string name, IEnumerable<(string Name, Tensor Tensor)> tensors) =>
        SafetensorsWriter.Write(_folder[name], tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Tensor, StringComparer.Ordinal));

    // About as large as trained weights are.
    private static Tensor Normal(params long[] shape)
    {
        var (random, scale) = (new Random(shape.Length + (int)shape[0]), Math.Sqrt(shape[^1]));
        var count = (int)shape.Aggregate((product, size) => product * size);
        return tensor([.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() - 0.5) / scale))], shape);
    }

    private static long[] Shape(string sizes) => [.. sizes.Split(", ").Select(size => long.Parse(size, CultureInfo.InvariantCulture))];
}
