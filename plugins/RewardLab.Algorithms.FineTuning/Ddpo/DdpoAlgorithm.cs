using RewardLab.Abstractions;
using RewardLab.Torch.Adapters;
using RewardLab.Algorithms.FineTuning.Options;
using RewardLab.Algorithms.FineTuning.Trajectories;

namespace RewardLab.Algorithms.FineTuning.Ddpo;

/// <summary>Denoising diffusion policy optimization (Black et al., arXiv:2305.13301), by importance sampling or by the score function.</summary>
internal sealed class DdpoAlgorithm(DdpoOptions options, ComponentContext components) : IAlgorithm
{
    public string Name => "ddpo";

    public void Run(OptimizationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (options.Variant == PolicyVariant.ScoreFunction && options.UpdatesPerEpoch * options.InnerEpochs > 1)
        {
            throw new RewardLabException(
                $"{options.Name}: variant scoreFunction is valid for one update per epoch only. "
                + "Set updatesPerEpoch and innerEpochs to 1, or variant to clipped.");
        }

        if (options.UpdatesPerEpoch > options.SamplesPerEpoch)
        {
            throw new RewardLabException(
                $"{options.Name}: {options.SamplesPerEpoch} samples cannot be divided among {options.UpdatesPerEpoch} updates. "
                + "Increase samplesPerEpoch or decrease updatesPerEpoch.");
        }

        var isFlow = TrainedModel.From(context.Model) is TrainedModel.FlowModel;
        if (isFlow && options.AdapterFormat == LoraLayout.Kohya)
        {
            throw new RewardLabException($"{options.Name}: a flow model's LoRA is not written under kohya's names. Set adapterFormat to diffusers or peft.");
        }

        if (options.KlOf == RegularizerType.FlowStep && !isFlow)
        {
            throw new RewardLabException($"{options.Name}: klOf flowStep is for flow models, such as stable-diffusion-3. Set klOf to noise or stepMean.");
        }

        using var session = new FineTuningSession(options, TrainingPlan.From(options), context, components);
        using var trajectories = Trajectories(session);
        new DdpoTrainer(options, session, trajectories).Run(cancellationToken);
    }

    // On workers and here the same units are computed, and their sums added in the same order.
    private ITrajectories Trajectories(FineTuningSession session)
    {
        var (workers, adapter) = (session.Context.Workers, session.Adapter);
        if (workers.HasWorkers && session.Context.ModelReference is { } model)
        {
            var pooled = new PooledTrajectories(options, model, adapter, () => session.State.IsRaisedToFloat32, session.Policy.Device, workers);
            session.SampleHeldOut = pooled.Evaluate;
            return pooled;
        }

        if (workers.HasWorkers)
        {
            components.Logger.LogLine($"{options.Name}: {session.Model.Name} is no component of a plugin, so that workers cannot make it: it is trained here.");
        }

        return new LocalTrajectories(session.Policy, new PolicyGradient(options, session.Policy, adapter, () => session.Model.ComputeType));
    }
}
