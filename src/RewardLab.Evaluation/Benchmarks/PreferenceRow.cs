using RewardLab.Evaluation.Preferences;

namespace RewardLab.Evaluation.Benchmarks;

/// <summary>A row that chooses between images.</summary>
internal static class PreferenceRow
{
    /// <summary>The choices of a row; null where it is not a row of choices.</summary>
    public static IReadOnlyList<PreferencePair>? TryRead(BenchmarkRow row) =>
        row.Has("ranking") ? Ranking(row)
        : row.Has("image_0_uid") ? PickAPic(row)
        : row.Has("preferred") ? [Preference(row)]
        : null;

    private static PreferencePair[] Ranking(BenchmarkRow row)
    {
        var (files, ranks) = (row.List("generations"), row.List("ranking"));
        if (files.Count < 2 || files.Count != ranks.Count || files.Contains(""))
        {
            throw row.Error("\"generations\" must be two or more images, and \"ranking\" a whole number for each; 1 is best");
        }

        return [.. PreferencePair.FromRanking(row.Required("prompt", "caption"), [.. files.Select((file, i) => (file, Rank(row, ranks[i])))])];
    }

    private static int Rank(BenchmarkRow row, string text)
    {
        var rank = row.ToNumber("ranking", text);
        return rank == Math.Floor(rank) && Math.Abs(rank) < int.MaxValue
            ? (int)rank
            : throw row.Error($"\"ranking\" contains {text}, but ranks must be whole numbers");
    }

    private static PreferencePair[] PickAPic(BenchmarkRow row)
    {
        // Rows that nobody judged say nothing.
        if (row.Text("has_label") is { } has && has.ToLowerInvariant() is "false" or "0")
        {
            return [];
        }

        var (first, second) = (Required(row, "label_0"), Required(row, "label_1"));
        if (first < 0 || second < 0 || Math.Abs(first + second - 1) > 1e-6)
        {
            throw row.Error($"\"label_0\" and \"label_1\" are {first} and {second}, but must be 1 and 0, 0 and 1, or .5 and .5");
        }

        return
        [
            new PreferencePair(
                row.Required("caption", "prompt"),
                row.Required("image_0_uid"),
                row.Required("image_1_uid"),
                first > second ? PreferenceOutcome.First : first < second ? PreferenceOutcome.Second : PreferenceOutcome.Tie),
        ];
    }

    private static PreferencePair Preference(BenchmarkRow row) => new(
        row.Required("prompt", "caption"),
        row.Required("first"),
        row.Required("second"),
        row.Required("preferred") switch
        {
            "first" => PreferenceOutcome.First,
            "second" => PreferenceOutcome.Second,
            "tie" => PreferenceOutcome.Tie,
            var other => throw row.Error($"\"preferred\" is \"{other}\", but must be \"first\", \"second\" or \"tie\""),
        });

    private static double Required(BenchmarkRow row, string column) => row.Number(column) ?? throw row.Error($"\"{column}\" is missing");
}
