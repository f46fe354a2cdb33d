using System.Globalization;

namespace RewardLab.Runs.Store;

/// <summary>Points in time for people: in their own time, with its zone, since logs and colleagues may be in another. Files hold UTC.</summary>
public static class LocalTimeText
{
    /// <summary>"2026-11-30 03:43 +01:00".</summary>
    public static string Format(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture);

    /// <summary>"2026-11-30 03:43", for where the zone stands elsewhere.</summary>
    public static string FormatWithoutZone(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>The zone: "+01:00".</summary>
    public static string Zone(DateTimeOffset time) => time.ToLocalTime().ToString("zzz", CultureInfo.InvariantCulture);

    /// <summary>"2026-11-30 03:43:03 +01:00".</summary>
    public static string FormatExactly(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);
}
