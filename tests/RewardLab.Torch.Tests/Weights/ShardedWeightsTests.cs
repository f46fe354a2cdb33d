using RewardLab.Abstractions;
using RewardLab.Torch.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Weights;

public sealed class ShardedWeightsTests : IDisposable
{
    private const string ValidIndex = """{"metadata":{"total_size":24},"weight_map":{"a":"m-1.safetensors","b":"m-2.safetensors","c":"m-1.safetensors"}}""";

    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public ShardedWeightsTests()
    {
        WeightFiles.Write(_folder["m-1.safetensors"], new Dictionary<string, Tensor> { ["a"] = TensorValues.Counting(2), ["c"] = ones(1) });
        WeightFiles.Write(_folder["m-2.safetensors"], new Dictionary<string, Tensor> { ["b"] = TensorValues.Counting(3) });
    }

    private string IndexPath => _folder["model.safetensors.index.json"];

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Open_TwoFiles_ReadsFromBoth()
    {
        File.WriteAllText(IndexPath, ValidIndex);

        using var source = ShardedWeights.Open(IndexPath);

        source.Tensors.Keys.Order(StringComparer.Ordinal).ShouldBe(["a", "b", "c"]);
        source.Read("a").Equals(TensorValues.Counting(2)).ShouldBeTrue();
        source.Read("b").Equals(TensorValues.Counting(3)).ShouldBeTrue();
        Should.Throw<RewardLabException>(() => source.Read("d")).Message.ShouldContain("'d'");
    }

    [Fact]
    public void Open_FilesOfTorchSave_ReadsThemAsTheRestrictedReaderDoes()
    {
        var golden = Path.Combine(AppContext.BaseDirectory, "Golden", "pickle");
        File.Copy(Path.Combine(golden, "zip.pt"), _folder["pytorch_model-1.bin"]);
        using var whole = TorchCheckpoint.Open(Path.Combine(golden, "zip.pt"));
        var map = whole.Tensors.Keys.Select(name => $"\"{name}\":\"pytorch_model-1.bin\"")
            .Append("\"a\":\"m-1.safetensors\"")
            .Append("\"c\":\"m-1.safetensors\"");
        File.WriteAllText(_folder["pytorch_model.bin.index.json"], "{\"weight_map\":{" + string.Join(',', map) + "}}");

        using (var source = ModelFolder.Open(_folder[""]).OpenWeights())
        {
            source.Tensors.Count.ShouldBe(whole.Tensors.Count + 2);
            foreach (var name in whole.Tensors.Keys)
            {
                source.Read(name).Equals(whole.Read(name)).ShouldBeTrue(name);
            }
        }

        File.Copy(Path.Combine(golden, "hostile_system.pt"), _folder["pytorch_model-1.bin"], overwrite: true);
        Should.Throw<RewardLabException>(() => ModelFolder.Open(_folder[""]).OpenWeights()).Message.ShouldContain("posix.system");
    }

    [Theory]
    [InlineData("""{"weight_map":{"a":"../m-1.safetensors"}}""", "'../m-1.safetensors'")]
    [InlineData("""{"weight_map":{"a":"..\\m-1.safetensors"}}""", "plain name")]
    [InlineData("""{"weight_map":{"a":"/etc/m-1.safetensors"}}""", "plain name")]
    [InlineData("""{"weight_map":{"a":"C:m-1.safetensors"}}""", "plain name")]
    [InlineData("""{"weight_map":{"a":"sub/m-1.safetensors"}}""", "plain name")]
    [InlineData("""{"weight_map":{"a":"m-1.txt"}}""", "plain name")]
    [InlineData("""{"weight_map":{"a":7}}""", "'a'")]
    [InlineData("""{"weight_map":{"a":"m-3.safetensors"}}""", "m-3.safetensors: there is no such file")]
    [InlineData("""{"weight_map":{"a":"m-1.safetensors"}}""", "'c'")]
    [InlineData("""{"weight_map":{"a":"m-1.safetensors","c":"m-1.safetensors","b":"m-1.safetensors"}}""", "'b in m-1.safetensors'")]
    [InlineData("""{"weight_map":{"a":"m-1.safetensors","a":"m-1.safetensors","c":"m-1.safetensors"}}""", "index.json")]
    [InlineData("""{"weight_map":{"\ud800":"m-1.safetensors"}}""", "index.json")]
    [InlineData("""{"weight_map":[]}""", "weight_map")]
    [InlineData("""{}""", "weight_map")]
    [InlineData("""{""", "not valid JSON")]
    public void Open_IndexThatLies_IsRefusedInOneLine(string index, string named)
    {
        File.WriteAllText(IndexPath, index);

        var message = Should.Throw<RewardLabException>(() => ShardedWeights.Open(IndexPath)).Message;

        message.ShouldContain(named);
        message.ShouldContain(_folder.Path);
        message.ShouldNotContain("\n");
    }

    [Fact]
    public void Open_MutatedIndex_IsOpenedOrRefused()
    {
        File.WriteAllText(IndexPath, ValidIndex);
        var original = File.ReadAllBytes(IndexPath);
        for (var seed = 0; seed < 400; seed++)
        {
            File.WriteAllBytes(IndexPath, Mutation.Create(original, seed));
            Refusal.OrNothing(() => ShardedWeights.Open(IndexPath).Dispose(), IndexPath);
        }
    }
}
