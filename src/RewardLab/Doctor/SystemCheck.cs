using System.Runtime.InteropServices;
using RewardLab.Runs.Store;
using RewardLab.Terminal;

namespace RewardLab.Doctor;

/// <summary>Operating system, processor and .NET.</summary>
internal sealed class SystemCheck : ICheck
{
    public string Title => "System";

    public IEnumerable<CheckLine> Examine()
    {
        var machine = MachineInfo.Detect(threads: null, device: null);
        yield return new CheckLine("OS", machine.System);
        yield return new CheckLine("Processor", $"{machine.Cpu}, {machine.Cores} {(machine.Cores == 1 ? "core" : "cores")} for this process");
        yield return new CheckLine(".NET", $"{Environment.Version}, {RuntimeInformation.RuntimeIdentifier}");
        yield return new CheckLine("RewardLab", $"{ProgramVersion.Text}, in {AppContext.BaseDirectory}");
    }
}
