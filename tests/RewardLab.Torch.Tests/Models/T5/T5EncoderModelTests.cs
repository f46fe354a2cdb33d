using RewardLab.Abstractions;
using RewardLab.Torch.Models.T5;
using RewardLab.Torch.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Models.T5;

public sealed class T5EncoderModelTests
{
    private const string Gradient = "grad.";

    [Fact]
    public void Forward_ReferenceTexts_GivesReferenceStates()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var golden = new GoldenFixture("t5_encoder");
        using var model = Load(golden);
        var states = model.call(golden["input_ids"], golden["attention_mask"]);
        states.Count.ShouldBe(model.Config.LayerCount + 1);
        for (var i = 0; i < states.Count; i++)
        {
            golden.Check($"hidden_states.{i}", states[i], GoldenFixture.OutputLimit);
        }

        golden.Check("last_hidden_state", states[^1], GoldenFixture.OutputLimit);
        golden.Check("nomask.last_hidden_state", model.Encode(golden["input_ids"]), GoldenFixture.OutputLimit);
        golden.Check("long.last_hidden_state", model.Encode(golden["long.input_ids"]), GoldenFixture.OutputLimit);
        golden.Report("output");
    }

    [Fact]
    public void Buckets_DistancesOnBothSides_AreTheReferences()
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenFixture("t5_encoder");
        var distances = tensor([.. Enumerable.Range(-160, 321).Select(distance => (long)distance)]);
        T5RelativePositions.Buckets(distances, 32, 128).Equals(golden["relative_position_bucket"]).ShouldBeTrue();
    }

    [Fact]
    public void Backward_ReferenceLoss_GivesReferenceGradients()
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenFixture("t5_encoder");
        using var model = Load(golden);
        var loss = (model.call(golden["input_ids"], golden["attention_mask"])[^1] * golden["loss_weight"]).mean();
        loss.backward();
        golden.Check("loss", loss.reshape(1), GoldenFixture.GradientLimit);
        var names = golden.Keys.Where(key => key.StartsWith(Gradient, StringComparison.Ordinal)).Select(key => key[Gradient.Length..]).ToArray();
        names.Length.ShouldBeGreaterThan(8);
        foreach (var name in names)
        {
            golden.Check(Gradient + name, model.get_parameter(name)!.grad!, GoldenFixture.GradientLimit);
        }

        golden.Report("gradients");
    }

    [Fact]
    public void Load_EmbeddingsUnderEitherOrBothNames_AreOne()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var golden = new GoldenFixture("t5_encoder");
        using var model = Load(golden);
        using var folder = new TemporaryFolder();
        var state = model.state_dict();
        var expected = model.Encode(golden["input_ids"]);
        foreach (var keepsShared in new[] { true, false })
        {
            var path = folder[$"{keepsShared}.safetensors"];
            var tensors = state.Where(entry => keepsShared || entry.Key != "shared.weight").ToDictionary(entry => entry.Key, entry => entry.Value);
            tensors["encoder.embed_tokens.weight"] = state["shared.weight"];
            SafetensorsWriter.Write(path, tensors, cancellationToken: TestContext.Current.CancellationToken);
            using var file = SafetensorsFile.Open(path);
            using var other = new T5EncoderModel(model.Config);
            other.Load(file);
            other.Encode(golden["input_ids"]).Equals(expected).ShouldBeTrue();
        }
    }

    [Fact]
    public void Load_EmbeddingsMissing_IsRefusedByName()
    {
        using var golden = new GoldenFixture("t5_encoder");
        using var model = Load(golden);
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(
            folder["a.safetensors"],
            model.state_dict().Where(entry => entry.Key != "shared.weight").ToDictionary(),
            cancellationToken: TestContext.Current.CancellationToken);
        using var file = SafetensorsFile.Open(folder["a.safetensors"]);
        using var other = new T5EncoderModel(model.Config);
        Should.Throw<RewardLabException>(() => other.Load(file)).Message.ShouldContain("shared.weight");
    }

    [Theory]
    [InlineData(ScalarType.Float32, 0.01)]
    [InlineData(ScalarType.BFloat16, 0.03)]
    [InlineData(ScalarType.Float16, 0.01)]
    public void Quantize_InEachType_StaysNearTheWholeModel(ScalarType type, double limit)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var golden = new GoldenFixture("t5_encoder");
        using var model = Load(golden);
        var expected = model.Encode(golden["long.input_ids"]);
        model.to(type);
        model.Encode(golden["long.input_ids"]).RelativeErrorTo(expected).ShouldBeLessThan(limit);
        var before = model.parameters().Sum(parameter => parameter.numel());
        model.Quantize();
        model.IsQuantized.ShouldBeTrue();
        model.parameters().Sum(parameter => parameter.numel()).ShouldBeLessThan(before / 2);
        model.modules().OfType<T5Projection>().ShouldAllBe(projection => projection.HeldType == ScalarType.Int8);
        var once = model.Encode(golden["long.input_ids"]);
        once.RelativeErrorTo(expected).ShouldBeLessThan(limit * 2);
        model.Quantize();
        model.Encode(golden["long.input_ids"]).Equals(once).ShouldBeTrue();
    }

    [Fact]
    public void Quantize_ThenMoved_KeepsItsBytes()
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenFixture("t5_encoder");
        using var model = Load(golden);
        model.Quantize();
        model.to(CPU);
        model.modules().OfType<T5Projection>().Count(projection => projection.HeldType == ScalarType.Int8).ShouldBe(7 * model.Config.LayerCount);
    }

    [Theory]
    [InlineData("""{"feed_forward_proj": "relu"}""", "feed_forward_proj")]
    [InlineData("""{"feed_forward_proj": "gated-gelu", "relative_attention_num_buckets": 31}""", "relative_attention_num_buckets")]
    [InlineData("""{"feed_forward_proj": "gated-gelu", "relative_attention_max_distance": 8}""", "relative_attention_max_distance")]
    [InlineData("""{"feed_forward_proj": "gated-gelu", "surprise": 3}""", "surprise")]
    public void Parse_UnsupportedSetting_IsRefusedByName(string json, string key) =>
        Should.Throw<RewardLabException>(() => T5EncoderConfig.Parse(json, "config.json")).Message.ShouldContain(key);

    [Fact]
    public void ToJson_Parsed_IsTheSame()
    {
        using var golden = new GoldenFixture("t5_encoder");
        var config = T5EncoderConfig.Load(golden.PathOf("config.json"));
        T5EncoderConfig.Parse(config.ToJson(), "again").ShouldBe(config);
    }

    [Fact]
    public void Forward_MisfittingShape_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenFixture("t5_encoder");
        using var model = Load(golden);
        Should.Throw<RewardLabException>(() => model.Encode(zeros(3, ScalarType.Int64))).Message.ShouldContain("[3]");
        Should.Throw<RewardLabException>(() => model.call(zeros(1, 3, ScalarType.Int64), zeros(1, 4, ScalarType.Int64))).Message.ShouldContain("[1, 4]");
    }

    private static T5EncoderModel Load(GoldenFixture golden)
    {
        var model = new T5EncoderModel(T5EncoderConfig.Load(golden.PathOf("config.json")));
        using var file = SafetensorsFile.Open(golden.PathOf("model.safetensors"));
        model.Load(file);
        return model;
    }
}
