using RewardLab.Abstractions;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.ImageModels.StableDiffusion.Tests;

/// <summary>Stable Diffusion XL from its folder and from one file, loaded by the plugin.</summary>
public sealed class ExtraLargeTests : IDisposable
{
    private const string File1 = "whole.safetensors";
    private static readonly ImageRequest[] Requests = [new("a photo of three bottles", 1), new("a dog!", 2), new("a photo of three bottles", 3)];
    private readonly ModelOnDisk _disk = new();

    public ExtraLargeTests()
    {
        random.manual_seed(5);
        _disk.WriteExtraLarge();
    }

    // Guidance as strong as this shows what a random model hardly sees.
    private StableDiffusionOptions Options => new() { Model = _disk.Folder, BatchSize = 2, NumInferenceSteps = 2, GuidanceScale = 60 };

    public void Dispose() => _disk.Dispose();

    [Fact]
    public void Generate_FromAFolder_GivesTheSameImageInAnyBatch()
    {
        using var model = _disk.Create(Options);

        var all = model.Generate(Requests, null, TestContext.Current.CancellationToken);
        var last = model.Generate([Requests[2]], null, TestContext.Current.CancellationToken);

        (all.Count, all.Height, all.Width).ShouldBe((3, 64, 64));
        last[0].SequenceEqual(all[2]).ShouldBeTrue();
        all[1].SequenceEqual(all[0]).ShouldBeFalse();
    }

    [Fact]
    public void Generate_WithWhatOnlyXlIsTold_GivesOtherImages()
    {
        var plain = Generate(Options);

        Generate(Options).ShouldBe(plain);
        Generate(Options with { NegativePrompt = "" }).ShouldNotBe(plain); // encoded, and not zeros
        Generate(Options with { OriginalHeight = 512 }).ShouldNotBe(plain);
        Generate(Options with { OriginalWidth = 512 }).ShouldNotBe(plain);
        Generate(Options with { CropTop = 300 }).ShouldNotBe(plain);
        Generate(Options with { CropLeft = 300 }).ShouldNotBe(plain);
        Generate(Options with { OriginalHeight = 64, OriginalWidth = 64 }).ShouldBe(plain);
        Generate(Options with { ClipSkip = 1 }).ShouldNotBe(plain);
        Generate(Options with { PromptChunks = 2 }).ShouldNotBe(plain);
        _disk.Write("model_index.json", """{"_class_name": "StableDiffusionXLPipeline", "force_zeros_for_empty_prompt": false}""");
        Generate(Options).ShouldBe(Generate(Options with { NegativePrompt = "" }));
    }

    [Fact]
    public void Generate_PromptPastTheLimit_IsCutAndSaidSo_OrReadInChunks()
    {
        var start = string.Join(' ', Enumerable.Repeat("bottle", 40));
        ImageRequest[] requests = [new(start + " a", 1), new(start + " b", 1)];
        using (var model = _disk.Create(Options))
        {
            var cut = model.Generate(requests, null, TestContext.Current.CancellationToken);
            cut[0].SequenceEqual(cut[1]).ShouldBeTrue();
            _disk.Lines.Count(line => line.Contains("are beyond the model's limit and do not count", StringComparison.Ordinal)).ShouldBe(2);
        }

        _disk.Lines.Clear();
        using var long1 = _disk.Create(Options with { PromptChunks = 4 });
        var read = long1.Generate(requests, null, TestContext.Current.CancellationToken);
        read[0].SequenceEqual(read[1]).ShouldBeFalse();
        _disk.Lines.ShouldBeEmpty();
    }

    [Fact]
    public void Save_AndLoad_GivesTheSameImages()
    {
        var expected = Generate(Options);
        using (var model = _disk.Create(Options))
        {
            model.Pipeline.Save(_disk["saved"], TestContext.Current.CancellationToken);
        }

        Generate(Options with { Model = _disk["saved"] }).ShouldBe(expected);
    }

    [Fact]
    public void Create_OfOneFile_ComputesBitForBitAsTheFolder()
    {
        byte[] expected;
        using (var scope = NewDisposeScope())
        using (var model = _disk.Create(Options))
        {
            expected = model.Generate(Requests, null, TestContext.Current.CancellationToken).Pixels.ToArray();
            SafetensorsWriter.Write(_disk[File1], LayOut(model.Pipeline), metadata: null, TestContext.Current.CancellationToken);
        }

        _disk.DeleteWeights();
        Generate(Options with { Model = _disk[File1], Config = _disk.Folder }).ShouldBe(expected);

        // With another kind's configurations.
        _disk.WriteUNet(16);
        _disk.Write("model_index.json", """{"_class_name": "StableDiffusionPipeline"}""");
        Refusal(Options with { Model = _disk[File1], Config = _disk.Folder }).ShouldContain("this is a Stable Diffusion XL, but");
    }

    [Theory]
    [InlineData(ScoringPrecision.Fp16, true, ScalarType.Float16, ScalarType.Float32)]
    [InlineData(ScoringPrecision.Fp16, false, ScalarType.Float16, ScalarType.Float16)]
    [InlineData(ScoringPrecision.Bf16, true, ScalarType.BFloat16, ScalarType.BFloat16)]
    public void Create_InHalfPrecision_DecodesInFloat32WhereTheConfigSaysSo(
        ScoringPrecision precision, bool forcesUpcast, ScalarType type, ScalarType decoder)
    {
        var config = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Path.Combine(_disk.Folder, "vae", "config.json")))!;
        config["force_upcast"] = forcesUpcast;
        _disk.Write("vae/config.json", config.ToJsonString());

        using var model = _disk.Create(Options with { Precision = precision, Device = "cpu" });

        foreach (var module in new nn.Module[] { model.Pipeline.UNet, model.Pipeline.TextEncoder, model.Pipeline.TextEncoder2! })
        {
            module.parameters().ShouldAllBe(parameter => parameter.dtype == type);
        }

        model.Pipeline.Autoencoder.parameters().ShouldAllBe(parameter => parameter.dtype == decoder);
        model.Generate(Requests, null, TestContext.Current.CancellationToken).Count.ShouldBe(3);
    }

    [Fact]
    public void Create_WithALoraOfTheSecondTextEncoder_AddsIt()
    {
        var plain = Generate(Options);
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(
            _disk["te2.safetensors"],
            new Dictionary<string, Tensor>
            {
                ["lora_te2_text_model_encoder_layers_0_mlp_fc1.lora_down.weight"] = randn(4, 24),
                ["lora_te2_text_model_encoder_layers_0_mlp_fc1.lora_up.weight"] = randn(64, 4),
                ["lora_te2_text_model_encoder_layers_0_mlp_fc1.alpha"] = tensor(2f),
            },
            metadata: null,
            TestContext.Current.CancellationToken);

        Generate(Options with { Lora = [new() { Path = _disk["te2.safetensors"] }] }).ShouldNotBe(plain);
        _disk.Lines.ShouldContain(line => line.Contains("1 layer of text_encoder_2", StringComparison.Ordinal));
    }

    [Fact]
    public void Create_PartMissing_IsNamedInOneLine()
    {
        Directory.Delete(Path.Combine(_disk.Folder, "text_encoder_2"), recursive: true);

        Refusal(Options).ShouldContain("has no folder 'text_encoder_2'");
    }

    [Theory]
    [InlineData("unet/config.json", "\"projection_class_embeddings_input_dim\": 68", "\"projection_class_embeddings_input_dim\": 72", "do not fit the model")]
    [InlineData("text_encoder_2/config.json", "\"projection_dim\": 20", "\"projection_dim\": 24", "do not fit the model")]
    [InlineData("unet/config.json", "\"addition_embed_type\": \"text_time\"", "\"addition_embed_type\": null", "has no addition_embed_type")]
    [InlineData("model_index.json", "StableDiffusionXLPipeline", "StableDiffusionPipeline", "model_index.json: text_encoder_2 is")]
    [InlineData("model_index.json", "StableDiffusionXLPipeline", "StableDiffusionXLImg2ImgPipeline", "'StableDiffusionXLImg2ImgPipeline'")]
    public void Create_PartsThatDoNotFit_AreRefusedInOneLine(string file, string before, string after, string expected)
    {
        var text = File.ReadAllText(Path.Combine(_disk.Folder, file));
        text.ShouldContain(before);
        _disk.Write(file, text.Replace(before, after, StringComparison.Ordinal));

        Refusal(Options).ShouldContain(expected);
    }

    private static Dictionary<string, Tensor> LayOut(TextToImagePipeline pipeline)
    {
        var tensors = LatentDiffusionLayout.From(pipeline.UNet).Concat(LatentDiffusionLayout.From(pipeline.Autoencoder))
            .Concat(LatentDiffusionLayout.OpenClip(
                pipeline.TextEncoder2!.state_dict(), pipeline.TextEncoder2.Config.LayerCount, "conditioner.embedders.1.model."))
            .ToDictionary(StringComparer.Ordinal);
        tensors.Keys.ShouldContain("model.diffusion_model.label_emb.0.2.bias");
        tensors.Keys.ShouldContain("model.diffusion_model.output_blocks.2.2.conv.weight");
        foreach (var (name, tensor) in pipeline.TextEncoder.state_dict())
        {
            tensors["conditioner.embedders.0.transformer." + name] = tensor;
        }

        return tensors;
    }

    private byte[] Generate(StableDiffusionOptions options)
    {
        using var model = _disk.Create(options);
        return model.Generate(Requests, null, TestContext.Current.CancellationToken).Pixels.ToArray();
    }

    private string Refusal(StableDiffusionOptions options)
    {
        var message = Should.Throw<RewardLabException>(() => _disk.Create(options)).Message;
        message.ShouldNotContain("\n");
        return message;
    }
}
