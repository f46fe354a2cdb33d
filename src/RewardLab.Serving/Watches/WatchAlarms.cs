using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Overoptimization;

namespace RewardLab.Serving.Watches;

/// <summary>Tests each reward that was asked against each held-out one after every window. The level is shared out among the pairs of a stream, so that a
/// window's chance of a false alarm stays below it however many there are (Bonferroni).</summary>
internal sealed class WatchAlarms
{
    private readonly Dictionary<(string Series, string Proxy, string HeldOut), List<(long Images, SampledScores Scores)>> _windows = [];

    /// <summary>Adds a window, of this start or a former one.</summary>
    /// <param name="series">Its stream.</param>
    /// <param name="images">Images of the stream that were scored up to its end.</param>
    /// <param name="window">The means.</param>
    public void Add(string series, long images, WindowPayload window)
    {
        foreach (var (proxy, heldOut) in Pairs(window))
        {
            var key = (series, proxy, heldOut);
            if (!_windows.TryGetValue(key, out var windows))
            {
                _windows.Add(key, windows = []);
            }

            windows.Add((images, new SampledScores(window.Proxy[proxy], window.HeldOut[heldOut])));
        }
    }

    /// <summary>The alarms that the latest window of a stream raises.</summary>
    public IEnumerable<EventRecord> Raised(string series, long images, WindowPayload window)
    {
        var options = new OveroptimizationOptions();
        (string Proxy, string HeldOut)[] pairs = [.. Pairs(window)];
        foreach (var (proxy, heldOut) in pairs)
        {
            var windows = _windows[(series, proxy, heldOut)];
            var result = SampledAlarm.Evaluate([.. windows.Select(entry => entry.Scores)], options with { HeldOutRewards = pairs.Length });
            if (result is not { IsRaised: true })
            {
                continue;
            }

            var rising = window.Proxy.Count == 1 ? "the reward" : proxy;
            var best = windows[result.BestEvaluation].Images;
            yield return new EventRecord(EventKinds.WatchAlarm)
            {
                Severity = EventSeverity.Warning,
                Series = series,
                Position = WatchedRun.At(images),
                Message = string.Create(
                    CultureInfo.InvariantCulture,
                    $"OVEROPTIMIZATION at image {images}: {rising} still rises while {heldOut} has fallen by {result.HeldOutDrop:g3} since image {best}."),
                Payload = new WatchAlarmPayload(
                    proxy, heldOut, result.ProxySlope, result.ProxyPValue, result.HeldOutSlope, result.HeldOutPValue, result.HeldOutDrop, result.DropPValue,
                    best),
            };
        }
    }

    // A reward that was asked cannot be held out from the training that asks it.
    private static IEnumerable<(string Proxy, string HeldOut)> Pairs(WindowPayload window) => window.Proxy.Keys.SelectMany(
        proxy => window.HeldOut.Keys.Where(heldOut => !window.Proxy.ContainsKey(heldOut)).Select(heldOut => (proxy, heldOut)));
}
