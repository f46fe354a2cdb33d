using RewardLab.Abstractions;

namespace RewardLab.Jobs.Scores;

/// <summary>What 'rewardlab score' was asked for.</summary>
internal sealed record ScoreRequest
{
    /// <summary>Rewards by id.</summary>
    public required IReadOnlyList<string> Rewards { get; init; }

    /// <summary>A model's folder whose reward is to be found out; null for none.</summary>
    public string? ModelFolder { get; init; }

    /// <summary>"reward.option=value" each.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Files, folders and patterns.</summary>
    public required IReadOnlyList<string> Images { get; init; }

    /// <summary>How image files are read; null where the rewards' options say.</summary>
    public ImageReading? ImageReading { get; init; }

    /// <summary>Texts that images are scored against.</summary>
    public required IReadOnlyList<string> Prompts { get; init; }

    /// <summary>Whether each image meets its own prompt alone, in place of <see cref="Prompts"/>.</summary>
    public bool IsPaired { get; init; }

    /// <summary>The table of images and their prompts, where they are paired; null to look for prompts beside the images.</summary>
    public string? Table { get; init; }

    /// <summary>Whether pairs were asked for in so many words, rather than no prompt named.</summary>
    public bool RequiresOwnPrompts { get; init; }

    /// <summary>The generator of contrastive prompts, where TextNorm is wanted; else null.</summary>
    public string? Generator { get; init; }

    /// <summary>The generator's options, "option=value" each.</summary>
    public IReadOnlyList<string> GeneratorSettings { get; init; } = [];

    /// <summary>TextNorm's variant, and its scale or temperature.</summary>
    public TextNormOptions TextNorm { get; init; } = new();

    /// <summary>What TextNorm runs as, for people; null where it is not asked for.</summary>
    public string? TextNormNote => Generator is null ? null : $"TextNorm: {TextNorm.Describe()}.";

    /// <summary>CSV file to write; null for none.</summary>
    public string? Csv { get; init; }

    /// <summary>Parquet file to write; null for none.</summary>
    public string? Parquet { get; init; }

    /// <summary>JSON file to write; null for none.</summary>
    public string? Json { get; init; }

    /// <summary>Whether to resume where an earlier call was stopped.</summary>
    public bool IsResumed { get; init; }

    /// <summary>The files to write.</summary>
    public IReadOnlyList<string> Targets => [.. new[] { Csv, Parquet, Json }.OfType<string>()];
}
