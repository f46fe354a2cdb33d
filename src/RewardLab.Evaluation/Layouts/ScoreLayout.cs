namespace RewardLab.Evaluation.Layouts;

/// <summary>The one layout of score tables: a row for each image and prompt, columns "image", "prompt", where there are several splits "split", where images
/// were generated for the table "seed", then a column for each reward, named as <see cref="ScoreHeading"/> says.</summary>
/// <remarks>Behind a reward's column stands "REWARD order" where its scores do not tell images apart as finely as the reward does:
/// what ranks goes by it.</remarks>
public static class ScoreLayout
{
    /// <summary>The column of images: their path, or their number among the prompt's.</summary>
    public const string Image = "image";

    /// <summary>The column of prompts.</summary>
    public const string Prompt = "prompt";

    /// <summary>The column of a benchmark's splits.</summary>
    public const string Split = "split";

    /// <summary>The column of the seeds by which images were generated.</summary>
    public const string Seed = "seed";

    /// <summary>The column of the ground truth.</summary>
    public const string GroundTruth = "groundTruth";

    /// <summary>The column of annotators' mean labels.</summary>
    public const string Label = "label";

    /// <summary>What follows a heading in that of the column that orders its scores.</summary>
    public const string OrderSuffix = " order";

    /// <summary>Columns that describe an image, and hold no scores.</summary>
    public static IReadOnlyList<string> Descriptions { get; } = [Image, Prompt, Split, Seed];
}
