using System.Security.Cryptography;
using RewardLab.Abstractions;
using RewardLab.Torch.Imaging;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Text;
using SkiaSharp;
using static TorchSharp.torch;

namespace RewardLab.Benchmarks.Former;

/// <summary>Scoring of image files by CLIP as it was before: decoded one after the other, laid on white value by value, resized by
/// <see cref="FormerResampler"/>, and encoded in batches whose operations are split among the threads.</summary>
internal sealed class FormerClip(ClipModel model, int batchSize)
{
    private const int Step = 64;
    private const int MaxImages = 256;
    private const long MaxBytes = 96L << 20;

    private readonly Dictionary<string, Tensor> _weights = model.named_parameters().ToDictionary(
        entry => entry.name, entry => (Tensor)entry.parameter, StringComparer.Ordinal);

    /// <summary>Cosines of images with texts: [images * texts], image by image.</summary>
    /// <param name="files">PNG files of one size.</param>
    /// <param name="texts">Embeddings of unit length, [texts, projection].</param>
    public float[] Score(IReadOnlyList<string> files, Tensor texts)
    {
        var scores = new List<float>();
        var next = Task.Run(() => Decode(files, 0));
        for (var start = 0; start < files.Count;)
        {
            var (images, end) = next.GetAwaiter().GetResult();
            next = end < files.Count ? Task.Run(() => Decode(files, end)) : next;
            start = end;
            for (var first = 0; first < images.Count; first += Step)
            {
                scores.AddRange(Score(images.Slice(first, Math.Min(Step, images.Count - first)), texts));
            }
        }

        return [.. scores];
    }

    /// <summary>A text's embedding of unit length, [1, projection].</summary>
    public Tensor EmbedText(ClipTokenizer tokenizer, string text) =>
        ClipModel.Normalized(model.EncodeText(tokenizer.EncodePadded([text], tokenizer.CountTokens(text)).IdsTensor(CPU)));

    private List<float> Score(ImageBatch images, Tensor texts)
    {
        Parallel.For(0, images.Count, i => SHA256.HashData(images[i]));
        var scores = new List<float>();
        int[][] chunks = [.. Enumerable.Range(0, images.Count).Chunk(batchSize)];
        var next = Preprocess(chunks[0]);
        for (var chunk = 0; chunk < chunks.Length; chunk++)
        {
            var pixels = next.GetAwaiter().GetResult();
            next = chunk + 1 < chunks.Length ? Preprocess(chunks[chunk + 1]) : next;
            using var ungraded = no_grad();
            using var scope = NewDisposeScope();
            for (var i = 0; i < pixels.Count; i++)
            {
                SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(pixels.Values.AsSpan(i * pixels.ValuesPerImage, pixels.ValuesPerImage)));
            }

            foreach (var image in ClipModel.Normalized(Encode(pixels.ToTensor())).unbind(0))
            {
                scores.AddRange((image.unsqueeze(0) * texts).sum(-1).data<float>().ToArray());
            }
        }

        return scores;

        Task<PixelBatch> Preprocess(int[] indices) =>
            Task.Run(() => FormerResampler.Preprocess(images.Select(indices), model.Config.Vision.ImageSize, ImagePreprocessorConfig.OpenAiClip));
    }

    private Tensor Encode(Tensor pixels)
    {
        const string Tower = "vision_model.";
        var config = model.Config.Vision;
        var patches = nn.functional.conv2d(pixels, W(Tower + "embeddings.patch_embedding.weight"), strides: [config.PatchSize, config.PatchSize])
            .flatten(2).transpose(1, 2);
        var classes = W(Tower + "embeddings.class_embedding").expand(pixels.shape[0], 1, -1);
        var hidden = Norm(cat([classes, patches], 1).Add(W(Tower + "embeddings.position_embedding.weight")), Tower + "pre_layrnorm");
        for (var i = 0; i < config.LayerCount; i++)
        {
            hidden = Block(hidden, FormattableString.Invariant($"{Tower}encoder.layers.{i}."), config.HeadCount);
        }

        return Norm(hidden.select(1, 0), Tower + "post_layernorm").matmul(W("visual_projection.weight").t());
    }

    private Tensor Block(Tensor hidden, string name, int headCount)
    {
        using var scope = NewDisposeScope();
        var shape = hidden.shape;
        var normal = Norm(hidden, name + "layer_norm1");
        var attended = nn.functional.scaled_dot_product_attention(Heads("q_proj"), Heads("k_proj"), Heads("v_proj"));
        hidden = hidden.Add(Linear(attended.transpose(1, 2).reshape(shape), name + "self_attn.out_proj"));
        var inner = Linear(Norm(hidden, name + "layer_norm2"), name + "mlp.fc1");
        return hidden.Add(Linear(inner * inner.Mul(1.702).sigmoid(), name + "mlp.fc2")).MoveToOuterDisposeScope();

        Tensor Heads(string part) => Linear(normal, name + "self_attn." + part).view(shape[0], shape[1], headCount, shape[2] / headCount).transpose(1, 2);
    }

    private Tensor Norm(Tensor hidden, string name) =>
        nn.functional.layer_norm(hidden, [hidden.shape[^1]], W(name + ".weight"), W(name + ".bias"), model.Config.Vision.LayerNormEpsilon);

    private Tensor Linear(Tensor hidden, string name) => nn.functional.linear(hidden, W(name + ".weight"), W(name + ".bias"));

    private Tensor W(string name) => _weights[name];

    private static (ImageBatch Images, int End) Decode(IReadOnlyList<string> files, int start)
    {
        var images = new List<ImageBatch>();
        var end = start;
        for (var bytes = 0L; end < files.Count && end - start < MaxImages && bytes < MaxBytes; end++)
        {
            images.Add(Decode(File.ReadAllBytes(files[end])));
            bytes += images[^1].BytesPerImage;
        }

        return (ImageBatch.Concat(images), end);
    }

    private static ImageBatch Decode(byte[] file)
    {
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul, colorspace: null);
        var rgba = new byte[info.BytesSize];
        unsafe
        {
            fixed (byte* first = rgba)
            {
                codec.GetPixels(info, (nint)first);
            }
        }

        var rgb = new byte[rgba.Length / 4 * 3];
        for (var pixel = 0; pixel < rgba.Length / 4; pixel++)
        {
            var alpha = rgba[(pixel * 4) + 3];
            for (var channel = 0; channel < 3; channel++)
            {
                rgb[(pixel * 3) + channel] = (byte)(((rgba[(pixel * 4) + channel] * alpha) + (255 * (255 - alpha)) + 127) / 255);
            }
        }

        return new ImageBatch(rgb, 1, info.Height, info.Width);
    }
}
