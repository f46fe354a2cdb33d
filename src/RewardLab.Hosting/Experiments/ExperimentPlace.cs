using System.Globalization;

namespace RewardLab.Hosting.Experiments;

/// <summary>Where in an experiment something stands, such as "reward.members[1].inner": the names of its file, as --set takes them.</summary>
public static class ExperimentPlace
{
    /// <summary>Place of the image model in an experiment's tree.</summary>
    public const string Model = "model";

    /// <summary>Place of the prompts in an experiment's tree.</summary>
    public const string Prompts = "prompts";

    /// <summary>The reward tree's root.</summary>
    public const string Reward = "reward";

    /// <summary>Place of the algorithm in an experiment's tree.</summary>
    public const string Optimizer = "optimizer";

    /// <summary>The held-out rewards.</summary>
    public const string HeldOut = "heldOut";

    /// <summary>A held-out reward's reward tree.</summary>
    public static string HeldOutItem(int index) => string.Create(CultureInfo.InvariantCulture, $"{HeldOut}[{index}]");

    /// <summary>Place of one prompt in an experiment's tree.</summary>
    public static string Prompt(int index) => string.Create(CultureInfo.InvariantCulture, $"{Prompts}[{index}]");

    /// <summary>The reward that a TextNorm calibrates.</summary>
    public static string Inner(string place) => $"{place}.textNorm";

    /// <summary>A TextNorm's generator of contrastive prompts.</summary>
    public static string Generator(string place) => $"{place}.generator";

    /// <summary>A member of an ensemble.</summary>
    public static string Member(string place, int index) => string.Create(CultureInfo.InvariantCulture, $"{place}.members[{index}]");
}
