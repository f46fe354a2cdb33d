using RewardLab.Torch.Tensors;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Bert;

/// <summary>Word and position embeddings, normalised; learned queries, where there are any, stand before the words and have no position.</summary>
internal sealed class BertEmbeddings : Module<Tensor?, Tensor?, Tensor>
{
    private readonly double _dropout;

    [ComponentName(Name = "word_embeddings")]
    private readonly Embedding _words;

    [ComponentName(Name = "position_embeddings")]
    private readonly Embedding _positions;

    [ComponentName(Name = "LayerNorm")]
    private readonly LayerNorm _norm;

    internal BertEmbeddings(BertConfig config)
        : base(nameof(BertEmbeddings))
    {
        _dropout = config.HiddenDropout;
        _words = FreshLayers.Table(config.VocabularySize, config.HiddenSize, config.InitializerRange);
        _positions = FreshLayers.Table(config.MaxTokenCount, config.HiddenSize, config.InitializerRange);
        _norm = FreshLayers.Norm(config.HiddenSize, config.LayerNormEpsilon);
        RegisterComponents();
    }

    // [texts, length] or none, [1, queries, hidden] or none
    public override Tensor forward(Tensor? ids, Tensor? queries)
    {
        var parts = new List<Tensor>(2);
        if (queries is not null)
        {
            parts.Add(queries.expand(ids?.shape[0] ?? 1, -1, -1)); // [texts, queries, hidden]
        }

        if (ids is not null)
        {
            parts.Add(_words.call(ids).Add(_positions.weight!.narrow(0, 0, ids.shape[1]))); // [texts, length, hidden]
        }

        return functional.dropout(_norm.call(parts.Count == 1 ? parts[0] : cat(parts, 1)), _dropout, training);
    }
}
