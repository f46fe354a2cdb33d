using RewardLab.Studies.Database;

namespace RewardLab.Web.Studies;

/// <summary>What a page posts when something was answered.</summary>
/// <param name="Item">The item.</param>
/// <param name="Answers">An answer to each question that was answered; of comparisons 1 means the first side, -1 the second.</param>
/// <param name="Key">A key of the page's choice: the same one again is the same answer again.</param>
/// <param name="TakenMs">How long the annotator looked, in milliseconds, as far as the page knows.</param>
/// <param name="ClientTime">When it was answered, by the annotator's clock.</param>
internal sealed record AnswerPost(
    long Item,
    IReadOnlyDictionary<StudyQuestion, int> Answers,
    string Key,
    int? TakenMs = null,
    DateTimeOffset? ClientTime = null);
