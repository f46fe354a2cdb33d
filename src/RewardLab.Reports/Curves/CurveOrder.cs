namespace RewardLab.Reports.Curves;

/// <summary>What one wants to see first of all that runs measure.</summary>
internal static class CurveOrder
{
    private const int MaxChiefPerFamily = 8;
    private const int ChiefWhereNoneIs = 4;
    private const string HeldOut = "heldOut/";

    private static readonly (string Prefix, string Title)[] Kinds =
    [
        ("finetune.evaluation", "Fine-tuning: held-out images"),
        ("finetune.epoch", "Fine-tuning: epochs"),
        ("training.loss", "Training"),
        ("preferences.", "Training on choices"),
        ("bestofn.", "Best of n"),
        ("calibration.", "Calibration"),
    ];

    private static readonly string[] Values = ["proxy", HeldOut, "kl", "reward", "truth", "fidelity", "score", "loss", "accuracy", "mean", "disagreement", "diversity"];
    private static readonly string[] Timings = ["Seconds", "PerSecond", "Bytes"];

    /// <summary>The place of a kind of events, the most telling first.</summary>
    public static int Rank(string kind) => Array.FindIndex(Kinds, known => kind.StartsWith(known.Prefix, StringComparison.Ordinal)) is >= 0 and var rank ? rank : Kinds.Length;

    /// <summary>Whether a value is one that is looked at first.</summary>
    public static bool IsChief(string value) => ValueRank(value) < Values.Length;

    /// <summary>Whether it measures the program rather than the model.</summary>
    public static bool IsTime(string value) => Timings.Any(end => value.EndsWith(end, StringComparison.OrdinalIgnoreCase));

    /// <summary>Charts by kind. Where no value is known, the first ones are as good as any.</summary>
    public static IReadOnlyList<CurveFamily> Families(IReadOnlyList<CurveChart> charts)
    {
        var isAnyChief = charts.Any(chart => IsChief(chart.Value));
        return [.. charts.GroupBy(chart => chart.Kind, StringComparer.Ordinal).OrderBy(family => Rank(family.Key)).Select((family, index) => Family(family.Key, [.. family], isAnyChief || index > 0 ? 0 : ChiefWhereNoneIs))];
    }

    private static CurveFamily Family(string kind, CurveChart[] charts, int chiefAtLeast)
    {
        CurveChart[] chief = [.. charts.Where(chart => IsChief(chart.Value)).OrderBy(chart => ValueRank(chart.Value)).Take(MaxChiefPerFamily)];
        chief = chief.Length > 0 ? chief : [.. charts.Where(chart => !IsTime(chart.Value)).Take(chiefAtLeast)];
        var title = Kinds.FirstOrDefault(known => known.Prefix == kind || (known.Prefix.EndsWith('.') && kind.StartsWith(known.Prefix, StringComparison.Ordinal))).Title ?? kind;
        return new CurveFamily(kind, title, chief, [.. charts.Except(chief)]);
    }

    private static int ValueRank(string value) =>
        Array.FindIndex(Values, known => known == value || (known == HeldOut && value.StartsWith(HeldOut, StringComparison.Ordinal))) is >= 0 and var rank ? rank : Values.Length;
}
