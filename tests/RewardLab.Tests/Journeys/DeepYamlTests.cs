namespace RewardLab.Tests.Journeys;

/// <summary>YAML that nests without end is one line of an error, in whatever file it is: never the end of the process by a stack overflow.</summary>
public sealed class DeepYamlTests : IDisposable
{
    private static readonly string Deep = $"model: {new string('[', 200_000)}";
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public void Experiment_ThatNestsWithoutEnd_IsRefused()
    {
        _workplace.Write("deep.yaml", Deep);

        var outcome = _workplace.Run("run", "deep.yaml");

        outcome.ExitCode.ShouldBe(1, outcome.Error);
        outcome.ErrorLine.ShouldMatch(@"deep\.yaml\(1,\d+\).*nested more than 64 levels deep");
    }

    [Fact]
    public void Preset_ThatNestsWithoutEnd_IsRefused()
    {
        _workplace.Write("deep.yaml", Deep);

        var outcome = _workplace.Run("run", Path.Combine(Workplace.Repository, "recipes", "01-quickstart.csx"), "--preset", "deep.yaml");

        outcome.ExitCode.ShouldNotBe(0);
        outcome.ErrorLine.ShouldMatch(@"deep\.yaml\(1,\d+\).*nested more than 64 levels deep");
    }

    [Fact]
    public void RunRecord_ThatNestsWithoutEnd_DoesNotEndTheList()
    {
        _workplace.Write("runs/20260101-000000-deep/run.yaml", Deep);

        var outcome = _workplace.Run("runs", "list");

        outcome.ExitCode.ShouldBeOneOf(0, 1);
        (outcome.Output + outcome.Error).ShouldContain("nested more than 64 levels deep");
    }
}
