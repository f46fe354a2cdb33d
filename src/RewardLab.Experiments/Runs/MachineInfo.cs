using System.Runtime.InteropServices;

namespace RewardLab.Experiments.Runs;

/// <summary>The machine a run was made on: what the same bytes can be expected of.</summary>
/// <param name="System">Operating system and kernel architecture, such as "Debian GNU/Linux 12 (bookworm), x64".</param>
/// <param name="Cpu">The processor's own name.</param>
/// <param name="Cores">Logical cores that the process may use.</param>
/// <param name="Threads">Threads that torch computes with; null where torch was not started.</param>
/// <param name="Device">The device that torch computes on, such as "cpu" or "cuda:0"; null where torch was not started.</param>
public sealed record MachineInfo(string System, string Cpu, int Cores, int? Threads, string? Device)
{
    /// <summary>Reads this machine's facts; torch's are handed in, since nothing here may touch torch.</summary>
    public static MachineInfo Detect(int? threads, string? device) => new(
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}",
        CpuName(),
        Environment.ProcessorCount,
        threads,
        device);

    private static string CpuName()
    {
        const string Linux = "/proc/cpuinfo";
        if (OperatingSystem.IsLinux() && File.Exists(Linux))
        {
            var line = File.ReadLines(Linux).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal));
            if (line is not null)
            {
                return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
            }
        }

        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
    }
}
