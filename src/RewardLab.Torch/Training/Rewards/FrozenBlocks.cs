using System.Globalization;
using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace RewardLab.Torch.Training.Rewards;

/// <summary>Keeps the lowest blocks of transformers from learning, and the embeddings below them.</summary>
internal static partial class FrozenBlocks
{
    /// <param name="module">The model.</param>
    /// <param name="share">Share of each tower's blocks, 0 to 1.</param>
    public static void Apply(nn.Module module, double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        if (share == 0)
        {
            return;
        }

        var parameters = module.named_parameters().ToArray();
        var counts = parameters.Select(p => Block().Match(p.name)).Where(match => match.Success)
            .GroupBy(match => match.Groups["tower"].Value, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Max(Index) + 1, StringComparer.Ordinal);
        foreach (var (name, parameter) in parameters)
        {
            var match = Block().Match(name);
            if (match.Success ? Index(match) < (int)(share * counts[match.Groups["tower"].Value]) : Below().IsMatch(name))
            {
                parameter.requires_grad = false;
            }
        }
    }

    private static int Index(Match match) => int.Parse(match.Groups["index"].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<tower>.*?)\.(encoder\.layers|encoder\.layer|blocks)\.(?<index>\d+)\.", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();

    [GeneratedRegex(@"embeddings\.|patch_embed\.|cls_token$|pos_embed$|pre_layrnorm\.", RegexOptions.NonBacktracking)]
    private static partial Regex Below();
}
