namespace RewardLab.Web.Tests;

/// <summary>A run with a narrow and a broad contact sheet, its report, and the program that serves it: made once, and only looked at.</summary>
public sealed class ContactSheetFixture : IDisposable
{
    private const string Recipe =
        """
        var pools = Lab.Generate(Lab.ImageModel("toybox", new { numInferenceSteps = 4 }), ["a cat", "a cat and two balls"], 8);
        var clip = Lab.Reward("toybox-clip").Named("clip");
        var truth = Lab.Reward("toybox-truth").Named("truth");
        Lab.Charts.BestOfN("narrow", pools, clip, truth, [1, 8]);
        Lab.Charts.BestOfN("broad", pools, clip, truth, [1, 2, 3, 4, 5, 6, 7, 8]);
        """;

    private readonly Workplace _workplace = new();
    private readonly ServedPages _served;

    public ContactSheetFixture()
    {
        _workplace.Write("sheets.csx", Recipe);
        var outcome = _workplace.Run("run", "sheets.csx", "--runs", "kept", "--seed", "1");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        Run = Directory.GetDirectories(_workplace["kept"]).ShouldHaveSingleItem();
        _workplace.Run("report", "last", "--runs", "kept", "--to", "report.html").ExitCode.ShouldBe(0);
        _served = new ServedPages(_workplace, "serve", "--runs", "kept");
    }

    /// <summary>The run's folder.</summary>
    public string Run { get; }

    /// <summary>The report that 'report' wrote.</summary>
    public string Report => _workplace["report.html"];

    /// <summary>The page of all runs.</summary>
    public string Link => _served.Links[0];

    public void Dispose()
    {
        _served.Dispose();
        _workplace.Dispose();
    }
}
