namespace RewardLab.Web.Studies;

/// <summary>What the first page posts.</summary>
/// <param name="Name">Who wants to answer.</param>
internal sealed record JoinPost(string Name);
