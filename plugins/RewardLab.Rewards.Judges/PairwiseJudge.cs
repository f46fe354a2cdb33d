using RewardLab.Abstractions;
using RewardLab.Rewards.Judges.Answers;
using RewardLab.Rewards.Judges.Calls;
using RewardLab.Rewards.Judges.Questions;

namespace RewardLab.Rewards.Judges;

/// <summary>Asks which of two images is better, in both orders.</summary>
/// <param name="judge">What is asked, of whom.</param>
/// <param name="answers">Asks.</param>
/// <param name="codec">Encodes images.</param>
internal sealed class PairwiseJudge(JudgeSettings judge, JudgeAnswerSource answers, IImageCodec codec)
{
    /// <summary>Compares pairs.</summary>
    /// <exception cref="RewardLabException">One cannot be compared; says which.</exception>
    public async Task<IReadOnlyList<PairwiseComparison>> CompareAsync(
        IReadOnlyList<ImagePair> pairs, PairwiseQuestion question, CancellationToken cancellationToken)
    {
        var template = question == PairwiseQuestion.Alignment ? judge.Templates.PairAlignment : judge.Templates.PairQuality;
        var asked = pairs.Select((pair, i) =>
        {
            var text = QuestionTemplates.WithPrompt(template, pair.Prompt);
            var (first, second) = (new JudgeImage(pair.First, 0, codec), new JudgeImage(pair.Second, 0, codec));
            var place = $"pair {i + 1} of {pairs.Count}, \"{OneLine.Short(pair.Prompt)}\"";
            return (Forward: Requests(text, place, first, second), Backward: Requests(text, place, second, first));
        }).ToArray();
        var given = await answers.GetAsync([.. asked.SelectMany(pair => pair.Forward.Concat(pair.Backward))], cancellationToken).ConfigureAwait(false);
        return
        [
            .. asked.Select(pair => new PairwiseComparison(FirstShown(pair.Forward, given), 1 - FirstShown(pair.Backward, given))),
        ];
    }

    private JudgeRequest[] Requests(string text, string place, JudgeImage first, JudgeImage second) => Array.ConvertAll(
        judge.Questions("pair", text, [first, second]),
        question => new JudgeRequest(question, place, answer => judge.Check(judge.Templates.FirstSecond, answer)));

    // The probability that the image that is shown first is the better one.
    private double FirstShown(JudgeRequest[] requests, IReadOnlyDictionary<string, JudgeAnswer> given) =>
        judge.Probability(judge.Templates.FirstSecond, requests, given);
}
