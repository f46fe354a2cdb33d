namespace RewardLab.Evaluation.Layouts;

/// <summary>The one layout of a fine-tuning's held-out images: in the folder "held-out" of its folder, a sheet for each evaluation, "epoch-NNNNN.png", and the
/// list of what is on each of them, "images.csv": a row for each image, row by row of the sheet, columns "prompt" and "seed".</summary>
/// <remarks>A row of the sheet holds the images of one prompt.</remarks>
public static class HeldOutLayout
{
    /// <summary>The folder, in the fine-tuning's folder of the run.</summary>
    public const string Folder = "held-out";

    /// <summary>The list's file, in that folder. Absent in runs of version 0.1.</summary>
    public const string FileName = "images.csv";

    /// <summary>What the sheets' names begin with, before the number of epochs.</summary>
    public const string SheetPrefix = "epoch-";

    /// <summary>The column of prompts.</summary>
    public const string Prompt = "prompt";

    /// <summary>The column of seeds.</summary>
    public const string Seed = "seed";

    /// <summary>The columns, in order.</summary>
    public static IReadOnlyList<string> Columns { get; } = [Prompt, Seed];

    /// <summary>The name of an evaluation's sheet.</summary>
    /// <param name="epoch">Epochs trained.</param>
    public static string SheetName(int epoch) => $"{SheetPrefix}{epoch:D5}.png";
}
