using RewardLab.Studies.Database;

namespace RewardLab.Studies.Results;

/// <summary>How far people agree on a question beyond chance, over the items that are asked.</summary>
/// <param name="Question">The question.</param>
/// <param name="Items">Items that at least two people have answered.</param>
/// <param name="Alpha">Krippendorff's alpha of those; null where it is undefined.</param>
/// <param name="Kappa">Fleiss' kappa of the items that as many people have answered as the study asks for;
/// null where there are none, or it is undefined.</param>
/// <param name="KappaItems">How many items those are.</param>
public sealed record QuestionAgreement(StudyQuestion Question, int Items, double? Alpha, double? Kappa, int KappaItems);
