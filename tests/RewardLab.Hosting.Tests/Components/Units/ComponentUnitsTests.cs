using RewardLab.Abstractions;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Components.Units;
using RewardLab.Hosting.Plugins.Assemblies;

namespace RewardLab.Hosting.Tests.Components.Units;

/// <summary>Images and scores from workers: the same bytes as in one process, whoever does what.</summary>
public sealed class ComponentUnitsTests : IDisposable
{
    private static readonly string[] Prompts = ["a cat", "two balls", "a cat"];
    private readonly string _cache = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose()
    {
        if (Directory.Exists(_cache))
        {
            Directory.Delete(_cache, recursive: true);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Generate_AnyNumberOfWorkers_GivesTheBytesOfOneProcess(int workers)
    {
        ImageRequest[] requests = [.. Enumerable.Range(0, 101).Select(i => new ImageRequest(Prompts[i % 3], (ulong)i * 77))];
        using var here = Catalog().Create<IImageModel>(Noise(scale: 3));
        var expected = here.Generate(requests, progress: null, TestContext.Current.CancellationToken);

        var catalog = Catalog();
        using var pool = Pool(workers);
        catalog.Services.Workers = pool;
        using var there = catalog.Create<IImageModel>(Noise(scale: 3));
        var progress = new Steps();
        var images = there.Generate(requests, progress, TestContext.Current.CancellationToken);

        images.Pixels.ToArray().ShouldBe(expected.Pixels.ToArray());
        (images.Count, images.Height, images.Width).ShouldBe((101, 2, 2));
        progress.Last.ShouldBe(101);
        pool.Kinds.Keys.ShouldBe(["generate"]);
        there.Generate([], progress: null, TestContext.Current.CancellationToken).Count.ShouldBe(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Score_AnyNumberOfWorkers_GivesTheBytesOfOneProcess(int workers)
    {
        var images = Images(150);
        using var here = Catalog().Create<IRewardModel>(Fit(0));
        var expected = here.Score(images, Prompts, TestContext.Current.CancellationToken);

        var catalog = Catalog();
        using var pool = Pool(workers);
        catalog.Services.Workers = pool;
        using var there = catalog.Create<IRewardModel>(Fit(0));
        var scores = there.Score(images, Prompts, TestContext.Current.CancellationToken);

        scores.AsSpan().ToArray().ShouldBe(expected.AsSpan().ToArray());
        scores.OrderKeys.ToArray().ShouldBe(expected.OrderKeys.ToArray());
        scores.HasOrderKeys.ShouldBeTrue();
        scores.LogOdds.ToArray().ShouldBe(expected.LogOdds.ToArray());
        pool.DoneCount.ShouldBeGreaterThanOrEqualTo(3);
    }

    [Fact]
    public void Score_NotFiniteOnAWorker_IsToldApartFromOtherFailures()
    {
        var catalog = Catalog();
        using var pool = Pool(2);
        catalog.Services.Workers = pool;
        using var reward = catalog.Create<IRewardModel>(Fit(double.NaN));
        Should.Throw<ScoreNotFiniteException>(() => reward.Score(Images(70), Prompts, TestContext.Current.CancellationToken))
            .Message.ShouldContain("reward 'fit'");
    }

    [Fact]
    public void Score_OfManyImages_NamesTheImageThatARewardRefusesByItsPlaceAmongAll()
    {
        using var reward = Catalog().Create<IRewardModel>(Fit(FitReward.RefusingTheLast));
        Should.Throw<RewardLabException>(() => reward.Score(Images(70), Prompts, TestContext.Current.CancellationToken)).Image.ShouldBe(69);
    }

    [Fact]
    public void Generate_OnWorkersOfDifferentMemory_KeepsToTheNumberThatTheRunHasChosen()
    {
        // Each worker would choose another number; the first one's is the run's, and is in every image.
        var next = 10;
        var catalog = Catalog();
        var recorded = new Recorded();
        catalog.Services.RunSettings = recorded;
        using var pool = new ThreadedPool(4, kind => Catalog(() => Interlocked.Increment(ref next)).CreateUnitHandler(kind, ""));
        catalog.Services.Workers = pool;
        using var model = catalog.Create<IImageModel>(Noise(scale: 0));
        ImageRequest[] requests = [.. Enumerable.Range(0, 200).Select(i => new ImageRequest("a", (ulong)i))];
        var images = model.Generate(requests, progress: null, TestContext.Current.CancellationToken);

        recorded.Values.Count.ShouldBe(1);
        Enumerable.Range(0, 200).Select(i => (int)images[i][0]).Distinct().ShouldBe([recorded.Values.Single().Value]);

        // A resumed run has its number already.
        recorded.Values["noise: offset"] = 99;
        using var again = catalog.Create<IImageModel>(Noise(scale: 0));
        again.Generate(requests, progress: null, TestContext.Current.CancellationToken)[150][0].ShouldBe((byte)99);
    }

    [Fact]
    public void CreateUnitHandler_NobodyDoesIt_NamesTheNearest() =>
        Should.Throw<RewardLabException>(() => Catalog().CreateUnitHandler("generat", "")).Message
            .ShouldStartWith("No active plugin does units of the kind 'generat'. Did you mean 'generate'?");

    [Fact]
    public void CreateUnitHandler_WithADevice_SetsTheOptionWhereThereIsOne()
    {
        var catalog = new WorkerCatalog(Catalog(), "cuda:1");
        catalog.Placed<IImageModel>(Noise(scale: 1)).Options.ShouldNotContainKey("device");
        catalog.Placed<IRewardModel>(Fit(1)).Options["device"].ShouldBe("cuda:1");
        new WorkerCatalog(Catalog(), "").Placed<IRewardModel>(Fit(1)).Options.ShouldNotContainKey("device");
    }

    [Fact]
    public void Reference_AsJson_MakesTheSameComponent()
    {
        var reference = new ComponentReference("fit", new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["text"] = "a\"b", ["whole"] = 3L, ["real"] = 0.1, ["flag"] = true, ["none"] = null, ["list"] = new[] { "x", "y" }, ["day"] = DayOfWeek.Friday,
            ["group"] = new FitOptions { Weight = 2 },
        });
        var read = ComponentReference.FromJson(reference.ToJson());
        read.Id.ShouldBe("fit");
        ((string[])["text", "whole", "real", "flag", "none", "day"]).Select(name => read.Options[name]).ShouldBe(["a\"b", 3L, 0.1, true, null, "Friday"]);
        ((IReadOnlyList<object?>)read.Options["list"]!).ShouldBe(["x", "y"]);
        ((IReadOnlyDictionary<string, object?>)read.Options["group"]!)["weight"].ShouldBe(2L);
        read.ToJson().ShouldBe(reference.ToJson());
        Should.Throw<RewardLabException>(() => ComponentReference.FromJson("[1]"));
    }

    [Fact]
    public void LocalPool_DoesUnitsInOrder_AndSaysWhatIsMissing()
    {
        using var pool = new LocalWorkerPool(kind => Catalog().CreateUnitHandler(kind, ""));
        pool.HasWorkers.ShouldBeFalse();
        var name = pool.Share(new byte[] { 1 });
        pool.Share(new byte[] { 1 }).ShouldBe(name);
        var unit = new WorkUnit { Kind = "generate", Stage = "s", Index = 0, Input = default, Shared = [name] };
        Should.Throw<RewardLabException>(() => pool.Compute([unit], TestContext.Current.CancellationToken).ToArray());
        pool.Release(name);
        Should.Throw<RewardLabException>(() => pool.Compute([unit], TestContext.Current.CancellationToken).ToArray())
            .Message.ShouldStartWith("A unit names shared data that nobody has shared");
        Should.Throw<RewardLabException>(() => NoWorkers.Instance.Compute([unit], TestContext.Current.CancellationToken));
    }

    private static ComponentReference Noise(int scale) => new("noise", new Dictionary<string, object?>(StringComparer.Ordinal) { ["scale"] = scale });

    private static ComponentReference Fit(double weight) => new("fit", new Dictionary<string, object?>(StringComparer.Ordinal) { ["weight"] = weight });

    private static ImageBatch Images(int count) => new([.. Enumerable.Range(0, count * 12).Select(i => (byte)(i * 7))], count, 2, 2);

    private ThreadedPool Pool(int workers) => new(workers, kind => Catalog().CreateUnitHandler(kind, ""));

    private ComponentCatalog Catalog(Func<int>? choose = null)
    {
        var catalog = new ComponentCatalog(_cache, FolderModels.Instance, new PluginCalls(_cache, static _ => { }), static _ => { });
        catalog.Replace(
            [
                Loaded(ComponentKind.ImageModel, "noise", typeof(NoiseOptions), new NoiseFactory(choose ?? (static () => 5))),
                Loaded(ComponentKind.Reward, "fit", typeof(FitOptions), new FitFactory()),
            ],
            [],
            new Dictionary<string, LoadedUnitHandler>(StringComparer.Ordinal));
        return catalog;
    }

    private static LoadedComponent Loaded(ComponentKind kind, string id, Type optionsType, object factory) =>
        new(new ComponentDescription(kind, id, "", "test.plugin", optionsType), factory, "/plugins/test");

    private sealed record NoiseOptions
    {
        public int Scale { get; init; } = 1;
    }

    private sealed record FitOptions
    {
        public double Weight { get; init; } = 1;

        public string Device { get; init; } = "";
    }

    private sealed class NoiseFactory(Func<int> choose) : ComponentFactory<IImageModel, NoiseOptions>
    {
        protected override IImageModel Create(NoiseOptions options, ComponentContext context) => new NoiseModel(options, context, choose);
    }

    private sealed class FitFactory : ComponentFactory<IRewardModel, FitOptions>
    {
        protected override IRewardModel Create(FitOptions options, ComponentContext context) => new FitReward(options);
    }

    private sealed class NoiseModel(NoiseOptions options, ComponentContext context, Func<int> choose) : IImageModel
    {
        public string Name => "noise";

        public ImageBatch Generate(IReadOnlyList<ImageRequest> requests, IProgress<int>? progress, CancellationToken cancellationToken)
        {
            context.Workers.HasWorkers.ShouldBeFalse();
            var offset = context.RecordedSettings.GetOrAdd("noise: offset", choose);
            return new ImageBatch(
                [
                    .. requests.SelectMany(request => Enumerable.Range(0, 12)
                        .Select(i => (byte)(offset + (options.Scale * (int)request.Seed * (i + request.Prompt.Length))))),
                ],
                requests.Count,
                2,
                2);
        }

        public void Dispose()
        {
            // Nothing to free.
        }
    }

    private sealed class FitReward(FitOptions options) : IRewardModel
    {
        public const double RefusingTheLast = -1;

        public string Name => "fit";

        public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken)
        {
            if (options.Weight == RefusingTheLast && images.Count < 64)
            {
                throw new RewardLabException("The last image is too dark.") { Image = images.Count - 1 };
            }

            double[] values =
            [
                .. Enumerable.Range(0, images.Count).SelectMany(i => prompts.Select(prompt => double.IsNaN(options.Weight)
                    ? double.NaN
                    : Math.Sin(images[i][0] + prompt.Length) / 3)),
            ];
            return new ScoreMatrix(values, images.Count, prompts.Count)
            {
                OrderKeys = Array.ConvertAll(values, static value => double.IsNaN(value) ? 0 : Math.Exp(value)),
                LogOdds = Array.ConvertAll(values, static value => value * 2),
            };
        }

        public void Dispose()
        {
            // Nothing to free.
        }
    }

    private sealed class Recorded : IRecordedSettings
    {
        public Dictionary<string, int> Values { get; } = new(StringComparer.Ordinal);

        public int GetOrAdd(string purpose, Func<int> choose) => Values.TryGetValue(purpose, out var value) ? value : Values[purpose] = choose();
    }

    private sealed class Steps : IProgress<int>
    {
        public int Last { get; private set; }

        public void Report(int value) => Last = value;
    }
}
