using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Hosting.Experiments;

namespace RewardLab.Editor.Hierarchies;

/// <summary>What held-out rewards are called until the user names them, so that no curve or table mixes two rewards under one name.</summary>
internal static class HeldOutNames
{
    /// <summary>The name that says what a reward is, such as "clip" or "TextNorm clip", and that no other of a list has.</summary>
    /// <param name="reward">The reward.</param>
    /// <param name="others">The other held-out rewards.</param>
    public static string Create(RewardNode reward, IEnumerable<HeldOutReward> others)
    {
        var taken = others.Select(other => other.Name).ToHashSet(StringComparer.Ordinal);
        var name = Describe(reward);
        return Enumerable.Range(1, int.MaxValue - 1)
            .Select(number => number == 1 ? name : $"{name} {number.ToString(CultureInfo.InvariantCulture)}")
            .First(candidate => !taken.Contains(candidate));
    }

    /// <summary>What a held-out reward is called with another reward in its place. A name that said what it was follows; a name of the user's own stays as
    /// long as any model of the reward does.</summary>
    /// <param name="former">The held-out reward before.</param>
    /// <param name="reward">The reward now.</param>
    /// <param name="others">The other held-out rewards.</param>
    public static string After(HeldOutReward former, RewardNode reward, IEnumerable<HeldOutReward> others)
    {
        var description = Describe(former.Reward);
        var isOwn = former.Name != description && !IsNumbered(former.Name, description);
        var isOther = isOwn ? !Models(former.Reward).Intersect(Models(reward), StringComparer.Ordinal).Any() : Describe(reward) != description;
        return isOther ? Create(reward, others) : former.Name;
    }

    private static bool IsNumbered(string name, string description) =>
        name.StartsWith($"{description} ", StringComparison.Ordinal) && name[(description.Length + 1)..].All(char.IsAsciiDigit);

    /// <summary>What a reward is, such as "clip" or "TextNorm clip".</summary>
    public static string Describe(RewardNode reward) => reward switch
    {
        RewardModelNode leaf => leaf.Component.Id,
        TextNormNode textNorm => $"TextNorm {Describe(textNorm.Inner)}",
        EnsembleNode ensemble => $"{ensemble.Ensemble.Id} of {string.Join(", ", ensemble.Members.Select(Describe))}",
        _ => reward.GetType().Name,
    };

    private static IEnumerable<string> Models(RewardNode reward) => reward switch
    {
        RewardModelNode leaf => [leaf.Component.Id],
        TextNormNode textNorm => Models(textNorm.Inner),
        EnsembleNode ensemble => ensemble.Members.SelectMany(Models),
        _ => [],
    };
}
