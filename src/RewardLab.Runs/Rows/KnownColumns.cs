namespace RewardLab.Runs.Rows;

/// <summary>What tables of other tools call their columns; the first that a table has counts.</summary>
public static class KnownColumns
{
    /// <summary>A prompt.</summary>
    public static IReadOnlyList<string> Prompt { get; } = ["prompt", "caption", "text"];

    /// <summary>An image's file.</summary>
    public static IReadOnlyList<string> Image { get; } = ["image", "file_name", "image_path", "file"];
}
