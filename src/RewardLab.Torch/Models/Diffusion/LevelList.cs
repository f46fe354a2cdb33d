using System.Text.Json.Nodes;
using RewardLab.Abstractions;

namespace RewardLab.Torch.Models.Diffusion;

/// <summary>What holds for lists with one entry a level of resolution, in U-Nets and autoencoders alike.</summary>
internal static class LevelList
{
    /// <exception cref="RewardLabException">The condition does not hold.</exception>
    internal static void Require(bool condition, string source, string key, string complaint)
    {
        if (!condition)
        {
            throw new RewardLabException($"{source}: {key} {complaint}.");
        }
    }

    /// <exception cref="RewardLabException">A number is not above 0.</exception>
    internal static void CheckPositive(string source, params ReadOnlySpan<(string Key, int Value)> numbers)
    {
        foreach (var (key, value) in numbers)
        {
            Require(value > 0, source, key, $"is {value}; it must be above 0");
        }
    }

    /// <exception cref="RewardLabException">There is no level, or the groups of the normalisation do not divide a level's channels.</exception>
    internal static void CheckChannels(string source, IReadOnlyList<int> channels, int groupCount)
    {
        Require(channels.Count > 0, source, "block_out_channels", "is empty; it must have an entry for each level");
        Require(channels.All(count => count > 0 && count % groupCount == 0), source, "block_out_channels",
            $"is [{string.Join(", ", channels)}]; it must hold multiples of norm_num_groups, {groupCount}");
    }

    /// <exception cref="RewardLabException">A type is not built, or the number of types is not that of the levels.</exception>
    internal static void CheckTypes(string source, string key, IReadOnlyList<string> types, string[] built, int levelCount)
    {
        Require(types.All(built.Contains), source, key, $"is [{string.Join(", ", types)}]; it must hold {string.Join(" or ", built)}");
        Require(types.Count == levelCount, source, key, $"has {types.Count} entries; it must have {levelCount}, as block_out_channels");
    }

    /// <exception cref="RewardLabException">There is neither one number nor one a level, or one is not above 0.</exception>
    internal static void CheckOneOrPerLevel(string source, string key, IReadOnlyList<int> numbers, int levelCount) =>
        Require((numbers.Count == 1 || numbers.Count == levelCount) && numbers.All(number => number > 0), source, key,
            $"is [{string.Join(", ", numbers)}]; it must be one number above 0, or {levelCount} as block_out_channels");

    internal static JsonArray ToJson(IReadOnlyList<int> numbers) => [.. numbers.Select(number => (JsonNode)number)];

    internal static JsonArray ToJson(IReadOnlyList<string> texts) => [.. texts.Select(text => (JsonNode)text)];
}
