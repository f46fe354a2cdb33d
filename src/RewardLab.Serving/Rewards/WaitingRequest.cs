using RewardLab.Serving.Dialects;

namespace RewardLab.Serving.Rewards;

/// <summary>A request that waits for its scores.</summary>
internal sealed class WaitingRequest
{
    private readonly TaskCompletionSource<IReadOnlyList<IReadOnlyList<EntryScores>>> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Its entries, decoded.</summary>
    public required IReadOnlyList<DecodedEntry> Entries { get; init; }

    /// <summary>Whether all images meet all prompts.</summary>
    public required bool IsMatrix { get; init; }

    /// <summary>Whether the answer shows how scores came about.</summary>
    public required bool WantsDetails { get; init; }

    /// <summary>What tells it from others whose scores would differ.</summary>
    public required string Key { get; init; }

    /// <summary>Cancelled when nobody waits for it any more.</summary>
    public required CancellationToken Abandoned { get; init; }

    /// <summary>Pixels of its images.</summary>
    public long Pixels => Entries.Sum(entry => entry.Image is { } image ? (long)image.Width * image.Height : 0);

    /// <summary>Pairs of an image and a prompt that are scored.</summary>
    public int PairCount => Entries.Sum(entry => entry.Image is null ? 0 : entry.Prompts.Count);

    /// <summary>Its scores, [entries] of [rewards].</summary>
    public Task<IReadOnlyList<IReadOnlyList<EntryScores>>> Scores => _completion.Task;

    public void Complete(IReadOnlyList<IReadOnlyList<EntryScores>> scores) => _completion.TrySetResult(scores);

    public void Fail(Exception exception) => _completion.TrySetException(exception);

    public void Cancel() => _completion.TrySetCanceled();
}
