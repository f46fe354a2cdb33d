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
            [
                "OS",
                ".NET",
                "libtorch",
                "Threads",
                "Device cpu",
                "matrix product is correct",
                "ONNX Runtime",
                "CPU",
                "rewardlab.prompts.rules",
                _workplace["cache"],
                _workplace["runs"],
                "free on",
                "Image models",
                "sdxl-base",
                "RewardLab works on this machine",
            ])
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
    public void Libtorch_OfTheSameVersionElsewhere_IsTheOnlyOneInTheProcess()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        var own = Path.Combine(Path.GetDirectoryName(Workplace.Program)!, "runtimes", "linux-x64", "native");
        Assert.SkipUnless(File.Exists(Path.Combine(own, "libtorch_cpu.so")), "needs the CPU package of this platform");
        var elsewhere = Directory.CreateDirectory(_workplace["torch/lib"]).FullName;

        // Real copies: the loader takes links for the same library.
        foreach (var file in Directory.EnumerateFiles(own, "lib*")
            .Where(f => Path.GetFileName(f) is "libtorch.so" or "libtorch_cpu.so" or "libc10.so" || f.Contains("libgomp", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(elsewhere, Path.GetFileName(file)));
        }

        _workplace.Write(
            "maps.csx",
            "foreach (var line in File.ReadLines(\"/proc/self/maps\").Where(l => l.Contains(\"torch_cpu.so\")).Select(l "
            + "=> l[l.IndexOf('/')..]).Distinct()) Lab.Log(line);\n");
        var outcome = _workplace.Run("run", "maps.csx", "--libtorch", _workplace["torch/lib"]);
        outcome.ExitCode.ShouldBe(0, outcome.Output + outcome.Error);
        var mapped = outcome.Error.Split('\n').Where(line => line.EndsWith("torch_cpu.so", StringComparison.Ordinal)).ToArray();
        mapped.ShouldContain(Path.Combine(elsewhere, "libtorch_cpu.so"));
        mapped.ShouldNotContain(Path.Combine(own, "libtorch_cpu.so"));

        var doctor = _workplace.Run("doctor", "--libtorch", _workplace["torch"]);
        doctor.ExitCode.ShouldBe(0, doctor.Output + doctor.Error);
        doctor.Output.ShouldContain("matrix product is correct");
    }

    [Fact]
    public void Libtorch_OfAnotherVersion_IsRefusedByItsNumber()
    {
        _workplace.Write("torch/version.py", "__version__ = '1.13.0'\n");
        _workplace.Write(
            $"torch/lib/{(OperatingSystem.IsWindows() ? "torch_cpu.dll" : OperatingSystem.IsMacOS() ? "libtorch_cpu.dylib" : "libtorch_cpu.so")}", "");
        var outcome = _workplace.Run("doctor", "--libtorch", _workplace["torch/lib"]);
        outcome.ExitCode.ShouldBe(1);
        outcome.Output.ShouldContain("holds libtorch 1.13.0, RewardLab needs 2.10");
    }

    [Fact]
    public void Doctor_ThirdPartyDll_NamesItAndSucceeds()
    {
        Directory.CreateDirectory(_workplace["plugins"]);
        File.Copy(Workplace.Program, _workplace["plugins/Stranger.dll"]);
        var outcome = _workplace.Run("doctor");
        outcome.ExitCode.ShouldBe(0, outcome.Output);
        outcome.Output.ShouldContain("Stranger");
    }
}
