using RewardLab.Abstractions;

namespace RewardLab.Jobs.XRays;

/// <summary>What 'rewardlab xray' was asked for.</summary>
internal sealed record XRayRequest
{
    /// <summary>Ids, and names with files of reward trees; the first is the one that the card is about.</summary>
    public required IReadOnlyList<string> Rewards { get; init; }

    /// <summary>"reward.option=value" each.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>The generator of contrastive prompts; null for none.</summary>
    public string? Generator { get; init; }

    /// <summary>The generator's options, "option=value" each.</summary>
    public IReadOnlyList<string> GeneratorSettings { get; init; } = [];

    /// <summary>Whether TextNorm of each reward stands on the card too; needs a generator.</summary>
    public bool HasTextNorm { get; init; }

    /// <summary>TextNorm's variant, and its scale or temperature.</summary>
    public TextNormOptions TextNorm { get; init; } = new();

    /// <summary>Files, folders and patterns; empty where <see cref="Data"/> or <see cref="Scenes"/> says what the images are.</summary>
    public IReadOnlyList<string> Images { get; init; } = [];

    /// <summary>A file of prompts, or a table of images and their prompts; null for none.</summary>
    public string? PromptFile { get; init; }

    /// <summary>The prompt of all images; null where each has its own.</summary>
    public string? Prompt { get; init; }

    /// <summary>A benchmark whose labels count; null for none.</summary>
    public string? Data { get; init; }

    /// <summary>An image model that renders prompts and edits that break them; null for none.</summary>
    public string? Scenes { get; init; }

    /// <summary>Images per prompt at most, 0 for all; renders per prompt.</summary>
    public int ImagesPerPrompt { get; init; }

    /// <summary>How image files are read; null where the rewards' options say.</summary>
    public ImageReading? ImageReading { get; init; }

    /// <summary>Precisions in which rewards are scored, too, to compare.</summary>
    public IReadOnlyList<string> Precisions { get; init; } = [];

    /// <summary>Filters that the probe tries; 0 for no probe.</summary>
    public int ProbeSteps { get; init; }

    /// <summary>Whether the speed is measured.</summary>
    public bool HasSpeed { get; init; }

    /// <summary>Whether rewards whose scores cost money may be asked.</summary>
    public bool IsPaid { get; init; }

    /// <summary>The root seed of renders and of the probe.</summary>
    public ulong Seed { get; init; }

    /// <summary>The page to write; null for none.</summary>
    public string? Html { get; init; }

    /// <summary>JSON file to write; null for none.</summary>
    public string? Json { get; init; }
}
