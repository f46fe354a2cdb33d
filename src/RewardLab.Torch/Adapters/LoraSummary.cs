using System.Globalization;

namespace RewardLab.Torch.Adapters;

/// <summary>An adapter in one line for people: file, ranks, alphas, layers of each part, weight.</summary>
internal static class LoraSummary
{
    public static string Format(string path, IReadOnlyList<LoraMatrices> layers, double weight)
    {
        var parts = string.Join(
            " and ",
            layers.GroupBy(static layer => layer.Name.Component, StringComparer.Ordinal).OrderByDescending(static part => part.Key, StringComparer.Ordinal)
                .Select(static part => $"{part.Count()} {(part.Count() == 1 ? "layer" : "layers")} of {part.Key}"));
        return $"LoRA '{path}': rank {Range(layers, static layer => layer.Rank)}, alpha {Range(layers, static layer => layer.Alpha)}, "
            + $"scale {Range(layers, static layer => layer.Scale)}, {parts}, weight {Text(weight)}";
    }

    private static string Range(IReadOnlyList<LoraMatrices> layers, Func<LoraMatrices, double> value)
    {
        var (min, max) = (layers.Min(value), layers.Max(value));
        return min == max ? Text(min) : $"{Text(min)} to {Text(max)}";
    }

    private static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
