using RewardLab.Abstractions;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Schedulers;
using RewardLab.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Pipelines;

public sealed class TextToImagePipelineTests : IDisposable
{
    private static readonly GenerationOptions Options = new() { NumInferenceSteps = 3, GuidanceScale = 3, BatchSize = 2 };
    private static readonly ImageRequest[] Requests = [new("a cat", 1), new("a dog", 2), new("a cat", 3)];
    private readonly TextToImagePipeline _pipeline = TinyPipeline.Create();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Generate_AnyBatch_GivesTheSameImage(double eta)
    {
        var options = Options with { Eta = eta };

        var all = Generate(Requests, options);
        var last = Generate([Requests[2]], options);
        var reversed = Generate([.. Requests.Reverse()], options);

        (all.Count, all.Height, all.Width).ShouldBe((3, 16, 16));
        last[0].SequenceEqual(all[2]).ShouldBeTrue();
        for (var i = 0; i < 3; i++)
        {
            reversed[2 - i].SequenceEqual(all[i]).ShouldBeTrue();
        }
    }

    [Fact]
    public void Generate_OtherSeedPromptEtaOrGuidance_GivesAnotherImage()
    {
        var reference = Generate([new("a cat", 1)], Options).Pixels.ToArray();

        Generate([new("a cat", 2)], Options).Pixels.ToArray().ShouldNotBe(reference);
        Generate([new("two zebras", 1)], Options with { GuidanceScale = 50 })
            .Pixels.ToArray().ShouldNotBe(Generate([new("a cat", 1)], Options with { GuidanceScale = 50 }).Pixels.ToArray());
        Generate([new("a cat", 1)], Options with { Eta = 1 }).Pixels.ToArray().ShouldNotBe(reference);
        Generate([new("a cat", 1)], Options with { NegativePrompt = "zebra zebra", GuidanceScale = 50 }).Pixels.ToArray()
            .ShouldNotBe(Generate([new("a cat", 1)], Options with { GuidanceScale = 50 }).Pixels.ToArray());
    }

    [Fact]
    public void Generate_GuidanceOfOne_EqualsAlmostOne()
    {
        var unguided = Generate(Requests, Options with { GuidanceScale = 1 });
        var guided = Generate(Requests, Options with { GuidanceScale = 1 + 1e-9 });

        unguided.Pixels.ToArray().Zip(guided.Pixels.ToArray(), (x, y) => Math.Abs(x - y)).Max().ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public void Generate_OneImage_IsTheQuantizedDecodingOfItsLatents()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var noise = RewardLab.Torch.Randomness.SeededNoise.Normal([1, 1], [4, 8, 8], 0);
        var conditioning = GuidedConditioning.Create(
            cat([_pipeline.EncodePrompt("a cat"), _pipeline.EncodePrompt("a cat")], 0), _pipeline.EncodePrompt(""), Options.GuidanceScale);
        var latents = Samplers.Ddim(
            (sample, timestep) => GuidedDenoiser.Predict(_pipeline.UNet, sample, timestep, conditioning),
            _pipeline.Scheduler, noise, Options.NumInferenceSteps, Options.Eta, _ => noise, recorder: null, CancellationToken.None);
        var decoded = _pipeline.Autoencoder.Decode(latents.Div(0.18215))[0]; // [3, 16, 16]

        var image = Generate([Requests[0]], Options);

        for (var (i, y) = (0, 0); y < 16; y++)
        {
            for (var x = 0; x < 16; x++)
            {
                for (var c = 0; c < 3; c++, i++)
                {
                    var colour = Math.Clamp((decoded[c, y, x].item<float>() / 2) + 0.5f, 0, 1) * 255;
                    ((float)image.Pixels.Span[i]).ShouldBe(colour, 0.5001f);
                }
            }
        }
    }

    [Fact]
    public void Generate_WithProgress_CountsFinishedImages()
    {
        var reports = new Reports();

        _pipeline.Generate(Requests, Options, reports, CancellationToken.None);

        reports.Values.ShouldBe([2, 3]);
    }

    [Fact]
    public void Generate_CancelledOnTheWay_Stops()
    {
        using var source = new CancellationTokenSource();
        var reports = new Reports { OnReport = source.Cancel };

        Should.Throw<OperationCanceledException>(() => _pipeline.Generate(Requests, Options, reports, source.Token));

        reports.Values.ShouldBe([2]);
    }

    [Fact]
    public void Generate_NothingAsked_KnowsTheSize()
    {
        var images = Generate([], Options with { Height = 32 });

        (images.Count, images.Height, images.Width).ShouldBe((0, 32, 16));
    }

    [Fact]
    public void Generate_AnotherSize_IsGenerated()
    {
        var images = Generate([Requests[0]], Options with { Height = 32, Width = 8 });

        (images.Count, images.Height, images.Width).ShouldBe((1, 32, 8));
    }

    [Fact]
    public void Generate_Repeated_LeavesNoTensorBehind()
    {
        Generate(Requests, Options with { Eta = 1 });
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        Generate(Requests, Options with { Eta = 1 });

        DisposeScopeManager.Statistics.ThreadTotalLiveCount.ShouldBe(before);
    }

    [Fact]
    public void Generate_OverflowingWeights_AreReported()
    {
        using (no_grad())
        {
            _pipeline.UNet.parameters().First().FillInPlace(double.NaN);
        }

        Should.Throw<RewardLabException>(() => Generate(Requests, Options)).Message.ShouldContain("overflowed");
    }

    [Theory]
    [InlineData(0, 50, 0, null, "BatchSize is 0")]
    [InlineData(1, 0, 0, null, "0 denoising steps")]
    [InlineData(1, 1000, 0, null, "Timestep 1000")]
    [InlineData(1, 50, 2, null, "eta is 2")]
    [InlineData(1, 50, 0, 17, "Height is 17 pixels; it must be a multiple of 2")]
    [InlineData(1, 50, 0, -2, "Height is -2")]
    public void Generate_ImpossibleOption_IsRefusedByName(int batchSize, int numInferenceSteps, double eta, int? height, string expected) =>
        Should.Throw<RewardLabException>(
            () => Generate(Requests, new() { BatchSize = batchSize, NumInferenceSteps = numInferenceSteps, Eta = eta, Height = height }))
            .Message.ShouldContain(expected);

    [Fact]
    public void Constructor_PartsOfDifferentModels_SaysWhichDoNotFit()
    {
        using var text = new ClipTextModel(TinyPipeline.TextConfig with { HiddenSize = 32 });
        using var shortText = new ClipTextModel(TinyPipeline.TextConfig with { MaxTokenCount = 11 });
        using var smallText = new ClipTextModel(TinyPipeline.TextConfig with { VocabularySize = 513 });
        using var autoencoder = new AutoencoderKL(TinyPipeline.AutoencoderConfig with { LatentChannels = 8 });

        Refusal(text, _pipeline.Autoencoder).ShouldContain("text_encoder gives states of 32, unet attends to 16");
        Refusal(shortText, _pipeline.Autoencoder).ShouldContain("tokenizer cuts texts at 12 tokens");
        Refusal(smallText, _pipeline.Autoencoder).ShouldContain("tokenizer has ids up to 513");
        Refusal(_pipeline.TextEncoder, autoencoder).ShouldContain("vae has 8 latent channels");

        string Refusal(ClipTextModel encoder, AutoencoderKL decoder) => Should.Throw<RewardLabException>(
            () => new TextToImagePipeline(_pipeline.Tokenizer, encoder, _pipeline.UNet, decoder, _pipeline.Scheduler)).Message;
    }

    [Fact]
    public void Load_SavedPipeline_GeneratesTheSameImages()
    {
        using var folder = new TemporaryFolder();
        _pipeline.Save(folder["model"], TestContext.Current.CancellationToken);

        using var loaded = TextToImagePipeline.Load(folder["model"]);

        loaded.Generate(Requests, Options, null, CancellationToken.None).Pixels.ToArray().ShouldBe(Generate(Requests, Options).Pixels.ToArray());
        loaded.Scheduler.Config.ShouldBe(DdimSchedulerConfig.StableDiffusion);
    }

    [Fact]
    public void Generate_BaseAndFreshAdapterOnIt_TheSameBytes()
    {
        _pipeline.Parts.Values.SelectMany(static part => part.parameters()).ShouldAllBe(static parameter => !parameter.requires_grad);
        var before = Generate(Requests, Options).Pixels;

        using var adapter = LoraAdapter.Attach(_pipeline.Parts, new LoraOptions(), SeedStream.Create(7, "lora"));

        Generate(Requests, Options).Pixels.ShouldBe(before);
    }

    [Fact]
    public void Load_WithoutIndex_IsAcceptedAndOfAnotherClass_Refused()
    {
        using var folder = new TemporaryFolder();
        _pipeline.Save(folder["model"], TestContext.Current.CancellationToken);
        var index = Path.Combine(folder["model"], "model_index.json");

        File.WriteAllText(index, """{"_class_name": "StableDiffusionXLPipeline"}""");
        Should.Throw<RewardLabException>(() => TextToImagePipeline.Load(folder["model"]))
            .Message.ShouldContain("model_index.json: _class_name is 'StableDiffusionXLPipeline'");

        File.Delete(index);
        TextToImagePipeline.Load(folder["model"]).Dispose();
    }

    [Theory]
    [InlineData("unet/config.json")]
    [InlineData("vae/diffusion_pytorch_model.safetensors")]
    [InlineData("text_encoder/model.safetensors")]
    [InlineData("tokenizer/vocab.json")]
    [InlineData("scheduler/scheduler_config.json")]
    public void Load_FileMissing_SaysWhich(string file)
    {
        using var folder = new TemporaryFolder();
        _pipeline.Save(folder["model"], TestContext.Current.CancellationToken);
        File.Delete(Path.Combine(folder["model"], file));

        Should.Throw<RewardLabException>(() => TextToImagePipeline.Load(folder["model"])).Message.ShouldContain(Path.GetFileName(file));
    }

    public void Dispose() => _pipeline.Dispose();

    private ImageBatch Generate(IReadOnlyList<ImageRequest> requests, GenerationOptions options) =>
        _pipeline.Generate(requests, options, null, CancellationToken.None);

    private sealed class Reports : IProgress<int>
    {
        public List<int> Values { get; } = [];

        public Action? OnReport { get; init; }

        public void Report(int value)
        {
            Values.Add(value);
            OnReport?.Invoke();
        }
    }
}
