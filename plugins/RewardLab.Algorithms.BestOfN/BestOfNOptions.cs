using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using RewardLab.Abstractions;

namespace RewardLab.Algorithms.BestOfN;

/// <summary>Options of best-of-n.</summary>
public sealed record BestOfNOptions
{
    /// <summary>N: images generated per prompt. Default 64; range 1 to 65,536.</summary>
    [Description("images generated per prompt")]
    [Range(1, 65_536)]
    [DefaultValue(64)]
    public int Pool { get; init; } = 64;

    /// <summary>The values of n to report, each 1 to <see cref="Pool"/>. Default 1, 4, 16, 64.</summary>
    [Description("values of n to report, at most the number of images per prompt")]
    [Length(1, 1000)]
    public IReadOnlyList<int> Counts { get; init; } = [1, 4, 16, 64];

    /// <summary>How many of the first n are selected and saved as PNG, the best first; all where n is smaller. Default 1; 4 for people to judge;
    /// range 1 to 1,000.</summary>
    [Description("number of best images of the first n to save as PNG; 4 to let people compare them")]
    [Range(1, 1000)]
    [DefaultValue(1)]
    [FormerName("top")]
    public int TopK { get; init; } = 1;

    /// <summary>Images generated, scored and saved per batch: what a run that is stopped may have to generate again. Default 64; range 1 to 4,096.</summary>
    [Description("images generated, scored and saved per batch")]
    [Range(1, 4096)]
    [DefaultValue(64)]
    public int ChunkSize { get; init; } = 64;

    /// <summary>Whether the images of the pool are kept in the run's folder, as NumPy arrays. Default true.</summary>
    [Description("keep all generated images in the run's folder")]
    [DefaultValue(true)]
    [FormerName("savePictures")]
    public bool SaveImages { get; init; } = true;
}
