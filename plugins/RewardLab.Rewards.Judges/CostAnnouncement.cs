using RewardLab.Rewards.Judges.Calls;

namespace RewardLab.Rewards.Judges;

/// <summary>Says what questions will take before the first is asked; again only when a later call asks more of them than any before.</summary>
/// <param name="judge">Whom they are asked.</param>
/// <param name="log">Told the line.</param>
internal sealed class CostAnnouncement(JudgeSettings judge, Action<string> log)
{
    private long _max;

    /// <summary>Tells it.</summary>
    /// <param name="questions">Different questions.</param>
    /// <param name="cached">Those that the cache answers.</param>
    /// <param name="ahead">What the others take, by an estimate.</param>
    /// <param name="assumed">Questions of checklists that are still to be written, which are counted as if each had a usual number of them.</param>
    public void Tell(long questions, long cached, JudgeSpending ahead, long assumed = 0)
    {
        if (ahead.Calls <= _max)
        {
            return;
        }

        _max = ahead.Calls;
        log($"Reward 'vlm': {questions} questions to model '{judge.Options.Model}' at {judge.Address.Name}, {cached} of them answered by the cache; the rest "
            + $"takes about {ahead.Describe(judge.Limits)}"
            + (assumed > 0 ? $", where {assumed} questions of checklists that are still to be written are assumed." : "."));
    }
}
