using RewardLab.Abstractions;
using RewardLab.Evaluation.Labels;

namespace RewardLab.Hosting.Recipes;

/// <summary>Images of one prompt, generated or read, with annotators' labels where there are any.</summary>
public sealed class ImagePool
{
    private readonly Func<ImageBatch>? _read;
    private readonly WeakReference<ImageBatch>? _last;
    private readonly ImageBatch? _images;

    /// <summary>Joins a prompt and its images.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="images">The images.</param>
    /// <param name="files">Where each image is in the run's folder.</param>
    /// <param name="labels">Labels per image; null where there are none.</param>
    /// <exception cref="ArgumentException">There are not as many files or labels as images.</exception>
    public ImagePool(string prompt, ImageBatch images, IReadOnlyList<string> files, LabelSet? labels = null)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(files);
        if (files.Count != images.Count)
        {
            throw new ArgumentException($"There are {images.Count} images but {files.Count} files.", nameof(files));
        }

        if (labels is not null && labels.Count != images.Count)
        {
            throw new ArgumentException($"There are {images.Count} images but {labels.Count} labels.", nameof(labels));
        }

        (Prompt, Files, Labels, _images) = (prompt, files, labels, images);
    }

    /// <summary>Joins a prompt and images that are read when they are asked for, and dropped when memory is short.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="files">A file for each image.</param>
    /// <param name="labels">A label for each image.</param>
    /// <param name="read">Reads all of them.</param>
    internal ImagePool(string prompt, IReadOnlyList<string> files, LabelSet labels, Func<ImageBatch> read) =>
        (Prompt, Files, Labels, _read, _last) = (prompt, files, labels, read, new WeakReference<ImageBatch>(null!));

    /// <summary>The prompt that the images were generated for.</summary>
    public string Prompt { get; }

    /// <summary>The images, in the order of their seeds.</summary>
    /// <exception cref="RewardLabException">An image is missing, cannot be read, or is of another size than the others.</exception>
    public ImageBatch Images
    {
        get
        {
            if (_images is not null)
            {
                return _images;
            }

            if (!_last!.TryGetTarget(out var images))
            {
                images = _read!();
                _last.SetTarget(images);
            }

            return images;
        }
    }

    /// <summary>How the images' files were read; null where they were generated.</summary>
    internal ImageReading? Reading { get; init; }

    /// <summary>Labels per image; null where there are none.</summary>
    public LabelSet? Labels { get; }

    /// <summary>Where each image is in the run's folder, as tables of scores name it.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Number of images.</summary>
    public int Count => Files.Count;

    /// <summary>Refuses a reward whose option asks for the originals' reading of files where nobody asked for it when they were read.</summary>
    /// <exception cref="RewardLabException">It does.</exception>
    internal void RequireReading(ImageReading? wanted, string reward)
    {
        if (wanted == ImageReading.Reference && Reading == ImageReading.Shown)
        {
            throw new RewardLabException(
                $"{reward} is set to imageReading reference, but the images of \"{Prompt}\" were read as people see them: "
                + "open them by Lab.Load.Benchmark(path, reading: ImageReading.Reference).");
        }
    }
}
