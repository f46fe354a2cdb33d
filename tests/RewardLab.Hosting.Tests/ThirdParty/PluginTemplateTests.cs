using RewardLab.Abstractions;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Hosting.Plugins.Templates;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Hosting.Tests.Plugins;
using RewardLab.Hosting.Tests.Recipes;

namespace RewardLab.Hosting.Tests.ThirdParty;

public sealed class PluginTemplateTests(BuiltPlugins built) : IDisposable
{
    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public void Reward_FromTemplate_Scores()
    {
        using var reward = Use<IRewardModel>(ComponentKind.Reward, ("target", 1));
        var images = new ImageBatch([255, 255, 255, 0, 0, 0], 2, 1, 1); // [2, 1, 1, 3]
        reward.Score(images, ["a"], TestContext.Current.CancellationToken).Column(0).ShouldBe([0, -1], 1e-6);
    }

    [Fact]
    public void Prompts_FromTemplate_Generate()
    {
        var prompts = Use<IPromptGenerator>(ComponentKind.PromptGenerator, ("words", "red, green, blue"));
        prompts.Generate("a red car", TestContext.Current.CancellationToken).ContrastivePrompts.ShouldBe(["a green car", "a blue car"]);
        prompts.CanHandle("a car").ShouldBeFalse();
        Should.Throw<RewardLabException>(() => prompts.Generate("a car", TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Ensemble_FromTemplate_Combines() =>
        Use<IEnsemble>(ComponentKind.Ensemble, ("quantile", 0.25)).Combine([[3, 1], [1, 1], [2, 1]]).ShouldBe([1.5f, 1]);

    [Fact]
    public void Images_FromTemplate_DependOnTheirSeedAlone()
    {
        using var model = Use<IImageModel>(ComponentKind.ImageModel, ("size", 8));
        var cancellation = TestContext.Current.CancellationToken;
        var two = model.Generate([new("a", 1), new("a", 2)], null, cancellation);
        (two.Count, two.Height, two.Width).ShouldBe((2, 8, 8));
        model.Generate([new("a", 2)], null, cancellation)[0].SequenceEqual(two[1]).ShouldBeTrue();
        two[0].SequenceEqual(two[1]).ShouldBeFalse();
    }

    [Fact]
    public void Algorithm_FromTemplate_StopsAndResumes()
    {
        var algorithm = Use<IAlgorithm>(ComponentKind.Algorithm, ("tries", 4));
        using var model = Use<IImageModel>(ComponentKind.ImageModel);
        using var reward = Use<IRewardModel>(ComponentKind.Reward);
        var run = new MemoryRun();
        var context = new OptimizationContext { Model = model, Reward = reward, Prompts = ["a", "b"], Run = run };

        algorithm.Run(context with { Prompts = ["a"] }, TestContext.Current.CancellationToken);
        algorithm.Run(context, TestContext.Current.CancellationToken);

        run.Events.Select(entry => entry.Data["prompt"]).ShouldBe(["a", "b"]);
        run.Files.Keys.Order(StringComparer.Ordinal).ShouldBe(["random-search/0000.txt", "random-search/0001.txt"]);
    }

    [Fact]
    public void Recipe_PluginsMadeFromTemplates_AreFoundByTheirIds()
    {
        foreach (var kind in Enum.GetValues<ComponentKind>())
        {
            BuiltPlugins.CopyFolder(built.Find(kind).Folder, Path.Combine(_workshop.UserPlugins, kind.ToString()));
        }

        using var folder = new RecipeFolder();
        var path = folder.Write(
            "recipe.csx",
            """
            var bright = Lab.Ensemble("sample-ensemble", [Lab.Reward("sample-reward"), Lab.Reward("sample-reward", new { target = 1.0 })]);
            var reward = Lab.TextNorm(bright, Lab.PromptGenerator("sample-prompt-generator"));
            var images = Lab.ImageModel("sample-image-model", new { size = 8 }).Generate([new ImageRequest("a red car", 1)], null, Lab.Cancellation);
            Lab.Log($"{reward.Score(images, ["a red car"])[0, 0]:0.0000}");
            """);
        var cancellation = TestContext.Current.CancellationToken;
        var recipe = new RecipeCompiler(cacheFolder: null).Compile(path, cancellation);
        var services = folder.Services() with { Components = _workshop.StartTrusting().Components };

        RecipeRunner.Run(recipe, RecipeArguments.Resolve(recipe.Info), services, cancellation);

        // Brightness is the same for the prompt and its five contrastive prompts, so each has a sixth of the softmax.
        folder.Run.Lines.ShouldBe(["0.1667"]);
    }

    [Fact]
    public void Template_OfEveryKind_LeavesNothingToFillIn()
    {
        foreach (var kind in Enum.GetValues<ComponentKind>())
        {
            var template = built.Find(kind).Template;
            foreach (var file in Directory.EnumerateFiles(template.Folder))
            {
                File.ReadAllText(file).ShouldNotContain("__", customMessage: file);
            }

            File.ReadAllText(Path.Combine(template.Folder, "README.md")).ShouldContain($"rewardlab plugins trust {template.PluginId}");
        }
    }

    [Theory]
    [InlineData("acme.brightness", "acme.brightness", "acme-brightness", "Acme.Brightness")]
    [InlineData("MyReward", "my-reward", "my-reward", "MyReward")]
    [InlineData("acme.two-words", "acme.two-words", "acme-two-words", "Acme.TwoWords")]
    public void Names_OfATemplate_FollowFromTheGivenOne(string name, string pluginId, string componentId, string project)
    {
        var result = PluginTemplate.Create(name, ComponentKind.Ensemble, Path.Combine(_workshop.Root, "new"));
        (result.PluginId, result.ComponentId, Path.GetFileName(result.ProjectFile)).ShouldBe((pluginId, componentId, project + ".csproj"));
        File.Exists(result.ProjectFile).ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("../up")]
    [InlineData("two words")]
    [InlineData("2d")]
    [InlineData("a..b")]
    public void Names_ThatAreNone_AreRefused(string name)
    {
        Should.Throw<RewardLabException>(() => PluginTemplate.Create(name, ComponentKind.Reward, Path.Combine(_workshop.Root, "new")))
            .Message.ShouldContain("cannot be the name of a plugin");
        Directory.Exists(Path.Combine(_workshop.Root, "new")).ShouldBeFalse();
    }

    [Fact]
    public void Create_IntoAFolderWithFiles_LeavesItAlone()
    {
        var folder = _workshop.Folder("mine");
        File.WriteAllText(Path.Combine(folder, "notes.txt"), "mine");
        Should.Throw<RewardLabException>(() => PluginTemplate.Create("acme", ComponentKind.Reward, folder)).Message.ShouldContain("already exists");
        Directory.GetFiles(folder).ShouldHaveSingleItem();
    }

    private T Use<T>(ComponentKind kind, params (string Name, object? Value)[] options)
        where T : class
    {
        var (output, template) = built.Find(kind);
        BuiltPlugins.CopyFolder(output, Path.Combine(_workshop.UserPlugins, kind.ToString()));
        var host = _workshop.Start();
        host.Find(template.PluginId).State.ShouldBe(PluginState.Untrusted);
        host.Trust(template.PluginId).State.ShouldBe(PluginState.Active);
        return host.Components.Create<T>(new ComponentReference(template.ComponentId, options.ToDictionary(o => o.Name, o => o.Value, StringComparer.Ordinal)));
    }
}
