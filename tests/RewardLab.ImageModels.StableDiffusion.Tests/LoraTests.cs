using RewardLab.Abstractions;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.ImageModels.StableDiffusion.Tests;

/// <summary>LoRAs by the plugin's options: several, each with its weight, and said in the log.</summary>
public sealed class LoraTests : IDisposable
{
    private static readonly ImageRequest[] Requests = [new("a cat", 1), new("a dog", 2)];
    private readonly ModelOnDisk _disk = new();

    public LoraTests()
    {
        random.manual_seed(4);
        _disk.CopyGolden("vae", "vae");
        _disk.WriteTextEncoder(16);
        _disk.WriteUNet(16);
        using var scope = NewDisposeScope();

        // As A1111 has it for Stable Diffusion 1: 1 x 1 convolutions at a block's ends, once as a convolution and once as a matrix; text encoder too.
        Write(
            "style.safetensors",
            ("lora_unet_down_blocks_0_attentions_0_proj_in", [4, 8, 1, 1], [8, 4, 1, 1]),
            ("lora_unet_down_blocks_0_attentions_0_proj_out", [4, 8], [8, 4]),
            ("lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k", [4, 16], [8, 4]),
            ("lora_te_text_model_encoder_layers_0_mlp_fc1", [4, 16], [32, 4]));
        Write(
            "hands.safetensors",
            ("lora_unet_mid_block_resnets_0_conv1", [2, 16, 3, 3], [16, 2, 1, 1]),
            ("lora_unet_down_blocks_0_attentions_0_proj_in", [2, 8], [8, 2]));
    }

    public void Dispose() => _disk.Dispose();

    [Fact]
    public void Create_SeveralLoras_AddsThemUpAndSaysSo()
    {
        var (style, hands) = (_disk["style.safetensors"], _disk["hands.safetensors"]);
        var none = Generated([], 1);
        var both = Generated([new WeightedLora { Path = style, Weight = 0.5 }, new WeightedLora { Path = hands, Weight = -1 }], 2);
        _disk.Lines.ShouldBe(
        [
            $"stable-diffusion: LoRA '{style}': rank 4, alpha 2, scale 0.5, 3 layers of unet and 1 layer of text_encoder, weight 1.",
            $"stable-diffusion: LoRA '{hands}': rank 2, alpha 2, scale 1, 2 layers of unet, weight -2.",
        ]);
        Difference(both, none).ShouldBeGreaterThan(2);
        Difference(both, Generated([new WeightedLora { Path = style }], 1)).ShouldBeGreaterThan(1);
        Difference(both, Generated([new WeightedLora { Path = hands, Weight = -2 }, new WeightedLora { Path = style }], 1)).ShouldBeLessThanOrEqualTo(1);
        Difference(none, Generated([new WeightedLora { Path = style }, new WeightedLora { Path = style, Weight = -1 }], 1)).ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public void Create_LoraOfAnotherBase_IsRefusedAndNothingIsLeftOpen()
    {
        using var scope = NewDisposeScope();
        Write("xl.safetensors", ("lora_te2_text_model_encoder_layers_0_mlp_fc1", [4, 16], [32, 4]));
        Should.Throw<RewardLabException>(() => Generated([new WeightedLora { Path = _disk["xl.safetensors"] }], 1))
            .Message.ShouldContain("the model has no text_encoder_2, as Stable Diffusion XL has");
    }

    private byte[] Generated(WeightedLora[] loras, double weight)
    {
        _disk.Lines.Clear();
        using var model = _disk.Create(
            new StableDiffusionOptions { Model = _disk.Folder, BatchSize = 2, NumInferenceSteps = 3, Lora = loras, LoraWeight = weight });
        return model.Generate(Requests, null, TestContext.Current.CancellationToken).Pixels.ToArray();
    }

    private static int Difference(byte[] one, byte[] other) => one.Zip(other, (a, b) => Math.Abs(a - b)).Max();

    private void Write(string file, params (string Name, long[] Down, long[] Up)[] layers)
    {
        var tensors = new Dictionary<string, Tensor>();
        foreach (var (name, down, up) in layers)
        {
            tensors[name + ".lora_down.weight"] = randn(down).Mul(0.5).to_type(ScalarType.Float16);
            tensors[name + ".lora_up.weight"] = randn(up).Mul(0.5).to_type(ScalarType.Float16);
            tensors[name + ".alpha"] = tensor(2f).to_type(ScalarType.Float16);
        }

        SafetensorsWriter.Write(_disk[file], tensors, metadata: null, TestContext.Current.CancellationToken);
    }
}
