using RewardLab.Abstractions;
using RewardLab.Runs.Monitoring;

namespace RewardLab.Reports.Curves;

/// <summary>Which charts stand first: by the kind of their events, then by the role of their metric.</summary>
internal static class CurveOrder
{
    private const int MaxChiefPerFamily = 8;
    private const int ChiefWhereNoneIs = 4;

    private static readonly (string Kind, string Title)[] Kinds =
    [
        (EventKinds.FineTuningEvaluation, "Fine-tuning: held-out evaluation"),
        (EventKinds.FineTuningEpoch, "Fine-tuning: epochs"),
        (EventKinds.WatchWindow, "Watched training: sampled images"),
        (EventKinds.TrainingLoss, "Training"),
        (EventKinds.PreferencesMeasured, "Training on preferences"),
        (EventKinds.PreferencesGain, "Training on preferences"),
        (EventKinds.PreferencesSplit, "Training on preferences"),
        (EventKinds.BestOfNPoint, "Best of n"),
        (EventKinds.BestOfNCurve, "Best of n"),
        (EventKinds.BestOfNPrompt, "Best of n"),
        (EventKinds.CalibrationProtocol, "Calibration"),
    ];

    /// <summary>The place of a kind of events, the most telling first.</summary>
    public static int Rank(string kind) => Array.FindIndex(Kinds, known => known.Kind == kind) is >= 0 and var rank ? rank : Kinds.Length;

    /// <summary>Whether a curve is one that is looked at first.</summary>
    public static bool IsChief(CurveKey key) => key.IsPrimary || key.Role is MetricRole.Proxy or MetricRole.HeldOut;

    /// <summary>Charts by kind. Where no chart is primary, the first ones are as good as any.</summary>
    public static IReadOnlyList<CurveFamily> Families(IReadOnlyList<CurveChart> charts)
    {
        var isAnyChief = charts.Any(chart => chart.IsPrimary);
        return
        [
            .. charts.GroupBy(chart => chart.Kind, StringComparer.Ordinal).OrderBy(family => Rank(family.Key))
                .Select((family, index) => Family(family.Key, [.. family], isAnyChief || index > 0 ? 0 : ChiefWhereNoneIs)),
        ];
    }

    private static CurveFamily Family(string kind, CurveChart[] charts, int minChief)
    {
        CurveChart[] chief = [.. charts.Where(chart => chart.IsPrimary).OrderBy(chart => RoleRank(chart.Role)).Take(MaxChiefPerFamily)];
        chief = chief.Length > 0 ? chief : [.. charts.Where(chart => chart.Role != MetricRole.Timing).Take(minChief)];
        return new CurveFamily(kind, Kinds.FirstOrDefault(known => known.Kind == kind).Title ?? kind, chief, [.. charts.Except(chief)]);
    }

    private static int RoleRank(MetricRole role) => role switch
    {
        MetricRole.Proxy => 0,
        MetricRole.HeldOut => 1,
        MetricRole.Statistic => 2,
        _ => 3,
    };
}
