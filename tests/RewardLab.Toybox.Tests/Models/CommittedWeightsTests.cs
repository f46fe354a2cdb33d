using RewardLab.Abstractions;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Scoring.Models;
using RewardLab.Torch.Weights;
using RewardLab.Toybox.Inspection;
using RewardLab.Toybox.Language;
using RewardLab.Toybox.Models;
using RewardLab.Toybox.Rendering;
using RewardLab.Toybox.Scenes;
using RewardLab.Toybox.Training;
using static TorchSharp.torch;

namespace RewardLab.Toybox.Tests.Models;

/// <summary>The weights that RewardLab ships: small enough, readable by the loaders that read real checkpoints, and of the promised quality.</summary>
public sealed class CommittedWeightsTests
{
    private const long MaxBytes = 24 * 1024 * 1024;
    private static readonly string Weights = Path.Combine(AppContext.BaseDirectory, "weights");

    private static readonly ComponentContext Context = new() { PluginFolder = AppContext.BaseDirectory, CacheFolder = "", Components = null! };

    [Fact]
    public void Weights_AllTogether_StayBelow24MiB() =>
        Directory.EnumerateFiles(Weights, "*", SearchOption.AllDirectories).Sum(static f => new FileInfo(f).Length).ShouldBeLessThan(MaxBytes);

    [Fact]
    public void Autoencoder_RoundTrip_InspectorStillReads97Percent()
    {
        const int Count = 300;
        using var model = new AutoencoderKL(AutoencoderKLConfig.Load(Path.Combine(Weights, "diffusion", "vae", "config.json")));
        using (var file = SafetensorsFile.Open(Path.Combine(Weights, "diffusion", "vae", "diffusion_pytorch_model.safetensors")))
        {
            ModuleWeights.Load(model, file);
        }

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var right = 0;
        foreach (var indices in Enumerable.Range(0, Count).Chunk(50))
        {
            using var inner = NewDisposeScope();
            var scenes = indices.Select(static i =>
            {
                var random = new ToyRandom(SeedStream.Create(41, "round-trip")[i]);
                return SceneSampler.Sample(SceneSampler.SampleCounts(SceneSampler.MaxObjects, random), random);
            }).ToArray();
            var decoded = model.Decode(model.Encode(ImageTensors.Render(scenes)).Mean).permute(0, 2, 3, 1).contiguous().data<float>().ToArray();
            var pixels = Array.ConvertAll(decoded, static v => (byte)Math.Clamp(MathF.Round((v + 1) * 127.5f), 0, 255));
            var inspections = Inspector.Inspect(
                new ImageBatch(pixels, scenes.Length, Scene.SizePixels, Scene.SizePixels), TestContext.Current.CancellationToken);
            right += inspections.Where((inspection, i) => inspection.UnknownCount == 0 && inspection.Counts.Equals(scenes[i].Counts)).Count();
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{right} of {Count} round trips read right");
        right.ShouldBeGreaterThanOrEqualTo((int)(0.97 * Count));
    }

    [Fact]
    public void ImageModel_EveryPromptOnce_IsImperfectTheWayRealOnesAre()
    {
        using var model = ((IComponentFactory<IImageModel>)new ToyboxImages()).Create(
            new ToyboxImagesOptions { BatchSize = 19 },
            Context);
        var prompts = ToyPrompts.All;
        var images = model.Generate([.. prompts.Select(static (p, i) => new ImageRequest(p, (ulong)i))], null, TestContext.Current.CancellationToken);
        var groundTruths = prompts.Select((p, i) => Inspector.Inspect(images[i]).IsCorrect(ToyPrompt.Parse(p))).ToArray();
        var share = groundTruths.Average(static t => t ? 1.0 : 0.0);
        TestContext.Current.TestOutputHelper?.WriteLine($"{share:P0} of {prompts.Count} images are true");
        share.ShouldBeInRange(0.25, 0.75); // 114 images: wider than the 35 to 65% that many images show
    }

    [Theory]
    [InlineData("clip")]
    [InlineData("blip2")]
    [InlineData("blip2", true)]
    [InlineData("imagereward")]
    [InlineData("pickscore")]
    public void Reward_RightAgainstWrongToy_TellsThemApart(string id, bool isMatching = false)
    {
        using var reward = id switch
        {
            "clip" => new ToyboxClipReward().Create(new ToyboxClipOptions(), Context),
            "blip2" => new ToyboxBlip2Reward().Create(new ToyboxBlip2Options { Score = isMatching ? Blip2Score.Itm : Blip2Score.Itc }, Context),
            "imagereward" => new ToyboxImageReward().Create(new ToyboxRewardOptions(), Context),
            _ => new ToyboxPickScoreReward().Create(new ToyboxClipOptions(), Context),
        };
        var scenes = ToyClasses.All.Select(static c => SceneSampler.Sample(ToyCounts.From((c, 1)), new ToyRandom((ulong)c))).ToArray();
        var grid = reward.Score(
            SceneRenderer.Render(scenes), [.. ToyClasses.All.Select(static c => ToyWords.Phrase(c, 1))], TestContext.Current.CancellationToken);
        var right = Enumerable.Range(0, ToyClasses.Count).Count(i => grid.Row(i).IndexOf(grid.Row(i).ToArray().Max()) == i);
        right.ShouldBeGreaterThanOrEqualTo(ToyClasses.Count - 1);
    }
}
