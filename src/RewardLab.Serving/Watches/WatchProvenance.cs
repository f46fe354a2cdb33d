using RewardLab.Abstractions;
using RewardLab.Runs.Files;
using RewardLab.Runs.Store;

namespace RewardLab.Serving.Watches;

/// <summary>Keeps with the run of a watch where results come from. Served rewards use it while a trainer waits, so that what cannot be kept is left
/// out.</summary>
/// <param name="run">The run.</param>
internal sealed class WatchProvenance(Run run) : IProvenanceRecord
{
    private volatile bool _isEnded;

    /// <inheritdoc />
    public void Keep(string source, IReadOnlyDictionary<string, string> facts, IReadOnlyDictionary<string, double> amounts)
    {
        if (_isEnded)
        {
            return;
        }

        try
        {
            run.Keep(source, facts, amounts);
        }
        catch (Exception exception) when (exception is RewardLabException || FileFailure.Is(exception))
        {
            // An answer does not fail by the watch.
        }
    }

    /// <summary>Keeps nothing more: rewards may be served after watching has ended.</summary>
    public void End() => _isEnded = true;
}
