using RewardLab.Abstractions;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Scoring;

[assembly: RewardLabPlugin("contract10.trainable", ContractVersion.Current)]

namespace Contract10;

public sealed record DiffusionOptions
{
    [PathOption]
    public string Model { get; init; } = "";
}

[ExportImageModel("contract10-trainable", Description = "a pipeline that can be fine-tuned")]
public sealed class DiffusionFactory : ComponentFactory<IImageModel, DiffusionOptions>
{
    protected override IImageModel Create(DiffusionOptions options, ComponentContext context)
    {
        var folder = context.Models.Folders(options.Model, ComponentKind.ImageModel)[0];
        return new Diffusion(TextToImagePipeline.Load(folder, Placement.Find("cpu")), context);
    }
}

internal sealed class Diffusion(TextToImagePipeline pipeline, ComponentContext context) : ITrainableImageModel
{
    private readonly PipelineImageModel _inner = new(
        "diffusion", pipeline, new GenerationOptions { NumInferenceSteps = 2, GuidanceScale = 1, BatchSize = 1 }, context.Logger.LogLine);

    public string Name => _inner.Name;

    public TextToImagePipeline Pipeline => _inner.Pipeline;

    public GenerationOptions Options => _inner.Options;

    public LoraAdapter? Adapter => _inner.Adapter;

    public ImageBatch Generate(IReadOnlyList<ImageRequest> requests, IProgress<int>? progress, CancellationToken cancellationToken) =>
        _inner.Generate(requests, progress, cancellationToken);

    public void Dispose() => _inner.Dispose();
}
