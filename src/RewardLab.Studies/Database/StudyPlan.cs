using RewardLab.Abstractions;

namespace RewardLab.Studies.Database;

/// <summary>How a study is made; settled when it begins.</summary>
/// <param name="Kind">What people are asked.</param>
/// <param name="Title">What it is called, such as the run's id.</param>
/// <param name="AnnotatorsPerItem">How many people answer each item, 1 to 1000; the paper has three.</param>
/// <param name="Seed">Root seed of orders and sides.</param>
public sealed record StudyPlan(StudyKind Kind, string Title, int AnnotatorsPerItem, ulong Seed)
{
    /// <summary>What tells the study from every other; made when it begins.</summary>
    public string Id { get; init; } = "";

    /// <summary>What each item asks, in order.</summary>
    public IReadOnlyList<StudyQuestion> Questions => Kind == StudyKind.Labels ? [StudyQuestion.Match] : [StudyQuestion.Alignment, StudyQuestion.Quality];

    /// <exception cref="RewardLabException">A value is out of its range.</exception>
    internal void Check()
    {
        if (AnnotatorsPerItem is < 1 or > 1000)
        {
            throw new RewardLabException($"{AnnotatorsPerItem} annotators per item are not possible. Use 1 to 1000.");
        }
    }
}
