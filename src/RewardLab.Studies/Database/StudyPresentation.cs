namespace RewardLab.Studies.Database;

/// <summary>How a study's pages ask. It is kept with the study, so that whoever serves it again asks the same.</summary>
public sealed record StudyPresentation
{
    /// <summary>The study's own question, options' wording and instructions, as Markdown; null for the usual ones.</summary>
    public string? Instructions { get; init; }

    /// <summary>The texts of the pages' interface, as JSON or YAML; null for English.</summary>
    public string? Texts { get; init; }

    /// <summary>Whether annotators can write a comment on each item.</summary>
    public bool HasComments { get; init; }
}
