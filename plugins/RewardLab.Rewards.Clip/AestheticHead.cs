using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Rewards.Clip;

/// <summary>A head of LAION's predictor, from a unit embedding to a score: one linear layer, or an MLP of five without activations. Both are affine, so what
/// was read is kept as one row of weights and a bias.</summary>
/// <remarks>The MLP's dropouts take places in its list, which is why its layers are 0, 2, 4, 6 and 7, and do nothing at inference.</remarks>
internal sealed class AestheticHead
{
    private const string Prefix = "layers.";
    private static readonly string[] Mlp = ["layers.0", "layers.2", "layers.4", "layers.6", "layers.7"];

    // As published, then as trl-lib's mirror calls the MLP.
    private static readonly string[] PublishedNames =
    [
        "sac+logos+ava1-l14-linearMSE.safetensors", "sac+logos+ava1-l14-linearMSE.pth", "aesthetic-model.pth",
        "sa_0_4_vit_l_14_linear.safetensors", "sa_0_4_vit_l_14_linear.pth",
    ];

    private readonly string _path;
    private readonly double[] _weights;
    private readonly double _bias;

    private AestheticHead(string path, double[] weights, double bias) => (_path, _weights, _bias) = (path, weights, bias);

    /// <summary>Reads a head.</summary>
    /// <param name="files">The model's folders, where a published head is looked for.</param>
    /// <param name="file">The head's file; empty for a published one.</param>
    /// <exception cref="RewardLabException">There is none, or it is another kind of head or damaged; the message names the file.</exception>
    public static AestheticHead Open(ModelFolder files, string file)
    {
        if (file.Length > 0)
        {
            var path = Path.GetFullPath(file);
            return File.Exists(path)
                ? Read(ModelFolder.Open(Path.GetDirectoryName(path)!), Path.GetFileName(path))
                : throw new RewardLabException($"{path}: there is no such file; the option head takes the file of a head of the aesthetic predictor.");
        }

        return PublishedNames.FirstOrDefault(files.HasFile) is { } name
            ? Read(files, name)
            : throw new RewardLabException(
                $"{files.Path}: has no head of the aesthetic predictor, looked for {string.Join(", ", PublishedNames)}. "
                + "Get one with 'rewardlab models get aesthetic', or name its file with the option head.");
    }

    /// <summary>Requires that the head takes embeddings of a width.</summary>
    /// <exception cref="RewardLabException">It takes others.</exception>
    public void RequireWidth(int width, string model)
    {
        if (width != _weights.Length)
        {
            throw new RewardLabException(
                $"{_path}: this head takes embeddings of {_weights.Length} numbers, but the CLIP in {model} makes {width}. "
                + "Take the CLIP that the head was trained for, ViT-L/14 for LAION's.");
        }
    }

    /// <summary>The score of an embedding of unit length.</summary>
    public double Score(ReadOnlySpan<float> embedding)
    {
        var score = _bias;
        for (var i = 0; i < _weights.Length; i++)
        {
            score += _weights[i] * embedding[i];
        }

        return score;
    }

    private static AestheticHead Read(ModelFolder files, string name)
    {
        using var source = files.OpenWeights([name]);
        var layers = LayersOf(source);
        var (weights, bias) = ((double[])[1], 0.0); // of the layers after this one: [out], a number
        foreach (var layer in layers.Reverse())
        {
            var (matrix, offsets) = (Values(source, layer + "weight"), Values(source, layer + "bias"));
            var folded = new double[matrix.Length / weights.Length];
            for (var row = 0; row < weights.Length; row++)
            {
                bias += weights[row] * offsets[row];
                for (var column = 0; column < folded.Length; column++)
                {
                    folded[column] += weights[row] * matrix[(row * folded.Length) + column];
                }
            }

            weights = folded;
        }

        return new AestheticHead(source.Path, weights, bias);
    }

    // Prefixes of the layers' tensors, first to last, once their names and shapes are those of a head.
    private static string[] LayersOf(IWeightSource source)
    {
        var isMlp = source.Tensors.Keys.Any(key => key.StartsWith(Prefix, StringComparison.Ordinal));
        string[] layers = isMlp ? [.. Mlp.Select(layer => layer + ".")] : [""];
        string[] expected = [.. layers.SelectMany(layer => new[] { layer + "weight", layer + "bias" })];
        if (!source.Tensors.Keys.ToHashSet(StringComparer.Ordinal).SetEquals(expected))
        {
            var found = string.Join(", ", source.Tensors.Keys.Order(StringComparer.Ordinal).Take(12).Select(key => OneLine.Format(key)));
            throw new RewardLabException(
                $"{source.Path}: is not a head of the aesthetic predictor: it must hold weight and bias of a linear layer, or of {string.Join(", ", Mlp)} "
                + $"(an MLP without activations), and holds {(found.Length > 0 ? found : "nothing")}{(source.Tensors.Count > 12 ? ", ..." : "")}.");
        }

        var width = 1L;
        foreach (var layer in layers.Reverse())
        {
            var (weight, bias) = (source.Tensors[layer + "weight"], source.Tensors[layer + "bias"]);
            if (weight.Shape.Length != 2 || weight.Shape[0] != width || weight.Shape[1] < 1 || bias.Shape.Length != 1 || bias.Shape[0] != width)
            {
                throw new RewardLabException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{source.Path}: {layer}weight is {weight} and {layer}bias is {bias}, but [{width}, n] and [{width}] are expected, as the layer after it "
                    + $"takes {width}."));
            }

            width = weight.Shape[1];
        }

        return layers;
    }

    private static double[] Values(IWeightSource source, string name)
    {
        if (source.Tensors[name].Type is not (ScalarType.Float32 or ScalarType.Float64 or ScalarType.Float16 or ScalarType.BFloat16))
        {
            throw new RewardLabException($"{source.Path}: {name} is {source.Tensors[name]}; a head's weights are floating-point numbers.");
        }

        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var values = source.Read(name).to(ScalarType.Float64).data<double>().ToArray();
        return Array.TrueForAll(values, double.IsFinite)
            ? values
            : throw new RewardLabException($"{source.Path}: {name} holds numbers that are not finite; the file is damaged.");
    }
}
