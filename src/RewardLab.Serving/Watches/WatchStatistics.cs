namespace RewardLab.Serving.Watches;

/// <summary>What a watch has sampled since it began, and what it left out.</summary>
public sealed record WatchStatistics
{
    /// <summary>Whether images are sampled.</summary>
    public required WatchState State { get; init; }

    /// <summary>Why it ended before the service did; null where it has not.</summary>
    public required string? Problem { get; init; }

    /// <summary>The id of the run.</summary>
    public required string Run { get; init; }

    /// <summary>The held-out rewards.</summary>
    public required IReadOnlyList<string> HeldOut { get; init; }

    /// <summary>Images and their prompts that were scored since this start, from which the samples were taken.</summary>
    public required long Seen { get; init; }

    /// <summary>Windows in the run, those of earlier starts included.</summary>
    public required int Windows { get; init; }

    /// <summary>Images that the run keeps, those of earlier starts included.</summary>
    public required int Kept { get; init; }

    /// <summary>Images that it may keep.</summary>
    public required int MaxImages { get; init; }

    /// <summary>Bytes of the run.</summary>
    public required long Bytes { get; init; }

    /// <summary>Bytes that it may have.</summary>
    public required long MaxBytes { get; init; }

    /// <summary>Images that were left out since this start, by reason; of a window that was left out all that were sampled.</summary>
    public required IReadOnlyList<(LeftOut Reason, long Images)> LeftOut { get; init; }

    /// <summary>Sampled images that a held-out reward could not score.</summary>
    public required IReadOnlyList<(string Reward, long Images)> Failures { get; init; }

    /// <summary>Windows that raised the alarm, those of earlier starts included.</summary>
    public required int Alarms { get; init; }

    /// <summary>The latest alarm; null for none.</summary>
    public required string? LatestAlarm { get; init; }
}
