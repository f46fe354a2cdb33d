using RewardLab.Web;

namespace RewardLab.Jobs.Studies;

/// <summary>How a study is served.</summary>
internal sealed record ServingRequest
{
    /// <summary>Annotators who get links of their own; where there are none, one link asks for a name.</summary>
    public IReadOnlyList<string> Annotators { get; init; } = [];

    /// <summary>Where, and by which protocol.</summary>
    public WebOptions Web { get; init; } = new();

    /// <summary>After how many minutes people are reminded to rest; 0 for never.</summary>
    public int BreakMinutes { get; init; }

    /// <summary>The study's own question and instructions, as Markdown; null to keep those of the study.</summary>
    public string? Instructions { get; init; }

    /// <summary>The texts of the pages, as JSON or YAML; null to keep those of the study.</summary>
    public string? Texts { get; init; }

    /// <summary>What is unknown or missing in <see cref="Texts"/>, a sentence each.</summary>
    public IReadOnlyList<string> TextProblems { get; init; } = [];

    /// <summary>Whether annotators can write comments; null to keep what the study says.</summary>
    public bool? HasComments { get; init; }
}
