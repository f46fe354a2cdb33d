using RewardLab.Abstractions;

namespace RewardLab.Hosting.Recipes;

/// <summary>Pictures drawn for one prompt.</summary>
public sealed class ImagePool
{
    /// <summary>Joins a prompt and its pictures.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="images">The pictures.</param>
    /// <param name="files">Where each picture lies in the run's folder.</param>
    /// <exception cref="ArgumentException">There are not as many files as pictures.</exception>
    public ImagePool(string prompt, ImageBatch images, IReadOnlyList<string> files)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(files);
        if (files.Count != images.Count)
        {
            throw new ArgumentException($"{images.Count} pictures need as many files, not {files.Count}.", nameof(files));
        }

        Prompt = prompt;
        Images = images;
        Files = files;
    }

    /// <summary>The prompt.</summary>
    public string Prompt { get; }

    /// <summary>The pictures, in the order of their seeds.</summary>
    public ImageBatch Images { get; }

    /// <summary>Where each picture lies in the run's folder, as tables of scores name it.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Number of pictures.</summary>
    public int Count => Images.Count;
}
