using RewardLab.Abstractions;
using RewardLab.Torch.Adapters;

namespace RewardLab.Torch.Pipelines;

/// <summary>A flow model that can be fine-tuned: its parts are open to adapters, and its steps to a <see cref="Policies.FlowPolicy"/>.</summary>
public interface ITrainableFlowModel : IImageModel
{
    /// <summary>The model's parts. Whoever adapts them leaves them as they were.</summary>
    FlowPipeline Pipeline { get; }

    /// <summary>How the model generates unless told otherwise.</summary>
    GenerationOptions Options { get; }

    /// <summary>The adapter that the model generates with; fine-tuning continues from it. Null for none.</summary>
    LoraAdapter? Adapter => null;
}
