using RewardLab.Abstractions;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.ImageModels.StableDiffusion.Tests;

public sealed class SingleFileTests : IDisposable
{
    private const string FileName = "whole.safetensors";
    private readonly ModelOnDisk _disk = new();

    public void Dispose() => _disk.Dispose();

    [Fact]
    public void Create_FirstVersionsFile_ComputesBitForBitAsTheFolder() => CheckAgainstFolder("unet_sd15", 20, parts =>
    {
        var tensors = WithoutText(parts);
        foreach (var (name, tensor) in parts.TextEncoder.state_dict())
        {
            tensors["cond_stage_model.transformer." + name] = tensor;
        }

        tensors["cond_stage_model.transformer.text_model.embeddings.position_ids"] = SafeOps.Range(77).unsqueeze(0);
        return tensors;
    });

    [Fact]
    public void Create_SecondVersionsFile_ComputesBitForBitAsTheFolder() => CheckAgainstFolder("unet_sd21", 24, parts =>
    {
        var tensors = WithoutText(parts);
        foreach (var (name, tensor) in LatentDiffusionLayout.OpenClip(parts.TextEncoder.state_dict(), layerCount: 1))
        {
            tensors[name] = tensor;
        }

        return tensors;
    });

    [Fact]
    public void Create_SecondVersionsFile_LeavesOutTheLastBlockOfText()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        _disk.CopyGolden("text_encoder", "clip_text_sd2", weights: "model.safetensors");
        _disk.CopyGolden("vae", "vae");
        _disk.WriteUNet(32);
        using (var whole = _disk.Create())
        {
            var tensors = WithoutText(whole.Pipeline);
            foreach (var (name, tensor) in LatentDiffusionLayout.OpenClip(Golden.Weights("clip_text_sd2", "model.safetensors"), layerCount: 4))
            {
                tensors[name] = tensor;
            }

            Write(tensors);
        }

        // As Stable Diffusion 2's folders say it: one block fewer than the tower has.
        _disk.Write(
            "text_encoder/config.json",
            File.ReadAllText(Golden.PathOf("clip_text_sd2", "config.json"))
                .Replace("\"num_hidden_layers\": 4", "\"num_hidden_layers\": 3", StringComparison.Ordinal));
        _disk.DeleteWeights();
        using var model = CreateOfFile();
        using var values = Golden.Values("clip_text_sd2");

        values.Check("penultimate_final_ln", model.Pipeline.TextEncoder.Encode(values.Read("input_ids")).LastHiddenState);
    }

    [Fact]
    public void Create_FileWithoutConfig_SaysWhatIsMissing()
    {
        File.WriteAllText(_disk[FileName], "");

        Refusal(new() { Model = _disk[FileName] }).ShouldContain("name with config a folder");
    }

    [Fact]
    public void Create_FolderWithConfig_IsRefused() =>
        Refusal(new() { Model = _disk.Folder, Config = _disk.Folder }).ShouldContain("leave config out");

    [Fact]
    public void Create_FileThatIsNotThere_IsNamed() =>
        Refusal(new() { Model = _disk["gone.ckpt"], Config = _disk.Folder }).ShouldContain("gone.ckpt: there is no such file");

    [Theory]
    [InlineData("conditioner.embedders.0.model.token_embedding.weight model.diffusion_model.x", "a refiner of Stable Diffusion XL")]
    [InlineData("conditioner.embedders.0.transformer.x model.diffusion_model.x", "this is a Stable Diffusion XL, but")]
    [InlineData("decoder.conv_in.weight encoder.conv_in.weight", "seems to be an autoencoder of Stable Diffusion")]
    [InlineData("model.diffusion_model.input_blocks.0.0.weight", "has no text encoder")]
    [InlineData("model.diffusion_model.input_blocks.0.0.weight cond_stage_model.transformer.x", "do not fit the model")]
    public void Create_FileOfAnotherKind_SaysWhatItSeemsToBe(string names, string expected)
    {
        using var scope = NewDisposeScope();
        _disk.CopyGolden("vae", "vae");
        _disk.WriteTextEncoder(16);
        _disk.WriteUNet(16);
        Write(names.Split(' ').ToDictionary(name => name, _ => ones(1)));

        var message = Refusal(new() { Model = _disk[FileName], Config = _disk.Folder });

        message.ShouldContain(FileName);
        message.ShouldContain(expected);
    }

    [Theory]
    [InlineData("v_pred", null, "the tensor 'v_pred' says that the denoiser predicts v")]
    [InlineData("ztsnr", null, "rescale_betas_zero_snr is not true")]
    [InlineData(null, "v", "modelspec.prediction_type is 'v'")]
    [InlineData(null, "flow", "modelspec.prediction_type is 'flow'; it must be 'epsilon' or 'v'")]
    public void Create_FileTrainedWithAnotherSchedule_IsRefusedByBothFiles(string? sign, string? told, string expected)
    {
        using var scope = NewDisposeScope();
        WriteSigned(sign, told);

        var message = Refusal(new() { Model = _disk[FileName], Config = _disk.Folder });

        message.ShouldStartWith(_disk[FileName]);
        message.ShouldContain(expected);
        (told == "flow" || message.Contains("scheduler_config.json", StringComparison.Ordinal)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("v_pred", null)]
    [InlineData("ztsnr", "v")]
    [InlineData(null, null)]
    public void Create_FileTrainedWithTheSchedule_PassesThatCheck(string? sign, string? told)
    {
        using var scope = NewDisposeScope();
        WriteSigned(sign, told);
        _disk.Write("scheduler/scheduler_config.json", """
            {"_class_name": "DDIMScheduler", "beta_end": 0.012, "beta_schedule": "scaled_linear", "beta_start": 0.00085, "clip_sample": false, "num_train_timesteps": 1000,
             "prediction_type": "v_prediction", "rescale_betas_zero_snr": true, "set_alpha_to_one": false, "steps_offset": 1, "timestep_spacing": "trailing"}
            """);

        // The file holds nothing else, which is found next.
        Refusal(new() { Model = _disk[FileName], Config = _disk.Folder }).ShouldContain("has no text encoder");
    }

    private void WriteSigned(string? sign, string? told)
    {
        _disk.CopyGolden("vae", "vae");
        _disk.WriteTextEncoder(16);
        _disk.WriteUNet(16);
        var tensors = new Dictionary<string, Tensor> { ["model.diffusion_model.input_blocks.0.0.weight"] = ones(1) };
        if (sign is not null)
        {
            tensors[sign] = zeros(0);
        }

        Dictionary<string, string>? metadata = told is null ? null : new() { ["modelspec.prediction_type"] = told };
        SafetensorsWriter.Write(_disk[FileName], tensors, metadata, TestContext.Current.CancellationToken);
    }

    private void CheckAgainstFolder(string fixture, int contextWidth, Func<TextToImagePipeline, Dictionary<string, Tensor>> layOut)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        _disk.CopyGolden("unet", fixture);
        _disk.CopyGolden("vae", "vae");
        _disk.WriteTextEncoder(contextWidth);
        using var expected = _disk.Create();
        var tensors = layOut(expected.Pipeline);
        tensors["model_ema.diffusion_modelinput_blocks00weight"] = ones(1);
        tensors["first_stage_model.loss.logvar"] = ones(1);
        tensors["alphas_cumprod"] = ones(1000);
        tensors.Keys.ShouldContain("model.diffusion_model.output_blocks.2.0.in_layers.2.weight");
        Write(tensors);
        _disk.DeleteWeights();

        using var model = CreateOfFile();

        using var values = Golden.Values(fixture);
        Outputs(model.Pipeline).Zip(Outputs(expected.Pipeline)).ShouldAllBe(pair => pair.First.Equals(pair.Second));
        values.Check("a.out", Outputs(model.Pipeline)[0]);
        var requests = new[] { new ImageRequest("a cat", 1) };
        model.Generate(requests, null, CancellationToken.None).Pixels.ToArray()
            .ShouldBe(expected.Generate(requests, null, CancellationToken.None).Pixels.ToArray());

        Tensor[] Outputs(TextToImagePipeline pipeline) =>
        [
            pipeline.UNet.call(values.Read("a.sample"), values.Read("a.timestep"), values.Read("a.encoder_hidden_states")),
            pipeline.Autoencoder.call(linspace(-1, 1, 3 * 16 * 16).view(1, 3, 16, 16)),
            pipeline.EncodePrompt("two zebras"),
        ];
    }

    private static Dictionary<string, Tensor> WithoutText(TextToImagePipeline pipeline) =>
        LatentDiffusionLayout.From(pipeline.UNet).Concat(LatentDiffusionLayout.From(pipeline.Autoencoder)).ToDictionary(StringComparer.Ordinal);

    private void Write(IReadOnlyDictionary<string, Tensor> tensors) =>
        SafetensorsWriter.Write(_disk[FileName], tensors, metadata: null, TestContext.Current.CancellationToken);

    private PipelineImageModel CreateOfFile() => _disk.Create(new() { Model = _disk[FileName], Config = _disk.Folder, BatchSize = 1, NumInferenceSteps = 2 });

    private string Refusal(StableDiffusionOptions options)
    {
        var message = Should.Throw<RewardLabException>(() => _disk.Create(options)).Message;
        message.ShouldNotContain("\n");
        return message;
    }
}
