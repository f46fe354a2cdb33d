namespace RewardLab.Tests.Journeys;

public sealed class ComponentTests : IDisposable
{
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public void Components_AreListedByKindAndShownWithTheirOptions()
    {
        var list = _workplace.Run("components", "list", "--kind", "ensemble");
        list.ExitCode.ShouldBe(0, list.Error);
        list.Output.ShouldContain("uncertainty");
        list.Output.ShouldContain("rewardlab.ensembles.statistics");
        list.Output.ShouldNotContain("toybox-clip");

        var show = _workplace.Run("components", "show", "uncertainty");
        show.ExitCode.ShouldBe(0, show.Error);
        foreach (var part in (string[])["ensemble uncertainty", "Plugin    rewardlab.ensembles.statistics", "lambda", "0.5", "number, 0 to 1000", "plain mean"])
        {
            show.Output.ShouldContain(part);
        }

        _workplace.Run("components", "show", "toybox-chooser").Output.ShouldStartWith("reward toybox-preference");
    }

    [Fact]
    public void Component_ThatDoesNotExist_IsAnErrorThatNamesTheNearest()
    {
        var unknown = _workplace.Run("components", "show", "best-of");
        unknown.ExitCode.ShouldBe(1);
        unknown.Error.ShouldContain("There is no component 'best-of'. Did you mean 'best-of-n'?");

        _workplace.Run("plugins", "disable", "rewardlab.prompts.rules").ExitCode.ShouldBe(0);
        _workplace.Run("components", "show", "counting").Error.ShouldContain("Plugin 'rewardlab.prompts.rules' exports it, but is disabled");
        _workplace.Run("components", "list", "--kind", "prompts").Output.ShouldContain("rewardlab.prompts.rules is disabled: its ");
    }
}
