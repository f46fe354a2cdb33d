namespace RewardLab.Evaluation.Layouts;

/// <summary>The one layout of lists of images for comparison: a row for each image, best first, columns "model", "prompt", "file", "reward", "n", "rank",
/// "score" and "image".</summary>
/// <remarks>"model" is what the images stand for in a comparison. Of images that a reward selected out of n candidates, the last five say which reward, out of
/// how many, at which place from 1, with which score, and which candidate; else they are empty.</remarks>
public static class ImageGroupLayout
{
    /// <summary>The list's file, in the folder of its images.</summary>
    public const string FileName = "image-groups.csv";

    /// <summary>The column of what images stand for.</summary>
    public const string Model = "model";

    /// <summary>The column of prompts.</summary>
    public const string Prompt = "prompt";

    /// <summary>The column of the images' files, inside the run's folder.</summary>
    public const string File = "file";

    /// <summary>The column of the rewards that selected.</summary>
    public const string Reward = "reward";

    /// <summary>The column of how many candidates there were.</summary>
    public const string N = "n";

    /// <summary>The column of places, from 1 for the best.</summary>
    public const string Rank = "rank";

    /// <summary>The column of the selecting rewards' scores.</summary>
    public const string Score = "score";

    /// <summary>The column of the candidates' files or numbers.</summary>
    public const string Image = "image";

    /// <summary>The columns, in order.</summary>
    public static IReadOnlyList<string> Columns { get; } = [Model, Prompt, File, Reward, N, Rank, Score, Image];
}
