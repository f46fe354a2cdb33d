using RewardLab.Serving.Dialects;

namespace RewardLab.Serving.Rewards;

/// <summary>Learns of each request that was scored, just before it is answered. It must neither wait nor throw: the client waits for it.</summary>
public interface IScoreListener
{
    /// <summary>Learns of a request; one that was answered from memory is not told again.</summary>
    /// <param name="request">The request; the bytes of its images belong to it.</param>
    /// <param name="scores">For each entry, what each of its rewards says: [entries] of [rewards].</param>
    void OnScored(RewardRequest request, IReadOnlyList<IReadOnlyList<EntryScores>> scores);
}
