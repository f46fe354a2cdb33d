using RewardLab.Abstractions;
using RewardLab.Torch.Models;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Models.Clip;

public sealed class OpenAiClipWeightsTests : IDisposable
{
    private readonly GoldenFixture _golden = new("clip_vitb");

    [Fact]
    public void Load_OpenAIsNames_GivesOpenAIsOutputs()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var weights = new OpenAiClipWeights(SafetensorsFile.Open(_golden.PathOf("openai_state_dict.safetensors")));
        using var model = new ClipModel(ClipConfig.Load(_golden.PathOf("config.json")));

        ModuleWeights.Load(model, weights);

        model.eval();
        var (image, text) = (model.EncodeImage(_golden["pixel_values"]), model.EncodeText(_golden["zeropad.input_ids"]));
        _golden.Check("openai.encode_image", image, GoldenFixture.OutputLimit);
        _golden.Check("openai.encode_text", text, GoldenFixture.OutputLimit);
        _golden.Check("openai.logits_per_image", model.Logits(image, text), GoldenFixture.OutputLimit);
        _golden.Report("OpenAI's names");
    }

    [Fact]
    public void Tensors_OfOpenAIsNames_EqualHuggingFacesFile()
    {
        using var scope = NewDisposeScope();
        using var weights = new OpenAiClipWeights(SafetensorsFile.Open(_golden.PathOf("openai_state_dict.safetensors")));
        using var converted = SafetensorsFile.Open(_golden.PathOf("model.safetensors"));

        weights.Tensors.Keys.Order(StringComparer.Ordinal)
            .ShouldBe(converted.Tensors.Keys.Where(name => !name.EndsWith("position_ids", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        foreach (var (name, info) in weights.Tensors)
        {
            info.Shape.ShouldBe(converted.Tensors[name].Shape, name);
            weights.Read(name).equal(converted.Read(name)).all().item<bool>().ShouldBeTrue(name);
        }
    }

    [Fact]
    public void Fits_EachKindOfNames_IsToldApart()
    {
        using var theirs = SafetensorsFile.Open(_golden.PathOf("openai_state_dict.safetensors"));
        using var huggingFaces = SafetensorsFile.Open(_golden.PathOf("model.safetensors"));

        OpenAiClipWeights.Fits(theirs).ShouldBeTrue();
        OpenAiClipWeights.Fits(huggingFaces).ShouldBeFalse();
    }

    [Fact]
    public void Tensors_OfOpenClipsCustomText_AreTheSame()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var plain = SafetensorsFile.Open(_golden.PathOf("openai_state_dict.safetensors"));
        SafetensorsWriter.Write(
            folder["w.safetensors"],
            plain.Tensors.Keys.ToDictionary(
                name => name.StartsWith("visual.", StringComparison.Ordinal) || name == "logit_scale" ? name : "text." + name, name => plain.Read(name)),
            cancellationToken: TestContext.Current.CancellationToken);
        using var custom = SafetensorsFile.Open(folder["w.safetensors"]);
        OpenAiClipWeights.Fits(custom).ShouldBeTrue();
        ArchitectureRecognizer.Recognize(custom).ShouldBe(ModelArchitecture.Clip);

        using var weights = new OpenAiClipWeights(custom);

        weights.Tensors.Keys.Order(StringComparer.Ordinal).ShouldBe(new OpenAiClipWeights(plain).Tensors.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Constructor_JointProjectionOfOddSize_IsRefusedByName()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(
            folder["odd.safetensors"],
            new Dictionary<string, Tensor>(StringComparer.Ordinal) { ["transformer.resblocks.0.attn.in_proj_bias"] = zeros(4) },
            metadata: null,
            TestContext.Current.CancellationToken);
        using var source = SafetensorsFile.Open(folder["odd.safetensors"]);

        Should.Throw<RewardLabException>(() => new OpenAiClipWeights(source)).Message.ShouldContain("in_proj_bias");
    }

    [Fact]
    public void Read_NameThatIsNotThere_IsRefused()
    {
        using var weights = new OpenAiClipWeights(SafetensorsFile.Open(_golden.PathOf("openai_state_dict.safetensors")));

        Should.Throw<RewardLabException>(() => weights.Read("visual.proj")).Message.ShouldContain("'visual.proj'");
    }

    public void Dispose() => _golden.Dispose();
}
