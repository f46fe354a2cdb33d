using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using RewardLab.Abstractions;

namespace RewardLab.Prompts.Sets;

/// <summary>Options of the generator "random".</summary>
public sealed record RandomOptions
{
    /// <summary>The benchmark's prompts, to sample from.</summary>
    [Description("prompts to choose from")]
    public IReadOnlyList<string> Prompts { get; init; } = [];

    /// <summary>A file of them instead: a text file with one per line, a table with a column of prompts, or a prompt_set JSON.</summary>
    [Description("a file of them instead: a prompt per line, a table with a column prompt, or a prompt_set JSON")]
    [DefaultValue("")]
    [PathOption]
    public string PromptFile { get; init; } = "";

    /// <summary>The generator whose sets are replaced: as many are sampled for a prompt as it would write. Empty to sample <see cref="Count"/>.</summary>
    [Description("generator whose contrastive sets are replaced by the same number of random prompts; empty to use 'count'")]
    [DefaultValue("")]
    public string Like { get; init; } = "";

    /// <summary>A prompt_set JSON whose sets are replaced, in the same way.</summary>
    [Description("prompt_set JSON whose contrastive sets are replaced in the same way")]
    [DefaultValue("")]
    [PathOption]
    public string LikeFile { get; init; } = "";

    /// <summary>Prompts sampled where nothing is replaced.</summary>
    [Description("random prompts per prompt, if no sets are replaced")]
    [Range(1, 10_000)]
    [DefaultValue(8)]
    public int Count { get; init; } = 8;

    /// <summary>Seed of the random choice.</summary>
    [Description("seed of the random choice")]
    [DefaultValue(0UL)]
    public ulong Seed { get; init; }
}
