using System.Text.Json;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Adapters;

/// <summary>One LoRA of Stable Diffusion XL in the names of kohya, of its trainers that keep diffusers' blocks, and of diffusers.</summary>
public sealed class ExtraLargeLoraTests : IDisposable
{
    private readonly GoldenFixture _golden = new("lora_kohya_sdxl");
    private readonly GoldenFixture _unetFiles = new("unet_sdxl");
    private readonly GoldenFixture _textFiles = new("sdxl_prompt");
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly IDisposable _ungraded = no_grad();
    private readonly TemporaryFolder _folder = new();
    private readonly UNet2DConditionModel _unet;
    private readonly ClipTextModel _text;
    private readonly ClipTextModelWithProjection _text2;

    public ExtraLargeLoraTests()
    {
        _unet = new UNet2DConditionModel(UNet2DConditionConfig.Load(_unetFiles.PathOf("config.json")));
        _text = new ClipTextModel(ClipTextConfig.Load(_textFiles.PathOf("text_encoder/config.json")));
        _text2 = new ClipTextModelWithProjection(ClipTextConfig.Load(_textFiles.PathOf("text_encoder_2/config.json")));
        Fill(_unet, _unetFiles.PathOf("diffusion_pytorch_model.safetensors"));
        Fill(_text, _textFiles.PathOf("text_encoder/model.safetensors"));
        Fill(_text2, _textFiles.PathOf("text_encoder_2/model.safetensors"));
    }

    private Dictionary<string, nn.Module> Parts => new() { ["unet"] = _unet, ["text_encoder"] = _text, ["text_encoder_2"] = _text2 };

    [Theory]
    [InlineData("kohya")]
    [InlineData("diffusers")]
    [InlineData("kohya with diffusers' blocks")]
    public void Attach_AnyLayout_GivesTheReferencesOutput(string layout)
    {
        var path = layout.Contains(' ', StringComparison.Ordinal) ? WithDiffusersBlocks() : _golden.PathOf(layout);
        using (var adapter = LoraAdapter.Attach(Parts, path))
        {
            Check("");
            adapter.Merge();
            Check("");
            foreach (var key in _golden.Keys.Where(key => key.StartsWith("merged.unet.", StringComparison.Ordinal)))
            {
                _golden.Check(key, _unet.state_dict()[key["merged.unet.".Length..]], GoldenFixture.OutputLimit);
            }
        }

        using (LoraAdapter.Attach(Parts, [new WeightedLora { Path = path, Weight = 0.5 }]))
        {
            Check("half.");
        }

        Check("base.");
        _golden.Report(layout);
    }

    [Fact]
    public void Write_AsKohya_GivesTheReferencesFile()
    {
        using (var adapter = LoraAdapter.Attach(Parts, _golden.PathOf("diffusers")))
        {
            LoraFile.Write(adapter, _folder["direct"], LoraLayout.Kohya, TestContext.Current.CancellationToken);
            LoraFile.Write(adapter, _folder["plain"], LoraLayout.Diffusers, TestContext.Current.CancellationToken);
        }

        // Without the model at hand, the layers' names tell that it is an XL.
        LoraFile.Convert(_golden.PathOf("diffusers"), _folder["converted"], LoraLayout.Kohya, TestContext.Current.CancellationToken);
        using var reference = SafetensorsFile.Open(_golden.PathOf("kohya/lora.safetensors"));
        foreach (var folder in new[] { "direct", "converted" })
        {
            using var written = SafetensorsFile.Open(Path.Combine(_folder[folder], LoraFile.KohyaName));
            written.Tensors.Keys.ShouldBe(reference.Tensors.Keys, ignoreOrder: true);
            written.Metadata["ss_base_model_version"].ShouldBe("sdxl_base_v1-0");
            foreach (var (name, info) in reference.Tensors)
            {
                written.Tensors[name].Shape.ShouldBe(info.Shape, name);
                written.Read(name).bytes.SequenceEqual(reference.Read(name).bytes).ShouldBeTrue(name);
            }
        }

        using (LoraAdapter.Attach(Parts, _folder["plain"]))
        {
            Check("");
        }
    }

    [Fact]
    public void Attach_ToAModelOfOneTextEncoder_IsRefusedByName()
    {
        var parts = Parts;
        parts.Remove("text_encoder_2");
        Should.Throw<RewardLab.Abstractions.RewardLabException>(() => LoraAdapter.Attach(parts, _golden.PathOf("kohya")))
            .Message.ShouldContain("the model has no text_encoder_2, as Stable Diffusion XL has");
    }

    public void Dispose()
    {
        _unet.Dispose();
        _text.Dispose();
        _text2.Dispose();
        _ungraded.Dispose();
        _scope.Dispose();
        _folder.Dispose();
        _golden.Dispose();
        _unetFiles.Dispose();
        _textFiles.Dispose();
    }

    private static void Fill(nn.Module module, string weights)
    {
        using var source = SafetensorsFile.Open(weights);
        ModuleWeights.Load(module, source);
        module.eval();
    }

    // The same tensors, the U-Net's layers by diffusers' blocks.
    private string WithDiffusersBlocks()
    {
        using var names = JsonDocument.Parse(File.ReadAllText(_golden.PathOf("names.json")));
        var layers = names.RootElement.GetProperty("unet").EnumerateObject()
            .ToDictionary(entry => entry.Value.GetString()!, entry => "lora_unet_" + entry.Name.Replace('.', '_'), StringComparer.Ordinal);
        using var source = SafetensorsFile.Open(_golden.PathOf("kohya/lora.safetensors"));
        var tensors = source.Tensors.Keys.ToDictionary(
            name => name.Split('.', 2) is [var layer, var rest] && layers.TryGetValue(layer, out var renamed) ? $"{renamed}.{rest}" : name,
            name => source.Read(name),
            StringComparer.Ordinal);
        tensors.Keys.ShouldContain(name => name.StartsWith("lora_unet_down_blocks_1", StringComparison.Ordinal));
        SafetensorsWriter.Write(_folder["blocks.safetensors"], tensors, metadata: null, TestContext.Current.CancellationToken);
        return _folder["blocks.safetensors"];
    }

    private void Check(string prefix)
    {
        _golden.Check(
            prefix + "unet_out",
            _unet.Predict(
                _golden["sample"], _golden["timestep"], _golden["encoder_hidden_states"], new AddedConditions(_golden["text_embeds"], _golden["time_ids"])),
            GoldenFixture.OutputLimit);
        var ids = _golden["input_ids"];
        var output = _text2.Encode(ids);
        _golden.Check(prefix + "te1_penultimate", _text.Encode(ids).HiddenStates[^2], GoldenFixture.OutputLimit);
        _golden.Check(prefix + "te2_penultimate", output.HiddenStates[^2], GoldenFixture.OutputLimit);
        _golden.Check(prefix + "te2_text_embeds", _text2.Project(output), GoldenFixture.OutputLimit);
    }
}
