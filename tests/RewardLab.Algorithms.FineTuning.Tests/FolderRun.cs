using System.Collections.Concurrent;
using System.Globalization;
using RewardLab.Abstractions;

namespace RewardLab.Algorithms.FineTuning.Tests;

/// <summary>A run in a temporary folder whose events are a list; the same folder and list again resume it.</summary>
internal sealed class FolderRun(string folder, List<string>? events = null) : IRun
{
    public List<string> Events { get; } = events ?? [];

    public ConcurrentQueue<string> Lines { get; } = [];

    public Action<string> OnProgress { get; init; } = static _ => { };

    public Action<string> OnEmit { get; init; } = static _ => { };

    public ulong Seed => 3;

    public string Folder { get; } = Directory.CreateDirectory(folder).FullName;

    public bool AllowsOtherSettings { get; init; }

    public long EventCount => Events.Count;

    public void SkipEventsTo(long count) => Events.RemoveRange((int)Math.Min(count, Events.Count), Math.Max(0, Events.Count - (int)count));

    public void Emit(string kind, IReadOnlyDictionary<string, object?> data)
    {
        OnEmit(kind);
        Events.Add(kind + " " + string.Join(" ", data.Where(entry => !entry.Key.EndsWith("Seconds", StringComparison.Ordinal) && !entry.Key.EndsWith("PerSecond", StringComparison.Ordinal))
            .Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Key}={entry.Value}"))));
    }

    public void ReportProgress(string stage, long done, long total) => OnProgress(stage);

    public void Log(string message) => Lines.Enqueue(message);

    public Stream CreateFile(string relativePath)
    {
        var path = Path.Combine(Folder, relativePath);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return File.Create(path);
    }

    public Stream? OpenFile(string relativePath) =>
        File.Exists(Path.Combine(Folder, relativePath)) ? File.OpenRead(Path.Combine(Folder, relativePath)) : null;

    /// <summary>A number of an event's line, by name.</summary>
    public static double Number(string line, string name) =>
        double.Parse(line.Split(' ').Single(part => part.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..], CultureInfo.InvariantCulture);
}
