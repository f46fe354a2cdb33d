namespace RewardLab.Algorithms.FineTuning.Events;

/// <summary>What several values of an option came to.</summary>
/// <param name="Criterion">What they were compared by.</param>
/// <param name="Values">The criterion's value, by the option's.</param>
/// <param name="Best">The best; null where none is delivered.</param>
internal sealed record SweepPayload(string Criterion, IReadOnlyDictionary<string, double> Values, double? Best)
{
    /// <summary>Whether an adapter was delivered.</summary>
    public bool IsDelivered => Best is not null;
}
