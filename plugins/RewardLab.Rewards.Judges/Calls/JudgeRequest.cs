using RewardLab.Rewards.Judges.Answers;
using RewardLab.Rewards.Judges.Questions;

namespace RewardLab.Rewards.Judges.Calls;

/// <summary>A question, and what its answer must be to be kept.</summary>
/// <param name="Question">What is asked.</param>
/// <param name="Place">What it is about, for messages, such as "image 3 of 12, \"two cats\"".</param>
/// <param name="Check">Throws a ServiceFailure where the answer cannot be read.</param>
internal sealed record JudgeRequest(JudgeQuestion Question, string Place, Action<JudgeAnswer> Check)
{
    /// <summary>Index of the image that is scored, in its batch; null where none is.</summary>
    public int? Image { get; init; }
}
