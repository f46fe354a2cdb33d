using RewardLab.Abstractions;
using RewardLab.Runs.Images;

namespace RewardLab.Tests.Journeys;

/// <summary>A user who comes from version 0.1: the ids that plugins had then still work.</summary>
public sealed class FormerPluginIdTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Plugins_DisabledUnderTheirFormerIds_StayDisabledAndAreShownByThem()
    {
        _place.Write("home/plugins.json", """{ "rewardlab.world.toybox": { "isDisabled": true, "state": "disabled", "reason": "switched off" } }""");

        var shown = _place.Run("plugins", "show", "rewardlab.world.toybox");
        shown.ExitCode.ShouldBe(0, shown.Error);
        shown.Output.ShouldContain("rewardlab.toybox");
        shown.Output.ShouldContain("disabled");

        _place.Run("plugins", "enable", "rewardlab.world.toybox").Output.ShouldContain("rewardlab.toybox is enabled");
        _place.Run("plugins", "show", "rewardlab.world.toybox").Output.ShouldContain("active");
    }

    [Fact]
    public void ModelReferences_OfTheFormerVersion_AreOpenedFromOptionsAndPresets()
    {
        const string Model = "rewardlab.world.toybox:weights/clip";
        var recipe = _place.Write("old.csx", """
            var model = Lab.Param("model", "", "a model");
            var reward = Lab.Reward("clip", new { model });
            Lab.Log($"made {reward.Name}");
            """);
        _place.Write("old.yaml", $"model: {Model}\n");
        var run = _place.Run("run", recipe, "--preset", "old.yaml");
        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.ShouldContain("made clip");

        using (var file = File.Create(_place["a.png"]))
        {
            ImageFiles.WritePng(file, new ImageBatch(new byte[32 * 32 * 3], 1, 32, 32), 0);
        }

        var scored = _place.Run("score", "--reward", "clip", "--set", $"clip.model={Model}", "--images", "a.png", "--prompt", "a ball");
        scored.ExitCode.ShouldBe(0, scored.Error);
    }
}
