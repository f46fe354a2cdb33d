using RewardLab.Abstractions;

namespace RewardLab.Hosting.Recipes;

/// <summary>Says which variant of TextNorm rewards use, with its scale or temperature.</summary>
internal static class TextNormNotes
{
    /// <summary>The settings in a tree, such as "min-max, scale 10"; empty where nothing in it is calibrated.</summary>
    public static string Create(RewardNode node) => string.Join(" and ", Settings(node).Distinct(StringComparer.Ordinal));

    /// <summary>One sentence for all rewards of a table or chart; empty where none is calibrated.</summary>
    public static string Create(IEnumerable<RecipeReward> rewards)
    {
        var settings = rewards.Select(reward => (reward.Name, Setting: Create(reward.Node))).Where(reward => reward.Setting.Length > 0).ToArray();
        var groups = settings.GroupBy(reward => reward.Setting, StringComparer.Ordinal)
            .Select(group => $"{group.Key} ({string.Join(", ", group.Select(reward => reward.Name))})");
        return settings.Length == 0 ? ""
            : settings.Select(reward => reward.Setting).Distinct(StringComparer.Ordinal).Count() == 1 ? $"TextNorm: {settings[0].Setting}."
            : $"TextNorm: {string.Join("; ", groups)}.";
    }

    private static IEnumerable<string> Settings(RewardNode node) => node switch
    {
        TextNormNode textNorm => Settings(textNorm.Inner).Prepend(textNorm.Options.Describe()),
        EnsembleNode ensemble => ensemble.Members.SelectMany(Settings),
        _ => [],
    };
}
