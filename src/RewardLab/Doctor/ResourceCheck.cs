using System.Globalization;
using RewardLab.Torch.Memory;

namespace RewardLab.Doctor;

/// <summary>Free disk and memory.</summary>
internal sealed class ResourceCheck(string cacheFolder, string runsFolder) : ICheck
{
    private const long MinDisk = 1L << 30;
    private const long MinMemory = 3L << 29;

    public string Title => "Resources";

    public IEnumerable<CheckLine> Examine()
    {
        foreach (var drive in new[] { runsFolder, cacheFolder }.Select(DriveOf).DistinctBy(drive => drive.Name))
        {
            yield return drive.AvailableFreeSpace >= MinDisk
                ? new CheckLine("Disk", $"{Size(drive.AvailableFreeSpace)} free on {drive.Name}")
                : new CheckLine(
                    "Disk",
                    $"only {Size(drive.AvailableFreeSpace)} free on {drive.Name}",
                    CheckStatus.Warning,
                    "free some: a run with many images takes up to 1 GB");
        }

        var memory = HostMemory.FreeBytes;
        yield return memory >= MinMemory
            ? new CheckLine("Memory", $"{Size(memory)} available")
            : new CheckLine("Memory", $"only {Size(memory)} available", CheckStatus.Warning, "close other programs: the quickstart takes up to 1.5 GB");
    }

    // The drive with the longest root above the folder: mounts nest.
    private static DriveInfo DriveOf(string folder) =>
        DriveInfo.GetDrives()
            .Where(drive => drive.IsReady && Path.GetFullPath(folder).StartsWith(drive.Name, StringComparison.Ordinal))
            .MaxBy(drive => drive.Name.Length)
        ?? new DriveInfo(Path.GetPathRoot(Path.GetFullPath(folder))!);

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 30):F1} GB");
}
