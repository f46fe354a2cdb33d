using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Runs.Images;
using RewardLab.Studies.Sources;

namespace RewardLab.Hosting.Recipes;

/// <content>Images that exist already.</content>
public static partial class Lab
{
    /// <summary>The images of a folder as candidates of one prompt: for benchmarks, best-of-n and calibration in place of generated ones.</summary>
    /// <param name="folder">The folder; images of the folders below it count too. A pattern such as "images/*.png" or one file will do.</param>
    /// <param name="prompt">The prompt that they are scored against.</param>
    /// <param name="reading">How the files are read: as people see them, or as the rewards' Python originals read them.</param>
    /// <returns>The images in the order of their paths, without labels.</returns>
    /// <exception cref="RewardLabException">There is no image, one cannot be read, or they differ in size.</exception>
    public static ImagePool Pool(string folder, string prompt, ImageReading reading = ImageReading.Shown)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        RequirePrompt(prompt);
        _ = RecipeSession.Current;
        string[] files = [.. ImageFileNames.Find([folder])];
        return ImagePool.Open(prompt, files, files, labels: null, reading, ImagePool.IsHeld(files[0], reading, files.Length));
    }

    /// <summary>The images of a folder as candidates of their own prompts: those of a run, or of a folder with captions, in one of the layouts that
    /// 'rewardlab label' takes.</summary>
    /// <param name="folder">A run's folder, or one with a table of prompts, or with captions beside or in the images.</param>
    /// <param name="reading">How the files are read: as people see them, or as the rewards' Python originals read them.</param>
    /// <returns>A pool for each prompt, in the order of the first image's path, without labels.</returns>
    /// <exception cref="RewardLabException">There are no images or no prompts to them, one cannot be read, or those of one prompt differ in size.</exception>
    public static IReadOnlyList<ImagePool> Pools(string folder, ImageReading reading = ImageReading.Shown)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var session = RecipeSession.Current;
        var found = PromptedImages.Read(folder);
        bool? isHeld = null;
        var pools = new List<ImagePool>();
        foreach (var group in found.GroupBy(image => image.Prompt, StringComparer.Ordinal))
        {
            session.Cancellation.ThrowIfCancellationRequested();
            string[] files = [.. group.Select(image => Path.Combine(folder, image.Image.File))];
            isHeld ??= ImagePool.IsHeld(files[0], reading, found.Count);
            pools.Add(ImagePool.Open(group.Key, files, files, labels: null, reading, isHeld.Value));
        }

        return pools;
    }

    private static void RequirePrompt(string prompt)
    {
        if (string.IsNullOrWhiteSpace(prompt))
        {
            throw new RewardLabException("Lab.Pool: the images need a prompt that they are scored against.");
        }
    }
}
