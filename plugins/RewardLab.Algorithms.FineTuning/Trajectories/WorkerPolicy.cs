using RewardLab.Abstractions;
using RewardLab.Algorithms.FineTuning.Evaluation;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Policies;

namespace RewardLab.Algorithms.FineTuning.Trajectories;

/// <summary>A worker's policy: model, adapter and steps as the run has them, with weights that come with the units.</summary>
internal sealed class WorkerPolicy : IDisposable
{
    private readonly IImageModel _model;
    private readonly TrainedModel _trained;
    private readonly LoraAdapter _adapter;
    private readonly PolicyGradient _gradient;
    private readonly IDenoisingPolicy? _evaluation;
    private string _weights = "";

    /// <exception cref="RewardLabException">The model cannot be made here, or not be trained.</exception>
    public WorkerPolicy(TrajectorySpec spec, ComponentContext context)
    {
        var options = spec.Options;
        _model = context.Components.Create<IImageModel>(ComponentReference.FromJson(spec.Model));
        try
        {
            _trained = TrainedModel.From(_model) ?? throw new RewardLabException($"{options.Name}: {_model.Name} cannot be fine-tuned.");
            _adapter = _trained.Attach(options, SeedStream.Create(0, options.Name));
            _trained.RecomputesBlocks = options.GradientCheckpointing;
            Policy = _trained.CreatePolicy(_adapter, options);
            _gradient = new PolicyGradient(options, Policy, _adapter, () => _trained.ComputeType);
            _evaluation = options.EvaluationSteps > 0
                ? _trained.CreatePolicy(_adapter, options with { NumInferenceSteps = options.EvaluationSteps })
                : null;
            if (spec.IsRaisedToFloat32)
            {
                Policy.RaiseToFloat32();
                _evaluation?.RaiseToFloat32();
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private IDenoisingPolicy Policy { get; }

    /// <summary>Samples a batch.</summary>
    public TrajectoryBatch Sample(
        (string Name, Func<string, ReadOnlyMemory<byte>> Shared) weights, ImageRequest[] requests, CancellationToken cancellationToken)
    {
        Take(weights.Name, weights.Shared);
        return Policy.Sample(requests, cancellationToken);
    }

    /// <summary>Samples held-out images.</summary>
    public HeldOutBatch Evaluate((string Name, Func<string, ReadOnlyMemory<byte>> Shared) weights, HeldOutTask task, CancellationToken cancellationToken)
    {
        Take(weights.Name, weights.Shared);
        return HeldOutSampler.Sample(_evaluation ?? Policy, task, cancellationToken);
    }

    /// <summary>Differentiates.</summary>
    public GradientSum Differentiate(
        (string Name, Func<string, ReadOnlyMemory<byte>> Shared) weights, TrajectoryBatch batch, GradientTask task, CancellationToken cancellationToken)
    {
        Take(weights.Name, weights.Shared);
        return _gradient.Compute(batch, task, cancellationToken);
    }

    public void Dispose()
    {
        Policy?.Dispose(); // null where it could not be made
        _evaluation?.Dispose();
        _adapter?.Dispose();
        _model.Dispose();
    }

    private void Take(string weights, Func<string, ReadOnlyMemory<byte>> shared)
    {
        if (weights != _weights)
        {
            AdapterWeights.Read(shared(weights), _adapter);
            _weights = weights;
        }
    }
}
