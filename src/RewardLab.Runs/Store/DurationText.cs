using System.Globalization;

namespace RewardLab.Runs.Store;

/// <summary>Durations at a glance.</summary>
public static class DurationText
{
    /// <summary>"7 s", "1:05", "2:03:04".</summary>
    public static string Format(TimeSpan duration)
    {
        var seconds = (long)Math.Round(duration.TotalSeconds);
        return seconds switch
        {
            < 60 => string.Create(CultureInfo.InvariantCulture, $"{seconds} s"),
            < 3600 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60}:{seconds % 60:D2}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600}:{seconds / 60 % 60:D2}:{seconds % 60:D2}"),
        };
    }
}
