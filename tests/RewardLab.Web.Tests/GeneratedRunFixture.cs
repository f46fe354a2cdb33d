namespace RewardLab.Web.Tests;

/// <summary>A run that generated and scored images of two prompts: made once, and copied to where it is labelled.</summary>
public sealed class GeneratedRunFixture : IDisposable
{
    private const string Recipe =
        """
        var pools = Lab.Generate(Lab.ImageModel("toybox", new { numInferenceSteps = 4 }), new[] { "two cats", "three apples" }, 12);
        var clip = Lab.Reward("toybox-clip").Named("clip");
        Lab.Evaluate.Benchmark(pools, [clip, Lab.TextNorm(clip, "rules", 0.3).Named("TextNorm(clip)")], Lab.Reward("toybox-truth").Named("truth"));
        """;

    private readonly Workplace _workplace = new();

    public GeneratedRunFixture()
    {
        _workplace.Write("generate.csx", Recipe);
        var run = _workplace.Run("run", "generate.csx", "--runs", "kept");
        run.ExitCode.ShouldBe(0, run.Error);
    }

    public void Dispose() => _workplace.Dispose();

    /// <summary>Copies it to a folder of runs.</summary>
    internal void CopyTo(Workplace workplace, string runs) => FormerRuns.Copy(_workplace["kept"], workplace[runs]);
}
