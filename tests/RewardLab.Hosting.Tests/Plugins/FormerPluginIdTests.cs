using System.Security.Cryptography;
using RewardLab.Abstractions;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Jobs;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Runs.Store;

namespace RewardLab.Hosting.Tests.Plugins;

/// <summary>What was kept under the ids that RewardLab's plugins had in earlier versions is found.</summary>
public sealed class FormerPluginIdTests : IDisposable
{
    private const string Former = "rewardlab.reward.clip";
    private const string Current = "rewardlab.rewards.clip";

    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public void Table_OfFormerIds_LeadsToPluginsThatAreThere()
    {
        string[] present =
        [
            .. Directory.EnumerateDirectories(Path.Combine(Clone.Root, "plugins")).Select(folder => Path.GetFileName(folder).ToLowerInvariant()),
        ];
        FormerPluginIds.All.Count.ShouldBe(8);
        foreach (var former in FormerPluginIds.All)
        {
            present.ShouldContain(FormerPluginIds.Current(former));
            present.ShouldNotContain(former);
        }
    }

    [Fact]
    public void Find_ByAFormerId_IsThePluginUnlessOneStillHasThatId()
    {
        Drop(Current);
        _workshop.Start().Find(Former).Id.ShouldBe(Current);

        Drop(Former, "witness2");
        _workshop.Start().Find(Former).Id.ShouldBe(Former);
    }

    [Fact]
    public void Record_OfAFormerId_KeepsThePluginDisabledUntilItIsEnabled()
    {
        Drop(Current);
        Remember($$"""{ "{{Former}}": { "isDisabled": true, "state": "disabled", "reason": "switched off" } }""");

        _workshop.Start().Find(Current).State.ShouldBe(PluginState.Disabled);
        _workshop.Start().Enable(Former).State.ShouldBe(PluginState.Untrusted);
        _workshop.Start().Find(Current).State.ShouldBe(PluginState.Untrusted);
    }

    [Fact]
    public void Record_OfAFormerId_StillTrustsTheSameFiles()
    {
        var dll = Drop(Current);
        var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(dll)));
        Remember($$"""{ "{{Former}}": { "trustedFiles": { "{{Path.GetFileName(dll)}}": "{{hash}}" } } }""");
        _workshop.Start().Find(Current).State.ShouldBe(PluginState.Active);

        Remember($$"""{ "{{Former}}": { "trustedFiles": { "{{Path.GetFileName(dll)}}": "{{new string('0', 64)}}" } } }""");
        _workshop.Start().Find(Current).State.ShouldBe(PluginState.Untrusted);
    }

    [Fact]
    public void Record_OfTheCurrentId_WinsOverTheFormerOne()
    {
        Drop(Current);
        Remember($$"""{ "{{Former}}": { "isDisabled": true }, "{{Current}}": { "isDisabled": false } }""");
        _workshop.Start().Find(Current).State.ShouldBe(PluginState.Untrusted);
    }

    [Fact]
    public void ModelReference_OfAFormerId_IsInsideThePlugin()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_workshop.Root, "toybox", "weights", "clip")).FullName;
        var models = new PluginModels(FolderModels.Instance, () =>
            [new PluginInfo { Id = "rewardlab.toybox", Location = Path.Combine(_workshop.Root, "toybox"), State = PluginState.Active }]);
        models.Folders("rewardlab.world.toybox:weights/clip").ShouldBe([folder]);
        models.Folders("rewardlab.toybox:weights/clip").ShouldBe([folder]);
    }

    [Theory]
    [InlineData("00", null)]
    [InlineData("11", "plugin rewardlab.rewards.clip has changed")]
    public void RunDifferences_OfARunWithFormerIds_CompareThePluginsOfToday(string hash, string? difference)
    {
        var former = Record(Former, "00");
        RunDifferences.Between(former, Record(Current, hash)).ShouldBe(difference is null ? [] : [difference]);
        RunDifferences.Between(former, Record("other", "00")).ShouldBe(["plugin rewardlab.rewards.clip is not active"]);
    }

    private static RunRecord Record(string plugin, string hash) =>
        new() { Recipe = new RunRecipe { Name = "r" }, Plugins = [new RunPlugin { Id = plugin, Version = "1", Sha256 = hash }] };

    private void Remember(string json)
    {
        Directory.CreateDirectory(_workshop.Settings);
        File.WriteAllText(Path.Combine(_workshop.Settings, "plugins.json"), json);
    }

    private string Drop(string id, string component = "witness") => PluginCompiler.Compile(
        Path.Combine(_workshop.Folder(id), $"{component}.dll"),
        PluginSources.Attribute(id) + PluginSources.Ensemble(component));
}
