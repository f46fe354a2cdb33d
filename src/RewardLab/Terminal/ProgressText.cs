using System.Globalization;
using RewardLab.Runs.Store;

namespace RewardLab.Terminal;

/// <summary>Progress in words and in a bar, in ASCII: the plainest terminal shows it.</summary>
internal static class ProgressText
{
    private const int WidestBar = 32;
    private const int NarrowestBar = 8;

    /// <summary>One line that fits a terminal: name, bar, count, time left.</summary>
    /// <param name="progress">The stage.</param>
    /// <param name="width">Columns of the terminal; the last one stays free, since some terminals wrap there.</param>
    public static string Bar(StageProgress progress, int width)
    {
        var counts = $" {Counts(progress)}{Left(progress)}";
        var space = width - 1 - progress.Stage.Length - counts.Length - " []".Length;
        var line = space < NarrowestBar
            ? progress.Stage + counts
            : $"{progress.Stage} {Cells(progress, Math.Min(space, WidestBar))}{counts}";
        return line.Length < width ? line : line[..Math.Max(0, width - 1)];
    }

    /// <summary>One line for a log.</summary>
    public static string Line(StageProgress progress) => $"{progress.Stage}: {Counts(progress)}{Left(progress)}";

    /// <summary>One line for a stage that is done.</summary>
    public static string Finished(StageProgress progress) => $"{progress.Stage}: {Number(progress.Total)} in {DurationText.Format(progress.Elapsed)}";

    private static string Cells(StageProgress progress, int width)
    {
        var full = (int)(width * progress.Done / progress.Total);
        return $"[{new string('#', full)}{new string('.', width - full)}]";
    }

    private static string Counts(StageProgress progress) =>
        $"{Number(progress.Done)}/{Number(progress.Total)} {100 * progress.Done / progress.Total,3}%";

    private static string Left(StageProgress progress) => progress.TimeLeft is { } left && !progress.IsIdle ? $" {DurationText.Format(left)} left" : "";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
