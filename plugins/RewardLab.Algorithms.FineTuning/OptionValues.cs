using System.Reflection;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning;

/// <summary>Options as a checkpoint notes them, to tell a run that goes on from one that was changed.</summary>
internal static class OptionValues
{
    // These change what is kept or said: not what an epoch does.
    private static readonly string[] Free = [nameof(FineTuningOptions.SaveTotalLimit), nameof(FineTuningOptions.SaveImages), nameof(FineTuningOptions.Choose), nameof(FineTuningOptions.AdapterFormat)];

    /// <summary>Options by name, but for those that change nothing of an epoch.</summary>
    public static Dictionary<string, object?> From(FineTuningOptions options) =>
        options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite && !Free.Contains(property.Name))
            .OrderBy(property => property.Name, StringComparer.Ordinal)
            .ToDictionary(property => property.Name, property => property.GetValue(options) is Enum value ? value.ToString() : property.GetValue(options), StringComparer.Ordinal);
}
