namespace RewardLab.Studies.Sources;

/// <summary>How answers of a file are taken into a study.</summary>
public sealed record StudyImportOptions
{
    /// <summary>What the file's annotators are called, followed by a number; null for their own names, or the file's where they have none.</summary>
    public string? Name { get; init; }

    /// <summary>Other names for some of the file's annotators.</summary>
    public IReadOnlyDictionary<string, string> Renames { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether images that the file names by their position alone are taken to be those in the study's places.</summary>
    public bool IsByPosition { get; init; }
}
