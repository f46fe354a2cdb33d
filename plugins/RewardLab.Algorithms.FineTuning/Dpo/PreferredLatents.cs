using RewardLab.Abstractions;
using RewardLab.Torch.Imaging;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Dpo;

/// <summary>The images of preference pairs as latents, each encoded once, and the pairs in an endless order.</summary>
/// <remarks>Owns the latents.</remarks>
internal sealed class PreferredLatents : IDisposable
{
    private readonly Tensor _latents; // x_0, [images, channels, height, width]
    private readonly PreferredImages _images;
    private readonly Dictionary<string, long> _rows;
    private readonly ShuffledRounds _order;

    private PreferredLatents(Tensor latents, PreferredImages images, FineTuningSeeds seeds)
    {
        (_latents, _images, _order) = (latents, images, new ShuffledRounds(images.Pairs.Count, seeds));
        _rows = images.Files.Index().ToDictionary(file => file.Item, file => (long)file.Index, StringComparer.Ordinal);
    }

    /// <summary>Reads and encodes images; one of another size is resized to cover the model's, and its middle is taken.</summary>
    /// <exception cref="RewardLabException">An image cannot be read.</exception>
    public static PreferredLatents Encode(
        PreferredImages images, Func<string, ImageBatch> read, FineTuningSession session, CancellationToken cancellationToken)
    {
        var (policy, factor) = (session.DiffusionPolicy, session.Pipeline.Autoencoder.Config.PixelsPerLatent);
        var (height, width) = ((int)policy.LatentShape[1] * factor, (int)policy.LatentShape[2] * factor);
        var crop = new ImagePreprocessor(new ImagePreprocessorConfig { ResizeMode = ImageResizeMode.None, CropHeight = height, CropWidth = width });
        var latents = new List<Tensor>();
        using var scope = NewDisposeScope();
        foreach (var file in images.Files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            latents.Add(policy.Encode(crop.ResizeAndCrop(Cover(read(images.PathOf(file)), height, width))));
            session.Run.ReportProgress("encode images", latents.Count, images.Files.Length);
        }

        return new PreferredLatents(cat(latents, 0).DetachFromDisposeScope(), images, session.Seeds);
    }

    /// <summary>The pair at a place of the order: every pair once, in a random order, before any comes again.</summary>
    public PreferredImages.Pair At(long place) => _images.Pairs[_order[place]];

    /// <summary>The latents of the preferred images of pairs, then of the others; in the caller's dispose scope.</summary>
    /// <returns>x_0, [2 pairs, channels, height, width].</returns>
    public Tensor Gather(IReadOnlyList<PreferredImages.Pair> pairs) => _latents.index_select(
        0,
        tensor([.. pairs.Select(pair => _rows[pair.Preferred]), .. pairs.Select(pair => _rows[pair.Other])], device: _latents.device));

    public void Dispose() => _latents.Dispose();

    private static ImageBatch Cover(ImageBatch image, int height, int width)
    {
        var scale = Math.Max(height / (double)image.Height, width / (double)image.Width);
        return scale == 1 ? image : PillowResampler.Resize(
            image, Math.Max(height, (int)Math.Round(image.Height * scale)), Math.Max(width, (int)Math.Round(image.Width * scale)));
    }
}
