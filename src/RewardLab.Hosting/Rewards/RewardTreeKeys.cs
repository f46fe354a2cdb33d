namespace RewardLab.Hosting.Rewards;

/// <summary>Keys that have a meaning of their own in a tree's YAML.</summary>
internal static class RewardTreeKeys
{
    public const string Reward = "reward";
    public const string TextNorm = "textNorm";
    public const string Generator = "generator";
    public const string Ensemble = "ensemble";
    public const string Members = "members";
    public const string Id = "id";

    /// <summary>What the id of a reward begins with that a function of a recipe computes.</summary>
    public const string RecipeFunction = "recipe:";

    public static readonly IReadOnlyList<string> Forms = [Reward, TextNorm, Ensemble];
}
