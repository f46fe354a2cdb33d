using RewardLab.Abstractions;
using RewardLab.Hosting.Components.Units;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Pipelines;

namespace RewardLab.Hosting.Components.Guards;

/// <summary>A plugin's image model whose answers are checked: an image for each request, so that none gets under another's prompt.</summary>
internal class GuardedImageModel(IImageModel inner, ComponentGuard guard, UnitOrigin? origin) : IImageModel
{
    public string Name => guard.Call(nameof(Name), () => guard.Something(inner.Name, nameof(Name)));

    /// <summary>The guard of a model; one that can be fine-tuned stays one.</summary>
    public static GuardedImageModel Create(IImageModel inner, ComponentGuard guard, UnitOrigin? origin = null) =>
        inner is ITrainableImageModel trainable ? new Trainable(trainable, guard, origin)
        : inner is ITrainableFlowModel flow ? new TrainableFlow(flow, guard, origin)
        : new GuardedImageModel(inner, guard, origin);

    /// <summary>What the model is made from; null where that is not known.</summary>
    public ComponentReference? Reference => origin?.Reference;

    public ImageBatch Generate(IReadOnlyList<ImageRequest> requests, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var images = origin is { HasWorkers: true }
            ? ImageUnits.Generate(origin, BatchSize, requests, progress, cancellationToken)
            : guard.Something(
                guard.Call(nameof(Generate), () => inner.Generate(requests, progress, cancellationToken), cancellationToken), nameof(Generate));
        return images.Count == requests.Count
            ? images
            : throw guard.Broken($"returned {images.Count} images for {requests.Count} requests");
    }

    public void Dispose() => guard.Dispose(inner);

    /// <summary>Images that the model generates at once; 0 where it does not say.</summary>
    protected virtual int BatchSize => 0;

    private sealed class Trainable(ITrainableImageModel inner, ComponentGuard guard, UnitOrigin? origin)
        : GuardedImageModel(inner, guard, origin), ITrainableImageModel
    {
        private readonly ComponentGuard _guard = guard;

        public TextToImagePipeline Pipeline => _guard.Call(nameof(Pipeline), () => _guard.Something(inner.Pipeline, nameof(Pipeline)));

        public GenerationOptions Options => _guard.Call(nameof(Options), () => _guard.Something(inner.Options, nameof(Options)));

        public LoraAdapter? Adapter => _guard.Call(nameof(Adapter), () => inner.Adapter);

        protected override int BatchSize => Options.BatchSize;
    }

    private sealed class TrainableFlow(ITrainableFlowModel inner, ComponentGuard guard, UnitOrigin? origin)
        : GuardedImageModel(inner, guard, origin), ITrainableFlowModel
    {
        private readonly ComponentGuard _guard = guard;

        public FlowPipeline Pipeline => _guard.Call(nameof(Pipeline), () => _guard.Something(inner.Pipeline, nameof(Pipeline)));

        public GenerationOptions Options => _guard.Call(nameof(Options), () => _guard.Something(inner.Options, nameof(Options)));

        public LoraAdapter? Adapter => _guard.Call(nameof(Adapter), () => inner.Adapter);

        protected override int BatchSize => Options.BatchSize;
    }
}
