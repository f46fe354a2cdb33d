using System.Text.Json;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Adapters;

/// <summary>One LoRA, of linear layers and convolutions with ranks and alphas of their own, in every layout: each must act as the merged weights do.</summary>
public sealed class LoraLayoutGoldenTests : IDisposable
{
    private readonly GoldenFixture _golden = new("lora_kohya");
    private readonly GoldenFixture _base = new("lora_unet");
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly IDisposable _ungraded = no_grad();
    private readonly UNet2DConditionModel _unet;
    private readonly ClipTextModel _text;

    public LoraLayoutGoldenTests()
    {
        _unet = new UNet2DConditionModel(UNet2DConditionConfig.Load(_base.PathOf("config.json")));
        _text = new ClipTextModel(ClipTextConfig.Load(_golden.PathOf("text_encoder/config.json")));
        Fill(_unet, _base.PathOf("diffusion_pytorch_model.safetensors"));
        Fill(_text, _golden.PathOf("text_encoder/model.safetensors"));
    }

    [Theory]
    [InlineData("kohya", true)]
    [InlineData("kohya/lora.safetensors", true)]
    [InlineData("kohya_noalpha/lora.safetensors", true)]
    [InlineData("diffusers", true)]
    [InlineData("diffusers/pytorch_lora_weights.safetensors", true)]
    [InlineData("diffusers_old", true)]
    [InlineData("peft", true)]
    [InlineData("peft/unet", false)]
    [InlineData("peft_rslora", true)]
    [InlineData("peft_patterns", false)]
    public void Attach_AnyLayout_GivesTheReferencesOutput(string file, bool hasTextEncoder)
    {
        using (var adapter = LoraAdapter.Attach(Parts, _golden.PathOf(file)))
        {
            Check("");
            adapter.Merge();
            Check("");
            foreach (var key in _golden.Keys.Where(
                key => key.StartsWith("merged.unet.", StringComparison.Ordinal) || (hasTextEncoder && key.StartsWith("merged.", StringComparison.Ordinal))))
            {
                var inner = key["merged.".Length..];
                _golden.Check(
                    key,
                    inner.StartsWith("unet.", StringComparison.Ordinal)
                        ? _unet.state_dict()[inner["unet.".Length..]]
                        : _text.state_dict()[inner["text_encoder.".Length..]],
                    GoldenFixture.OutputLimit);
            }
        }

        using (LoraAdapter.Attach(Parts, [new WeightedLora { Path = _golden.PathOf(file), Weight = 0.5 }]))
        {
            Check("half.");
        }

        // Two halves are the whole, from one file as from two.
        using (LoraAdapter.Attach(
            Parts,
            [new WeightedLora { Path = _golden.PathOf("kohya_noalpha"), Weight = 0.75 }, new WeightedLora { Path = _golden.PathOf(file), Weight = 0.25 }]))
        {
            _golden.Check("unet_out", UNetOut(), GoldenFixture.OutputLimit);
        }

        Check("base.");
        _golden.Report(file);

        void Check(string prefix)
        {
            _golden.Check(prefix + "unet_out", UNetOut(), GoldenFixture.OutputLimit);
            if (hasTextEncoder)
            {
                var states = _text.Encode(_golden["input_ids"]).LastHiddenState;
                _golden.Check(prefix + "te_last_hidden_state", states, GoldenFixture.OutputLimit);
                _golden.Check(prefix + "both_out", _unet.call(_golden["sample"], _golden["timestep"], states), GoldenFixture.OutputLimit);
            }
        }
    }

    [Fact]
    public void Attach_OldestNames_GivesTheReferencesOutput()
    {
        using var adapter = LoraAdapter.Attach(Parts, _golden.PathOf("diffusers_processor"));
        _golden.Check("attention_only.unet_out", UNetOut(), GoldenFixture.OutputLimit);
    }

    [Fact]
    public void Attach_NamesOfTransformers5_GivesTheReferencesOutput()
    {
        using var folder = new TemporaryFolder();
        using (var source = SafetensorsFile.Open(_golden.PathOf("diffusers_old/pytorch_lora_weights.safetensors")))
        {
            SafetensorsWriter.Write(
                folder["renamed.safetensors"],
                source.Tensors.Keys.ToDictionary(
                    name => name.Replace("text_encoder.text_model.", "text_encoder.", StringComparison.Ordinal),
                    name => source.Read(name),
                    StringComparer.Ordinal),
                metadata: null, TestContext.Current.CancellationToken);
        }

        using var adapter = LoraAdapter.Attach(Parts, folder.Path);
        _golden.Check("te_last_hidden_state", _text.Encode(_golden["input_ids"]).LastHiddenState, GoldenFixture.OutputLimit);
    }

    [Theory]
    [InlineData("kohya")]
    [InlineData("diffusers")]
    [InlineData("peft")]
    [InlineData("peft_rslora")]
    public void Read_AnyLayout_HasTheRankAndScaleOfEveryModule(string file)
    {
        var layers = LoraFile.Read(_golden.PathOf(file))
            .ToDictionary(layer => $"{layer.Name.Component}.{layer.Name.Path.Replace('.', '_')}", StringComparer.Ordinal);
        using var modules = JsonDocument.Parse(File.ReadAllText(_golden.PathOf("modules.json")));
        var count = 0;
        foreach (var part in modules.RootElement.EnumerateObject())
        {
            foreach (var module in part.Value.EnumerateObject())
            {
                var layer = layers[$"{part.Name}.{module.Name.Replace('.', '_')}"];
                layer.Rank.ShouldBe(module.Value.GetProperty("rank").GetInt64());
                layer.Scale.ShouldBe(module.Value.GetProperty("scale").GetDouble(), 1e-12, module.Name);
                count++;
            }
        }

        layers.Count.ShouldBe(count);
    }

    [Theory]
    [InlineData(LoraLayout.Kohya)]
    [InlineData(LoraLayout.Diffusers)]
    [InlineData(LoraLayout.Peft)]
    public void WriteAndRead_EveryLayout_ActsTheSame(LoraLayout layout)
    {
        using var folder = new TemporaryFolder();
        using (var adapter = LoraAdapter.Attach(Parts, _golden.PathOf("kohya")))
        {
            LoraFile.Write(adapter, folder.Path, layout, TestContext.Current.CancellationToken);
        }

        using var read = LoraAdapter.Attach(Parts, folder.Path);
        _golden.Check("unet_out", UNetOut(), GoldenFixture.OutputLimit);
        _golden.Check("te_last_hidden_state", _text.Encode(_golden["input_ids"]).LastHiddenState, GoldenFixture.OutputLimit);
    }

    [Fact]
    public void Write_KohyaLayout_HasTheReferencesTensors()
    {
        using var folder = new TemporaryFolder();
        using (var adapter = LoraAdapter.Attach(Parts, _golden.PathOf("kohya")))
        {
            LoraFile.Write(adapter, folder.Path, LoraLayout.Kohya, TestContext.Current.CancellationToken);
        }

        using var written = SafetensorsFile.Open(folder[LoraFile.KohyaName]);
        using var reference = SafetensorsFile.Open(_golden.PathOf("kohya/lora.safetensors"));
        written.Tensors.Keys.ShouldBe(reference.Tensors.Keys, ignoreOrder: true);
        foreach (var (name, info) in reference.Tensors)
        {
            written.Tensors[name].Shape.ShouldBe(info.Shape, name);
            written.Read(name).bytes.SequenceEqual(reference.Read(name).bytes).ShouldBeTrue(name);
        }
    }

    [Theory]
    [InlineData("unet", "lora_unet_")]
    [InlineData("text_encoder", "lora_te1_")]
    [InlineData("text_encoder_2", "lora_te2_")]
    public void Map_NamesOfStableDiffusionXL_AreTheReferences(string component, string prefix)
    {
        using var names = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "lora_kohya_sdxl", "names.json")));
        var expected = names.RootElement.GetProperty(component)
            .EnumerateObject()
            .ToDictionary(entry => entry.Name, entry => entry.Value.GetString()!, StringComparer.Ordinal);
        expected.Count.ShouldBeGreaterThan(10);
        var map = KohyaNames.Map([.. expected.Keys]);
        foreach (var (path, name) in expected)
        {
            name.ShouldStartWith(prefix);
            map[name[prefix.Length..]].ShouldBe(path);
            map[path.Replace('.', '_')].ShouldBe(path);
            LoraTensorName.Parse(name + ".lora_down.weight", "unet")!.Layer.ShouldBe(new LoraLayerName(component, name[prefix.Length..]));
        }
    }

    public void Dispose()
    {
        _unet.Dispose();
        _text.Dispose();
        _ungraded.Dispose();
        _scope.Dispose();
        _golden.Dispose();
        _base.Dispose();
    }

    private Dictionary<string, nn.Module> Parts => new() { ["unet"] = _unet, ["text_encoder"] = _text };

    private static void Fill(nn.Module module, string weights)
    {
        using var source = SafetensorsFile.Open(weights);
        ModuleWeights.Load(module, source);
        module.eval();
    }

    private Tensor UNetOut() => _unet.call(_golden["sample"], _golden["timestep"], _golden["encoder_hidden_states"]);
}
