using System.Runtime.InteropServices;
using RewardLab.Abstractions;

namespace RewardLab.Runs.Store;

/// <summary>The machine a run was made on: what the same bytes can be expected of.</summary>
public sealed record MachineInfo
{
    /// <summary>Operating system and architecture, such as "Debian GNU/Linux 12 (bookworm), x64".</summary>
    public string System { get; init; } = "";

    /// <summary>The processor's own name.</summary>
    public string Cpu { get; init; } = "";

    /// <summary>Logical cores that the process may use.</summary>
    public int Cores { get; init; }

    /// <summary>Threads that torch computes with; null where torch was not started.</summary>
    public int? Threads { get; init; }

    /// <summary>The device that torch computes on, such as "cpu" or "cuda:0"; null where torch was not started.</summary>
    public string? Device { get; init; }

    /// <summary>Reads this machine's facts; torch's are handed in, since nothing here may touch torch.</summary>
    public static MachineInfo Detect(int? threads, string? device) => new()
    {
        System = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}",
        Cpu = CpuName(),
        Cores = Environment.ProcessorCount,
        Threads = threads,
        Device = device,
    };

    /// <summary>Processor, cores and system, in one line.</summary>
    public string Describe() => $"{Cpu}, {Cores} {(Cores == 1 ? "core" : "cores")}, {System}";

    private static string CpuName()
    {
        const string Linux = "/proc/cpuinfo";
        if (OperatingSystem.IsLinux() && File.Exists(Linux)
            && TextFile.ReadLines(Linux).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) is { } line)
        {
            return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        }

        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
    }
}
