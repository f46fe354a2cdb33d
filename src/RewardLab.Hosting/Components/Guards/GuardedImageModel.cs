using RewardLab.Abstractions;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Pipelines;

namespace RewardLab.Hosting.Components.Guards;

/// <summary>A plugin's image model whose answers are checked: an image for each request, so that none gets under another's prompt.</summary>
internal class GuardedImageModel(IImageModel inner, ComponentGuard guard) : IImageModel
{
    public string Name => guard.Call(nameof(Name), () => guard.Something(inner.Name, nameof(Name)));

    /// <summary>The guard of a model; one that can be fine-tuned stays one.</summary>
    public static GuardedImageModel Create(IImageModel inner, ComponentGuard guard) =>
        inner is ITrainableImageModel trainable ? new Trainable(trainable, guard)
        : inner is ITrainableFlowModel flow ? new TrainableFlow(flow, guard)
        : new GuardedImageModel(inner, guard);

    public ImageBatch Generate(IReadOnlyList<ImageRequest> requests, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var images = guard.Something(
            guard.Call(nameof(Generate), () => inner.Generate(requests, progress, cancellationToken), cancellationToken), nameof(Generate));
        return images.Count == requests.Count
            ? images
            : throw guard.Broken($"returned {images.Count} images for {requests.Count} requests");
    }

    public void Dispose() => guard.Dispose(inner);

    private sealed class Trainable(ITrainableImageModel inner, ComponentGuard guard) : GuardedImageModel(inner, guard), ITrainableImageModel
    {
        private readonly ComponentGuard _guard = guard;

        public TextToImagePipeline Pipeline => _guard.Call(nameof(Pipeline), () => _guard.Something(inner.Pipeline, nameof(Pipeline)));

        public GenerationOptions Options => _guard.Call(nameof(Options), () => _guard.Something(inner.Options, nameof(Options)));

        public LoraAdapter? Adapter => _guard.Call(nameof(Adapter), () => inner.Adapter);
    }

    private sealed class TrainableFlow(ITrainableFlowModel inner, ComponentGuard guard) : GuardedImageModel(inner, guard), ITrainableFlowModel
    {
        private readonly ComponentGuard _guard = guard;

        public FlowPipeline Pipeline => _guard.Call(nameof(Pipeline), () => _guard.Something(inner.Pipeline, nameof(Pipeline)));

        public GenerationOptions Options => _guard.Call(nameof(Options), () => _guard.Something(inner.Options, nameof(Options)));

        public LoraAdapter? Adapter => _guard.Call(nameof(Adapter), () => inner.Adapter);
    }
}
