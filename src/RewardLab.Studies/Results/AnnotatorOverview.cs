using RewardLab.Evaluation.Agreement;
using RewardLab.Studies.Database;

namespace RewardLab.Studies.Results;

/// <summary>Where an annotator is.</summary>
/// <param name="Annotator">The annotator.</param>
/// <param name="Finished">Items that they have answered wholly, those of known answer included.</param>
/// <param name="LastHour">How many of them within the last hour.</param>
/// <param name="LastSaved">When their last answer was saved; null where there is none.</param>
/// <param name="CommentCount">Their comments that stand.</param>
/// <param name="Quality">Agreement with the others, time and accuracy, by question; questions that they have not answered are missing.</param>
public sealed record AnnotatorOverview(
    StudyAnnotator Annotator,
    int Finished,
    int LastHour,
    DateTimeOffset? LastSaved,
    int CommentCount,
    IReadOnlyDictionary<StudyQuestion, AnnotatorQuality> Quality);
