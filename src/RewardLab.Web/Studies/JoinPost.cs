namespace RewardLab.Web.Studies;

/// <summary>What the first page posts.</summary>
/// <param name="Name">Who wants to answer.</param>
/// <param name="IsKnown">Whether they said that the answers under this name are theirs.</param>
internal sealed record JoinPost(string Name, bool IsKnown = false);
