using System.Diagnostics;

namespace RewardLab.Architecture.Tests;

/// <summary>Which packages bring native libraries, for each system that a build can be for and each accelerator.</summary>
public sealed class NativeTests
{
    private const string Cases = """
        <Project DefaultTargets="All">
          <ItemGroup>
            <Case Include="linux-x64 cpu;linux-x64 cuda;win-x64 cpu;win-x64 cuda;osx-arm64 cpu" />
            <Case Include="osx-arm64 cuda" Condition="'$(Impossible)' == 'true'" />
          </ItemGroup>
          <Target Name="All" Outputs="%(Case.Identity)">
            <ItemGroup>
              <Package Remove="@(Package)" />
            </ItemGroup>
            <MSBuild Projects="$(Sources)/RewardLab.Torch/RewardLab.Torch.csproj;$(Sources)/RewardLab/RewardLab.csproj" Targets="CollectPackageReferences"
                     Properties="RuntimeIdentifier=$([System.String]::Copy('%(Case.Identity)').Split(' ')[0]);Accelerator=$([System.String]::Copy('%(Case.Identity)').Split(' ')[1])">
              <Output TaskParameter="TargetOutputs" ItemName="Package" />
            </MSBuild>
            <Message Importance="high" Text="%(Case.Identity): @(Package)" />
          </Target>
        </Project>
        """;

    private static readonly string[] Families = ["libtorch", "TorchSharp-", "Microsoft.ML.OnnxRuntime"];

    [Fact]
    public async Task Natives_OfABuild_AreThoseOfItsTarget()
    {
        var (exitCode, lines) = await Evaluate();

        exitCode.ShouldBe(0, string.Join('\n', lines));
        lines.Where(line => line.Contains(": ", StringComparison.Ordinal)).Select(Shorten).ShouldBe(
        [
            "linux-x64 cpu: libtorch-cpu-linux-x64 Microsoft.ML.OnnxRuntime",
            "linux-x64 cuda: TorchSharp-cuda-linux Microsoft.ML.OnnxRuntime.Gpu",
            "win-x64 cpu: libtorch-cpu-win-x64 Microsoft.ML.OnnxRuntime",
            "win-x64 cuda: TorchSharp-cuda-windows Microsoft.ML.OnnxRuntime.Gpu",
            "osx-arm64 cpu: libtorch-cpu-osx-arm64 Microsoft.ML.OnnxRuntime",
        ]);
    }

    [Fact]
    public async Task Natives_OfCudaOnMacOs_AreRefused()
    {
        var (exitCode, lines) = await Evaluate("-p:Impossible=true");

        exitCode.ShouldNotBe(0);
        string.Join('\n', lines).ShouldContain("There is no CUDA for macOS; leave out -p:Accelerator=cuda.");
    }

    private static string Shorten(string line)
    {
        var parts = line.Trim().Split(": ", 2);
        return $"{parts[0]}: {string.Join(' ', parts[1].Split(';').Where(name => Families.Any(name.StartsWith)))}";
    }

    private static async Task<(int ExitCode, string[] Lines)> Evaluate(params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        var project = Path.Combine(folder.Path, "cases.proj");
        await File.WriteAllTextAsync(project, Cases, TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo(
            "dotnet", ["msbuild", project, "-nologo", "-verbosity:minimal", $"-p:Sources={Path.Combine(Repository.Root, "src")}", .. arguments])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder.Path,
            UseShellExecute = false,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
