using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;

namespace RewardLab.Torch.Models.Bert;

/// <summary>The stack of blocks.</summary>
internal sealed class BertEncoder : Module
{
    [ComponentName(Name = "layer")]
    private readonly ModuleList<BertLayer> _layers;

    internal BertEncoder(BertConfig config)
        : base(nameof(BertEncoder))
    {
        _layers = new ModuleList<BertLayer>([.. Enumerable.Range(0, config.LayerCount).Select(i => new BertLayer(config, i))]);
        RegisterComponents();
        Layers = [.. _layers];
    }

    internal IReadOnlyList<BertLayer> Layers { get; }
}
