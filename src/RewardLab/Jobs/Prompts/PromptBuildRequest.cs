using RewardLab.Hosting.Prompts;

namespace RewardLab.Jobs.Prompts;

/// <summary>What 'rewardlab prompts build' was asked for.</summary>
internal sealed record PromptBuildRequest
{
    /// <summary>The file of prompts, for messages.</summary>
    public required string Source { get; init; }

    /// <summary>Prompts to build contrastive sets for, with the line that each stands on.</summary>
    public required IReadOnlyList<PromptLine> Lines { get; init; }

    /// <summary>The JSON file to write.</summary>
    public required string Target { get; init; }

    /// <summary>Prompts under way at a time.</summary>
    public int Parallel { get; init; } = 1;

    /// <summary>Whether to resume where an earlier call was stopped.</summary>
    public bool IsResumed { get; init; }

    /// <summary>Where finished sets are kept until all are.</summary>
    public string Partial => Target + ".partial";

    /// <summary>Where full provenance goes.</summary>
    public string Provenance => Path.ChangeExtension(Target, ".provenance.json");
}
