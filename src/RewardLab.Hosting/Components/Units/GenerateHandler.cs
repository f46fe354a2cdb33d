using RewardLab.Abstractions;
using RewardLab.Torch.Pipelines;

namespace RewardLab.Hosting.Components.Units;

/// <summary>Generates images.</summary>
/// <param name="make">Makes an image model.</param>
internal sealed class GenerateHandler(Func<ComponentReference, IRecordedSettings, IImageModel> make) : IUnitHandler
{
    private const int MaxModels = 1;
    private readonly MadeComponents<IImageModel> _models = new(make, MaxModels);

    public ReadOnlyMemory<byte> Compute(WorkUnit unit, Func<string, ReadOnlyMemory<byte>> shared, CancellationToken cancellationToken)
    {
        var (model, settings) = _models.Get(shared(unit.Shared[0]));
        var (batchSize, requests) = ImageUnits.Read(unit.Input);
        var images = model.Generate(requests, progress: null, cancellationToken);

        // Images depend on it: one that was halved for lack of memory gives others.
        if (batchSize > 0 && BatchSize(model) != batchSize)
        {
            throw new RewardLabException(
                $"{model.Name}: batches of {batchSize} images, which this run generates, do not fit into a worker's memory. "
                + $"Set the model's option 'batchSize' to {BatchSize(model)} or less, or leave that worker out.");
        }

        return UnitResult.Write(settings, writer => UnitImages.Write(writer, images));
    }

    public void Dispose() => _models.Dispose();

    private static int BatchSize(IImageModel model) => model switch
    {
        ITrainableImageModel diffusion => diffusion.Options.BatchSize,
        ITrainableFlowModel flow => flow.Options.BatchSize,
        _ => 0,
    };
}
