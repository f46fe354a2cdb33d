using System.Globalization;

namespace RewardLab.Editor.Inspector;

/// <summary>What every run is asked besides its own values: the seed and the threads.</summary>
internal sealed class RunFields
{
    private const int MaxThreads = 1024;

    /// <summary>Root seed of the next run.</summary>
    public Field Seed { get; } = Whole(
        "seed",
        "0",
        "root seed: the same seed on the same machine gives the same bytes",
        "whole number, at least 0",
        text => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _),
        0,
        null);

    /// <summary>Threads that torch computes with in the next run.</summary>
    public Field Threads { get; } = Whole(
        "threads",
        "",
        "number of threads for torch; empty for the number of physical cores",
        $"whole number, 1 to {MaxThreads}",
        text => text.Length == 0 || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is >= 1 and <= MaxThreads),
        1,
        MaxThreads);

    /// <summary>All fields, in the order in which the Inspector shows them.</summary>
    public IReadOnlyList<Field> All => [Seed, Threads];

    /// <summary>What the command line says of them.</summary>
    public IEnumerable<string> Arguments => ["--seed", Seed.Text, .. Threads.Text.Length == 0 ? Array.Empty<string>() : ["--threads", Threads.Text]];

    /// <summary>A field of a whole number.</summary>
    public static Field Whole(string name, string value, string description, string range, Func<string, bool> isAllowed, double minimum, double? maximum) =>
        new()
        {
            Name = name,
            Kind = FieldKind.Number,
            Default = value,
            Text = value,
            Description = description,
            Range = range,
            Minimum = minimum,
            Maximum = maximum,
            IsWhole = true,
            Check = text => isAllowed(text) ? null : $"must be a {range}",
        };
}
