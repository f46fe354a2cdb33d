using RewardLab.Evaluation.Labels;
using RewardLab.Studies.Database;

namespace RewardLab.Studies.Sources;

/// <summary>What a file says of an item that was answered.</summary>
/// <param name="Place">Where it stands, for errors.</param>
/// <param name="Prompt">The prompt.</param>
/// <param name="Image">The image's file as the other study had it, or what it is called there; of comparisons the first one.</param>
internal sealed record ItemReference(string Place, string Prompt, string Image)
{
    /// <summary>What the item showed, as <see cref="ImageHash.Of"/> has it; null where that is not said.</summary>
    public string? Sha256 { get; init; }

    /// <summary>All files that the item showed, by name; null where that is not said.</summary>
    public string? Files { get; init; }

    /// <summary>All files of an item, by name and in one order.</summary>
    public static string FilesOf(StudyItem item) => string.Join(
        '\n',
        [
            .. item.First.Select(image => image.File).Order(StringComparer.Ordinal),
            "",
            .. item.Second.Select(image => image.File).Order(StringComparer.Ordinal),
        ]);

    /// <summary>Whether the image is named by its position alone.</summary>
    public bool IsPosition { get; init; }

    /// <summary>Models and set of comparisons.</summary>
    public (string First, string Second, int Set) Group { get; init; } = ("", "", 0);

    /// <summary>The right answer, where it is known.</summary>
    public LabelValue? Known { get; init; }
}
