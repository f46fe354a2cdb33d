namespace RewardLab.Studies.Database;

/// <summary>An image of an item.</summary>
/// <param name="Folder">Full path of the folder below which it lies: nothing else of the disk is ever shown.</param>
/// <param name="File">Its path inside that folder, with forward slashes.</param>
public sealed record StudyImage(string Folder, string File)
{
    /// <summary>What the file held when the image came into the study, as <see cref="ImageHash"/> has it; null where that is not known.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Full path of the image's file.</summary>
    public string Path => System.IO.Path.GetFullPath(System.IO.Path.Combine(Folder, File));

    /// <summary>Its path inside the folder above <see cref="Folder"/>, with forward slashes, such as "images/a.png".</summary>
    public string NameBelowParent =>
        System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(Folder)) is { Length: > 0 } name ? $"{name}/{File}" : File;
}
