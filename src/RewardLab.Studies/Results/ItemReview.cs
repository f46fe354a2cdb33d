using RewardLab.Studies.Database;

namespace RewardLab.Studies.Results;

/// <summary>An item with all answers and comments of its annotators.</summary>
/// <param name="Item">The item.</param>
/// <param name="Answers">Each annotator's last answers, by question and annotator.</param>
/// <param name="Disagreement">Of the question that people disagree on most: the share of answers that are not the most frequent one, 0 to 1.</param>
/// <param name="Decisions">Every decision on it, in order; the last one on a question counts.</param>
/// <param name="Comments">The comments that stand.</param>
public sealed record ItemReview(
    StudyItem Item,
    IReadOnlyList<NewAnswer> Answers,
    double Disagreement,
    IReadOnlyList<StudyAdjudication> Decisions,
    IReadOnlyList<StudyComment> Comments)
{
    /// <summary>Whether a decision stands on every question that people disagree on, or, where they do not, on any.</summary>
    public bool IsAdjudicated
    {
        get
        {
            var decided = Decisions.GroupBy(kept => kept.Decision.Question).Where(group => group.MaxBy(kept => kept.Id)!.Decision.Value is not null)
                .Select(group => group.Key).ToHashSet();
            return decided.Count > 0
                && Answers.GroupBy(answer => answer.Question).Where(group => group.DistinctBy(answer => answer.Value).Count() > 1)
                    .All(group => decided.Contains(group.Key));
        }
    }
}
