namespace RewardLab.Serving.Rewards;

/// <summary>What a service has done, and what waits.</summary>
public sealed record ServiceStatistics
{
    /// <summary>Whether rewards can be asked.</summary>
    public required ServiceState State { get; init; }

    /// <summary>Each reward, in the order in which they were named.</summary>
    public required IReadOnlyList<RewardStatistics> Rewards { get; init; }

    /// <summary>Requests by dialect and HTTP's status.</summary>
    public required IReadOnlyList<(string Dialect, int Status, long Count)> Requests { get; init; }

    /// <summary>Requests that wait or are scored.</summary>
    public required int Waiting { get; init; }

    /// <summary>Batches that were scored; fewer than requests where those were merged or remembered.</summary>
    public required long Batches { get; init; }

    /// <summary>Requests that were answered from memory.</summary>
    public required long Remembered { get; init; }

    /// <summary>Requests that nobody waited for any more.</summary>
    public required long Abandoned { get; init; }

    /// <summary>The latest failures, newest first: when, and what.</summary>
    public required IReadOnlyList<(DateTimeOffset Time, string Problem)> LatestProblems { get; init; }
}
