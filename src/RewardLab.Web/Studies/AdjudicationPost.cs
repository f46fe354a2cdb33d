using RewardLab.Studies.Database;

namespace RewardLab.Web.Studies;

/// <summary>What the coordinator's page posts when an item was decided.</summary>
/// <param name="Item">The item.</param>
/// <param name="Question">The question.</param>
/// <param name="Value">The decision; of comparisons 1 means the first side, -1 the second; null to take an earlier one back.</param>
/// <param name="Adjudicator">Who decides.</param>
/// <param name="Reason">Why; may be empty.</param>
internal sealed record AdjudicationPost(long Item, StudyQuestion Question, int? Value, string Adjudicator, string Reason = "");
