using RewardLab.Abstractions;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Policies;
using RewardLab.Torch.Training;
using RewardLab.Algorithms.FineTuning.Checkpoints;

namespace RewardLab.Algorithms.FineTuning;

/// <summary>What an epoch works with.</summary>
/// <param name="Context">Reward, held-out rewards, prompts and run.</param>
/// <param name="Pipeline">The model.</param>
/// <param name="Adapter">What is trained of it.</param>
/// <param name="Policy">The model's steps.</param>
/// <param name="Optimizer">AdamW over the adapter.</param>
/// <param name="State">What a checkpoint holds.</param>
/// <param name="Components">What the host offers: images' files, and numbers that are settled once a run.</param>
internal sealed record TrainingParts(
    OptimizationContext Context, TextToImagePipeline Pipeline, LoraAdapter Adapter, DenoisingPolicy Policy, AdamW Optimizer, TrainingState State, ComponentContext Components)
{
    public IRun Run => Context.Run;

    public int RecordSetting(string what, Func<int> choose) => Components.RecordSetting(what, choose);
}
