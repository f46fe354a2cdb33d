using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Sd3;

/// <summary>Attention of image and text to both at once, each with projections of its own (Esser et al., arXiv:2403.03206, section 4); without a text it
/// is ordinary attention of the image to itself.</summary>
internal sealed class JointAttention : nn.Module<Tensor, Tensor?, (Tensor Image, Tensor? Context)>
{
    private const double NormEpsilon = 1e-6;
    private readonly long _headCount;

    [ComponentName(Name = "to_q")]
    private readonly Linear _toQuery;

    [ComponentName(Name = "to_k")]
    private readonly Linear _toKey;

    [ComponentName(Name = "to_v")]
    private readonly Linear _toValue;

    [ComponentName(Name = "norm_q")]
    private readonly RmsNorm? _queryNorm;

    [ComponentName(Name = "norm_k")]
    private readonly RmsNorm? _keyNorm;

    [ComponentName(Name = "add_q_proj")]
    private readonly Linear? _addQuery;

    [ComponentName(Name = "add_k_proj")]
    private readonly Linear? _addKey;

    [ComponentName(Name = "add_v_proj")]
    private readonly Linear? _addValue;

    [ComponentName(Name = "norm_added_q")]
    private readonly RmsNorm? _addedQueryNorm;

    [ComponentName(Name = "norm_added_k")]
    private readonly RmsNorm? _addedKeyNorm;

    [ComponentName(Name = "to_out")]
    private readonly ModuleList<nn.Module<Tensor, Tensor>> _toOut;

    [ComponentName(Name = "to_add_out")]
    private readonly Linear? _toAddOut;

    /// <summary>Makes the layers.</summary>
    /// <param name="config">Heads and norms.</param>
    /// <param name="takesContext">Whether there is a text.</param>
    /// <param name="givesContext">Whether another block follows that takes the text.</param>
    internal JointAttention(Sd3TransformerConfig config, bool takesContext, bool givesContext)
        : base(nameof(JointAttention))
    {
        _headCount = config.HeadCount;
        long width = config.Width;
        _toQuery = nn.Linear(width, width);
        _toKey = nn.Linear(width, width);
        _toValue = nn.Linear(width, width);
        _toOut = new ModuleList<nn.Module<Tensor, Tensor>>(nn.Linear(width, width));
        (_queryNorm, _keyNorm) = Norms(config.NormalizesQueriesAndKeys);
        if (takesContext)
        {
            _addQuery = nn.Linear(width, width);
            _addKey = nn.Linear(width, width);
            _addValue = nn.Linear(width, width);
            (_addedQueryNorm, _addedKeyNorm) = Norms(config.NormalizesQueriesAndKeys);
            _toAddOut = givesContext ? nn.Linear(width, width) : null;
        }

        RegisterComponents();

        (RmsNorm?, RmsNorm?) Norms(bool areThere) =>
            areThere ? (new RmsNorm(config.HeadSize, NormEpsilon), new RmsNorm(config.HeadSize, NormEpsilon)) : (null, null);
    }

    public override (Tensor Image, Tensor? Context) forward(Tensor image, Tensor? context) // [batch, patches, width], [batch, tokens, width]
    {
        using var scope = NewDisposeScope();
        var (query, key, value) = (Heads(_toQuery, image, _queryNorm), Heads(_toKey, image, _keyNorm), Heads(_toValue, image, null));
        if (context is not null)
        {
            query = cat([query, Heads(_addQuery!, context, _addedQueryNorm)], 2); // the image's tokens first
            key = cat([key, Heads(_addKey!, context, _addedKeyNorm)], 2);
            value = cat([value, Heads(_addValue!, context, null)], 2);
        }

        var attended = nn.functional.scaled_dot_product_attention(query, key, value).transpose(1, 2).flatten(2); // [batch, patches + tokens, width]
        var patches = image.shape[1];
        var out1 = _toOut[0].call(attended.narrow(1, 0, patches)).MoveToOuterDisposeScope();
        var out2 = _toAddOut?.call(attended.narrow(1, patches, attended.shape[1] - patches)).MoveToOuterDisposeScope();
        return (out1, out2);
    }

    private Tensor Heads(Linear projection, Tensor tokens, RmsNorm? norm) // [batch, heads, tokens, head size]
    {
        var heads = projection.call(tokens).view(tokens.shape[0], tokens.shape[1], _headCount, -1).transpose(1, 2);
        return norm?.call(heads) ?? heads;
    }
}
