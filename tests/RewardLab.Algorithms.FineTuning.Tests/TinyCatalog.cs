using RewardLab.Abstractions;

namespace RewardLab.Algorithms.FineTuning.Tests;

/// <summary>A catalog whose one model is the tiny one.</summary>
internal sealed class TinyCatalog(Action<Torch.Pipelines.PipelineImageModel>? prepare = null) : IComponentCatalog
{
    // Random weights come from one generator of the process.
    private static readonly Lock Gate = new();

    public IReadOnlyList<ComponentDescription> Components => [];

    public TComponent Create<TComponent>(ComponentReference reference)
        where TComponent : class
    {
        lock (Gate)
        {
            var model = TinyWorld.Model();
            prepare?.Invoke(model);
            return (TComponent)(object)model;
        }
    }
}
