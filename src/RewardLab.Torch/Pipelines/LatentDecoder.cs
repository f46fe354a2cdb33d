using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Runtime;
using RewardLab.Torch.Tensors;
using static TorchSharp.torch;

namespace RewardLab.Torch.Pipelines;

/// <summary>From a denoiser's latents to colours.</summary>
internal sealed class LatentDecoder(AutoencoderKL autoencoder)
{
    // Decoding at full resolution is where memory peaks: two images of 512 x 512 at once, or as many small ones.
    private const int BytesDecodedAtOnce = 2 * 512 * 512 * 3;

    /// <summary>How many images are decoded at once, in a batch that has as many.</summary>
    internal static int ImagesAtOnce(int bytesPerImage) => Math.Max(BytesDecodedAtOnce / bytesPerImage, 1);

    /// <summary>Decodes the first images of a batch to 8 bits, rounded half to even as the reference rounds.</summary>
    /// <param name="latents">Scaled latents, [batch, channels, height, width].</param>
    /// <param name="count">How many images are wanted, 1 to batch.</param>
    /// <param name="target">Where they go, [count, height, width, 3].</param>
    /// <param name="isOneByOne">Whether images are decoded one at a time, however small.</param>
    /// <param name="cancellationToken">Looked at before each slice of the batch.</param>
    internal void Decode(Tensor latents, int count, Memory<byte> target, bool isOneByOne, CancellationToken cancellationToken)
    {
        var bytesPerImage = target.Length / count;
        var atOnce = isOneByOne ? 1 : Math.Min(ImagesAtOnce(bytesPerImage), (int)latents.shape[0]);
        for (var start = 0; start < count; start += atOnce)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (first, size) = (start, (int)Math.Min(atOnce, latents.shape[0] - start));
            var parts = ParallelParts.ShareOut(size, rowsPerItem: 1, latents.device, PipelineParts.TypeOf(autoencoder));
            ParallelParts.Run(parts.Count, part => DecodeSlice(
                latents, first + parts[part].Start, parts[part].Count, Math.Min(parts[part].Count, count - first - parts[part].Start), bytesPerImage, target));
        }
    }

    private void DecodeSlice(Tensor latents, int start, int size, int wanted, int bytesPerImage, Memory<byte> target)
    {
        if (wanted < 1)
        {
            return;
        }

        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var slice = latents.narrow(0, start, size);
        var pixels = DecodeToUnit(slice).Mul(255).round().to_type(ScalarType.Byte).permute(0, 2, 3, 1).contiguous().cpu(); // [slice, height, width, 3]
        pixels.data<byte>().ToArray().AsSpan(0, wanted * bytesPerImage).CopyTo(target.Span[(start * bytesPerImage)..]);
    }

    /// <summary>Decodes a batch to colours from 0 to 1.</summary>
    /// <param name="latents">Scaled latents, [batch, channels, height, width].</param>
    /// <returns>[batch, 3, height, width], in the caller's dispose scope.</returns>
    internal Tensor DecodeToUnit(Tensor latents)
    {
        using var scope = NewDisposeScope();
        var unscaled = autoencoder.Unscale(latents).to_type(PipelineParts.TypeOf(autoencoder));
        return autoencoder.Decode(unscaled).to_type(ScalarType.Float32).Div(2).Add(0.5).Clamp(0, 1).MoveToOuterDisposeScope();
    }
}
