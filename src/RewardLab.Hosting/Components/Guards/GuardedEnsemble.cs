using RewardLab.Abstractions;

namespace RewardLab.Hosting.Components.Guards;

/// <summary>A plugin's ensemble whose answers are checked: a finite value for each column.</summary>
internal class GuardedEnsemble(IEnsemble inner, ComponentGuard guard) : IEnsemble, IDisposable
{
    /// <summary>What the plugin made.</summary>
    public IEnsemble Inner => inner;

    public string Name => guard.Call(nameof(Name), () => guard.Something(inner.Name, nameof(Name)));

    /// <summary>The guard of an ensemble; one that combines log-odds stays one.</summary>
    public static GuardedEnsemble Create(IEnsemble inner, ComponentGuard guard) =>
        inner is ILogOddsEnsemble byLogOdds ? new OfLogOdds(byLogOdds, guard) : new GuardedEnsemble(inner, guard);

    public double[] Combine(IReadOnlyList<double[]> rows)
    {
        RefuseUnusable(rows);
        return guard.Finite(guard.Call(nameof(Combine), () => inner.Combine(Copy(rows))), nameof(Combine), rows[0].Length);
    }

    public void Dispose() => guard.Dispose(inner);

    private static void RefuseUnusable(IReadOnlyList<double[]> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0 || rows.Any(row => row.Length != rows[0].Length))
        {
            throw new ArgumentException("An ensemble combines rows of one length, at least one.", nameof(rows));
        }
    }

    // A plugin that sorts rows in place must not change what others read.
    private static double[][] Copy(IReadOnlyList<double[]> rows) => [.. rows.Select(row => row.AsSpan().ToArray())];

    private sealed class OfLogOdds(ILogOddsEnsemble inner, ComponentGuard guard) : GuardedEnsemble(inner, guard), ILogOddsEnsemble
    {
        private readonly ComponentGuard _guard = guard;

        public ImageScores CombineLogOdds(IReadOnlyList<double[]> rows)
        {
            RefuseUnusable(rows);
            var scores = _guard.Something(_guard.Call(nameof(CombineLogOdds), () => inner.CombineLogOdds(Copy(rows))), nameof(CombineLogOdds));
            _guard.Finite(scores.Values, nameof(CombineLogOdds), rows[0].Length);
            return scores.OrderKeys is { } keys && keys.Length == rows[0].Length && !Array.Exists(keys, double.IsNaN)
                ? scores
                : throw _guard.Broken($"returned unusable keys from {nameof(CombineLogOdds)}");
        }
    }
}
