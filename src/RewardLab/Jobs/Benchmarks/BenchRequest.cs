using RewardLab.Evaluation.Metrics;
using RewardLab.Jobs.Scores;

namespace RewardLab.Jobs.Benchmarks;

/// <summary>What 'rewardlab bench' was asked for.</summary>
internal sealed record BenchRequest
{
    /// <summary>Asks for the benchmark's own contrastive prompts in place of a generator's.</summary>
    public const string BenchmarkPrompts = "own";

    /// <summary>Folder or file of labels.</summary>
    public required string Data { get; init; }

    /// <summary>Folder of the images; null for beside the labels.</summary>
    public string? Images { get; init; }

    /// <summary>Sets to measure on; all when empty.</summary>
    public IReadOnlyList<string> Sets { get; init; } = [];

    /// <summary>Rewards, their options and calibration.</summary>
    public required ScoreRequest Scoring { get; init; }

    /// <summary>File of scores to measure; null to score.</summary>
    public string? Scores { get; init; }

    /// <summary>CSV file to keep scores in; null for none.</summary>
    public string? SaveScores { get; init; }

    /// <summary>Whether images that are missing or cannot be read are left out.</summary>
    public bool SkipsMissing { get; init; }

    /// <summary>Folder for tables as CSV; null for none.</summary>
    public string? Csv { get; init; }

    /// <summary>Whether tables are printed as JSON, for programs.</summary>
    public bool IsJson { get; init; }

    /// <summary>What AP@k is divided by; a column for each.</summary>
    public IReadOnlyList<PrecisionNormalisation> Normalisations { get; init; } = [PrecisionNormalisation.Found];

    /// <summary>Seed of sign patterns.</summary>
    public ulong Seed { get; init; }
}
