namespace RewardLab.Tests.Journeys;

public sealed class DoctorTests : IDisposable
{
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public void Doctor_OnThisMachine_ProvesWhatWorks()
    {
        var outcome = _workplace.Run("doctor");
        outcome.ExitCode.ShouldBe(0, outcome.Output + outcome.Error);
        foreach (var part in (string[])
            ["OS", ".NET", "libtorch", "Threads", "Device cpu", "matrix product is right", "ONNX Runtime", "CPU", "rewardlab.prompts.rules", _workplace["cache"], _workplace["runs"], "free on", "usable"])
        {
            outcome.Output.ShouldContain(part);
        }

        Directory.Exists(_workplace["runs"]).ShouldBeFalse("looking makes no folders");
    }

    [Fact]
    public void Doctor_WithProblems_SaysWhatToDoAndFails()
    {
        _workplace.Write("file", "");
        var outcome = _workplace.Run("doctor", "--libtorch", _workplace["nowhere"], "--runs", _workplace["file/runs"]);
        outcome.ExitCode.ShouldBe(1);
        outcome.Output.ShouldContain("2 problems");
        outcome.Output.ShouldContain(_workplace["nowhere"]);
        outcome.Output.ShouldContain("--runs");
        outcome.Output.ShouldContain("ONNX Runtime", customMessage: "one problem does not hide the rest");
    }

    [Fact]
    public void Doctor_WithAStrangersDll_NamesItAndStaysUsable()
    {
        Directory.CreateDirectory(_workplace["plugins"]);
        File.Copy(Workplace.Program, _workplace["plugins/Stranger.dll"]);
        var outcome = _workplace.Run("doctor");
        outcome.ExitCode.ShouldBe(0, outcome.Output);
        outcome.Output.ShouldContain("Stranger");
    }
}
