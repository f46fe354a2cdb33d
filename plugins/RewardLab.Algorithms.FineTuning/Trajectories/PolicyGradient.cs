using RewardLab.Algorithms.FineTuning.Metrics;
using RewardLab.Algorithms.FineTuning.Options;
using RewardLab.Algorithms.FineTuning.Rollouts;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Policies;
using RewardLab.Torch.Runtime;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Training;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Trajectories;

/// <summary>The gradient of DDPO's loss over steps of trajectories: Black et al., arXiv:2305.13301, section 4.3.</summary>
/// <remarks>The loss is a mean over samples and timesteps, so that how these share micro-batches changes memory and speed alone.</remarks>
/// <param name="options">Variant, limits and regularizer.</param>
/// <param name="policy">The policy that is trained.</param>
/// <param name="adapter">What is trained of it.</param>
/// <param name="computeType">What the denoiser computes in, for messages.</param>
internal sealed class PolicyGradient(DdpoOptions options, IDenoisingPolicy policy, LoraAdapter adapter, Func<ScalarType> computeType)
{
    private readonly PartGradients _gradients = new(adapter.Parameters);

    /// <summary>The sum of a unit. The parameters' own gradients are used for it, and are not what they were.</summary>
    /// <exception cref="RatioDriftException">A ratio is too far from 1.</exception>
    /// <exception cref="NonFiniteException">A loss is not finite.</exception>
    public GradientSum Compute(TrajectoryBatch batch, GradientTask task, CancellationToken cancellationToken)
    {
        _gradients.Clear();
        policy.EncodePrompts(batch.Requests.Select(request => request.Prompt));
        var measured = new List<PartMetrics>();
        foreach (var pairs in task.MicroBatches)
        {
            cancellationToken.ThrowIfCancellationRequested();
            measured.AddRange(Differentiate(batch, task, pairs));
        }

        return new GradientSum(_gradients.Flatten(), measured);
    }

    private PartMetrics[] Differentiate(TrajectoryBatch batch, GradientTask task, (int Row, int Step)[] pairs)
    {
        // In parts, which are computed side by side; batches that stay those of the sampling stay whole.
        var parts = task.FullBatchSize is null ? ParallelParts.ForGradients(pairs.Length, policy.Device) : [(0, pairs.Length)];
        var measured = new PartMetrics[parts.Count];
        _gradients.Accumulate(
            parts.Count,
            part =>
            {
                (int Row, int Step)[] own = pairs[parts[part].Start..(parts[part].Start + parts[part].Count)];
                (var loss, measured[part]) = Loss(batch, task, own);
                return loss;
            },
            isSequential: options.GradientCheckpointing);
        return measured;
    }

    /// <summary>The loss of some pairs, times their share of all.</summary>
    private (Tensor Loss, PartMetrics Metrics) Loss(TrajectoryBatch batch, GradientTask task, (int Row, int Step)[] pairs)
    {
        var share = pairs.Length / (double)task.PairCount;
        var taken = TakenSteps.Gather(batch, pairs, task.FullBatchSize);
        var step = policy.Evaluate(taken.State, taken.Rows);
        var logProbability = step.LogProbability(taken.Next); // log p_theta(x_{t-1} | x_t, c), [pairs]
        var advantage = tensor(Array.ConvertAll(pairs, pair => task.Advantages[pair.Row]), device: logProbability.device);

        // DDPO-IS: max(-A rho, -A clip(rho, 1 - c, 1 + c)), rho = p_theta / p_theta_old (section 4.3; Schulman et al., arXiv:1707.06347, equation 7).
        // DDPO-SF: -A log p_theta (Williams 1992). A is limited first.
        var objective = options.Variant == PolicyVariant.Clipped
            ? PolicyObjective.Clipped(logProbability, taken.LogProbabilities, advantage, options.ClipRange, options.AdvantageLimit)
            : PolicyObjective.ScoreFunction(logProbability, taken.LogProbabilities, advantage, options.ClipRange, options.AdvantageLimit);
        var loss = objective.Loss;
        float? distanceToBase = null;
        if (options.KlWeight > 0)
        {
            var distance = Distance(step, policy.EvaluateReference(taken.State, taken.Rows));
            distanceToBase = distance.item<float>();
            loss = loss.AddScaled(distance, options.KlWeight);
        }

        var ratios = objective.Ratio.cpu().data<float>().ToArray();
        Check(pairs, ratios, task.MaxDrift);
        var value = loss.item<float>();
        if (!float.IsFinite(value))
        {
            throw new NonFiniteException(Describe(batch, pairs, logProbability));
        }

        return (
            loss.Mul(share),
            new PartMetrics(pairs, share, value, ratios, objective.ApproximateKl.item<float>(), objective.ClipFraction.item<float>(), distanceToBase));
    }

    // How far the policy is from the frozen base, from which it must not stray far.
    private Tensor Distance(PolicyStep step, PolicyStep reference)
    {
        if (options.KlOf == RegularizerType.FlowStep)
        {
            return step.Flow!.Value.Divergence(reference.Transition.Mean).mean(); // (mean - mean_base)^2 / (2 s^2), without the step's length
        }

        var difference = options.KlOf == RegularizerType.Noise
            ? step.Transition.PredictedNoise - reference.Transition.PredictedNoise
            : (step.Transition.Mean - reference.Transition.Mean) / step.Transition.Sigma;
        return (difference * difference).mean();
    }

    private static void Check((int Row, int Step)[] pairs, float[] ratios, double maxDrift)
    {
        for (var i = 0; i < pairs.Length; i++)
        {
            var drift = Math.Abs(ratios[i] - 1.0);
            if (drift > maxDrift)
            {
                throw new RatioDriftException(drift, pairs[i].Step);
            }
        }
    }

    private string Describe(TrajectoryBatch batch, (int Row, int Step)[] pairs, Tensor logProbability)
    {
        var values = logProbability.detach().cpu().data<float>().ToArray();
        var (row, step) = pairs[Math.Max(0, Array.FindIndex(values, value => !float.IsFinite(value)))];
        return $"the loss is not finite: step {step} (timestep {policy.StepTimes[step]}), prompt \"{batch.Requests[row].Prompt}\", "
            + $"the denoiser computing in {computeType()}";
    }
}
