using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using RewardLab.Abstractions;
using RewardLab.Hosting.Plugins;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Hosting.Tests.Plugins;
using RewardLab.Runs.Events;
using RewardLab.Runs.Store;

namespace RewardLab.Hosting.Tests.ThirdParty;

/// <summary>Plugins that were compiled against contract 1.0 and are kept as they were: tests/ThirdParty/Contract.1.0.</summary>
public sealed class Contract10Tests : IDisposable
{
    private static readonly string Built = Path.Combine(AppContext.BaseDirectory, "Contract.1.0");
    private static readonly Type[] AnyArguments = [typeof(object), typeof(object), typeof(object), typeof(object)]; // of generic code
    private readonly Workshop _workshop = new();
    private readonly PluginHost _host;

    public Contract10Tests()
    {
        foreach (var file in Directory.EnumerateFiles(Built, "*.dll"))
        {
            File.Copy(file, Path.Combine(_workshop.UserPlugins, Path.GetFileName(file)));
        }

        _host = _workshop.StartTrusting();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public void Plugins_OfContract10_AreActive() =>
        _host.List().Select(plugin => (plugin.Id, plugin.State, plugin.Reason)).Order().ShouldBe(
        [
            ("contract10.algorithm", PluginState.Active, ""),
            ("contract10.ensemble", PluginState.Active, ""),
            ("contract10.images", PluginState.Active, ""),
            ("contract10.prompts", PluginState.Active, ""),
            ("contract10.reward", PluginState.Active, ""),
            ("contract10.trainable", PluginState.Active, ""),
        ]);

    /// <summary>Also what the tests below do not call is there: every member of any assembly that the plugins refer to.</summary>
    [Theory]
    [InlineData("Algorithm")]
    [InlineData("Ensemble")]
    [InlineData("ImageModel")]
    [InlineData("Prompts")]
    [InlineData("Reward")]
    [InlineData("TrainableImageModel")]
    public void Members_ThatAPluginRefersTo_AreThere(string part)
    {
        var path = Path.Combine(Built, $"Contract10.{part}.dll");
        var module = Assembly.LoadFrom(path).ManifestModule;
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();

        metadata.AssemblyReferences.Select(metadata.GetAssemblyReference)
            .Single(reference => metadata.GetString(reference.Name) == "RewardLab.Abstractions").Version.ShouldBe(new Version(1, 0, 0, 0));
        metadata.MemberReferences.Count.ShouldBeGreaterThan(10);
        foreach (var member in metadata.MemberReferences)
        {
            Should.NotThrow(
                () => module.ResolveMember(MetadataTokens.GetToken(member), AnyArguments, AnyArguments),
                metadata.GetString(metadata.GetMemberReference(member).Name));
        }
    }

    [Fact]
    public void Reward_OfContract10_ScoresAndEmbeds()
    {
        using var reward = Create<IRewardModel>("contract10-reward", ("factor", 2.0));
        var images = new ImageBatch([255, 255, 255, 0, 0, 0, 51, 51, 51], 3, 1, 1); // [3, 1, 1, 3]

        var scores = reward.Score(images, ["a", "bb"], Token);
        var pairs = reward.ScorePairs(images, [new ImagePromptPair(2, "bb"), new ImagePromptPair(0, "a")], Token);

        scores.AsSpan().ToArray().ShouldBe([4, 6, 2, 4, 2.4, 4.4], 1e-12);
        scores.OrderKeys.ToArray().ShouldBe([8, 12, 4, 8, 4.8, 8.8], 1e-12);
        pairs.AsSpan().ToArray().ShouldBe([4.4, 4], 1e-12);
        reward.ImageReading.ShouldBe(ImageReading.Reference);
        reward.Find<IImageEmbedder>()!.Embed(images, Token)!.Length.ShouldBe(3);
        _workshop.Log.ShouldBe(["reward in plugins", "cache True, components True"]);
    }

    [Fact]
    public async Task Prompts_OfContract10_AreGenerated()
    {
        var generator = Create<IPromptGenerator>("contract10-prompts");

        var set = await generator.GenerateAsync("two cats", Token);

        set.ContrastivePrompts.ShouldBe(["three cats", "four cats"]);
        set.Provenance.Details["count"].ShouldBe("2");
        (await Should.ThrowAsync<RewardLabException>(() => generator.GenerateAsync("a cat", Token))).Message.ShouldContain("counts nothing");
    }

    [Fact]
    public void Ensemble_OfContract10_Combines()
    {
        var ensemble = Create<IEnsemble>("contract10-ensemble");

        ensemble.Combine([[1, 5], [3, 2]]).ShouldBe([3, 5]);
        ensemble.ShouldBeAssignableTo<ILogOddsEnsemble>()!.CombineLogOdds([[0, 1], [-1, 2]]).OrderKeys.ShouldBe([0, 2]);
    }

    [Fact]
    public void TrainableImageModel_OfContract10_AsksForItsModel() =>
        Should.Throw<RewardLabException>(() => Create<IImageModel>("contract10-trainable", ("model", "no/such/folder")))
            .Message.ShouldContain("no/such/folder");

    [Fact]
    public void Algorithm_OfContract10_ResumesWithImageModelAndRewardOfContract10()
    {
        using var model = Create<IImageModel>("contract10-images", ("size", 8));
        using var reward = Create<IRewardModel>("contract10-reward");
        using var run = new RunStore(Path.Combine(_workshop.Root, "runs"), new ManualTime())
            .Create(new RunRecord { Recipe = new RunRecipe { Name = "r", Path = "r.csx" } });
        var context = new OptimizationContext { Model = model, Reward = reward, HeldOutRewards = [reward], Prompts = ["a", "bb"], Run = run };

        Create<IAlgorithm>("contract10-algorithm", ("steps", 2)).Run(context, Token);
        run.AllowsOtherSettings = true;
        Create<IAlgorithm>("contract10-algorithm", ("steps", 3)).Run(context, Token);

        var events = RunEvents.Read(run.Folder);
        events.Where(entry => entry.Kind == "climb.step").Select(entry => entry.Position!.Value).ShouldBe([0, 1, 2]);
        events.First(entry => entry.Kind == "climb.step").Metrics.Select(metric => metric.Label).ShouldBe(["proxy", "spread", "held-out brightness"]);
        var done = events.Last(entry => entry.Kind == "climb.done");
        (done.Series, done.Position, done.Metrics.Single().Name).ShouldBe(("climb", new EventPosition("n", 3), "best"));
        File.Exists(Path.Combine(run.Folder, "climb", "2.png")).ShouldBeTrue();
    }

    private T Create<T>(string id, params (string Name, object Value)[] options)
        where T : class => _host.Components.Create<T>(
            new ComponentReference(id, options.ToDictionary(option => option.Name, option => (object?)option.Value, StringComparer.Ordinal)));
}
