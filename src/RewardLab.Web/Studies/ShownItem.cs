using RewardLab.Studies.Database;

namespace RewardLab.Web.Studies;

/// <summary>An item as a page shows it: no file, no model, nothing that tells the sides apart.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Prompt">The prompt.</param>
/// <param name="Sides">Addresses of the images of each side, relative to the page.</param>
/// <param name="Answers">What the annotator has answered so far; of comparisons 1 means the first side, -1 the second.</param>
/// <param name="Comment">What the annotator has written about it; may be empty.</param>
internal sealed record ShownItem(
    long Id, string Prompt, IReadOnlyList<IReadOnlyList<string>> Sides, IReadOnlyDictionary<StudyQuestion, int> Answers, string Comment);
