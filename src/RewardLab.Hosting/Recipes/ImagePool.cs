using RewardLab.Abstractions;
using RewardLab.Evaluation.Labels;
using RewardLab.Runs.Images;

namespace RewardLab.Hosting.Recipes;

/// <summary>Images of one prompt, generated or read, with annotators' labels where there are any.</summary>
public sealed class ImagePool
{
    // Above this, images are read as they are needed rather than held.
    private const long MaxHeldBytes = 1L << 30;

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
    /// <param name="labels">A label for each image; null where there are none.</param>
    /// <param name="read">Reads all of them.</param>
    private ImagePool(string prompt, IReadOnlyList<string> files, LabelSet? labels, Func<ImageBatch> read) =>
        (Prompt, Files, Labels, _read, _last) = (prompt, files, labels, read, new WeakReference<ImageBatch>(null!));

    /// <summary>Images of one prompt that lie in files.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="paths">Where each is read from.</param>
    /// <param name="names">What tables of scores call each.</param>
    /// <param name="labels">A label for each image; null where there are none.</param>
    /// <param name="reading">How the files are read.</param>
    /// <param name="isHeld">Whether they are read now and kept; else when they are asked for.</param>
    /// <exception cref="RewardLabException">An image is missing, cannot be read, or is of another size than the others.</exception>
    internal static ImagePool Open(string prompt, string[] paths, IReadOnlyList<string> names, LabelSet? labels, ImageReading reading, bool isHeld) => isHeld
        ? new ImagePool(prompt, Read(prompt, paths, reading), names, labels) { Reading = reading }
        : new ImagePool(prompt, names, labels, () => Read(prompt, paths, reading)) { Reading = reading };

    /// <summary>Whether so many images of the size of one are held in memory rather than read as they are needed.</summary>
    /// <exception cref="RewardLabException">The image cannot be read.</exception>
    internal static bool IsHeld(string path, ImageReading reading, long count) => ImageFiles.Read(path, reading).BytesPerImage * count <= MaxHeldBytes;

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
                + "open them with reading: ImageReading.Reference.");
        }
    }

    private static ImageBatch Read(string prompt, string[] files, ImageReading reading)
    {
        var images = Array.ConvertAll(files, file => ImageFiles.Read(file, reading));
        var odd = Array.FindIndex(images, image => image.Width != images[0].Width || image.Height != images[0].Height);
        return odd < 0
            ? ImageBatch.Concat(images)
            : throw new RewardLabException(
                $"\"{prompt}\": '{files[odd]}' has {images[odd].Width} x {images[odd].Height} pixels, '{files[0]}' {images[0].Width} x {images[0].Height}; "
                + "a recipe takes images of one size for each prompt, 'rewardlab bench run' takes any.");
    }
}
