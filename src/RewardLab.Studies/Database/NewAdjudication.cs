namespace RewardLab.Studies.Database;

/// <summary>A decision on an item, by someone who is named.</summary>
/// <param name="Item">Number of the item.</param>
/// <param name="Question">The question that is decided.</param>
/// <param name="Value">1, 0 or -1, as <see cref="StudyQuestion"/> says; null to take an earlier decision back.</param>
/// <param name="Adjudicator">Who decides, 1 to 60 characters.</param>
/// <param name="Reason">Why, at most <see cref="NewComment.MaxLength"/> characters; may be empty.</param>
public sealed record NewAdjudication(long Item, StudyQuestion Question, int? Value, string Adjudicator, string Reason);
