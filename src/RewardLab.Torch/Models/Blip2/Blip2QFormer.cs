using RewardLab.Torch.Models.Bert;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Blip2;

/// <summary>The Q-Former under the name that LAVIS gives it; its head for writing texts is not needed here.</summary>
internal sealed class Blip2QFormer : nn.Module
{
    [ComponentName(Name = "bert")]
    private readonly BertModel _bert;

    internal Blip2QFormer(BertConfig config)
        : base(nameof(Blip2QFormer))
    {
        _bert = new BertModel(config);
        RegisterComponents();
    }

    internal BertModel Bert => _bert;
}
