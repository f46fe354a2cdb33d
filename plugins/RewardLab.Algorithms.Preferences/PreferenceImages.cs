using System.Collections.Concurrent;
using RewardLab.Abstractions;
using RewardLab.Torch.Imaging;

namespace RewardLab.Algorithms.Preferences;

/// <summary>The images of choices, resized to the model's input as they are first needed and kept as bytes while there is room. Safe from any thread.</summary>
internal sealed class PreferenceImages(string folder, ImagePreprocessor preprocessor, Func<string, ImageBatch> read, long cacheBytes)
{
    private readonly ConcurrentDictionary<string, ImageBatch> _kept = new(StringComparer.Ordinal);
    private long _keptBytes;

    /// <summary>Images resized and cropped, in order.</summary>
    /// <param name="files">Files as the list of choices names them.</param>
    /// <param name="cancellationToken">Asked between images.</param>
    /// <exception cref="RewardLabException">A file cannot be read; named.</exception>
    public ImageBatch Get(IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var images = new ImageBatch[files.Count];
        Parallel.For(
            0,
            files.Count,
            new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount },
            i => images[i] = Get(files[i]));
        return ImageBatch.Concat(images);
    }

    /// <summary>Whether a file is there, before hours are spent.</summary>
    public bool Exists(string file) => NamedFile.Find(folder, file) is not null;

    private ImageBatch Get(string file)
    {
        if (_kept.TryGetValue(file, out var kept))
        {
            return kept;
        }

        var image = preprocessor.ResizeAndCrop(read(Full(file)));
        if (Interlocked.Add(ref _keptBytes, image.Pixels.Length) <= cacheBytes)
        {
            _kept.TryAdd(file, image);
        }

        return image;
    }

    private string Full(string file) => Path.GetFullPath(NamedFile.Find(folder, file) ?? Path.Combine(folder, file));
}
