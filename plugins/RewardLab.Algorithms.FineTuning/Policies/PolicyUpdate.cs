using RewardLab.Torch.Policies;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Training;
using RewardLab.Algorithms.FineTuning.Options;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Policies;

/// <summary>One optimizer step's gradient, accumulated over samples and timesteps.</summary>
/// <remarks>The loss is a mean over all pairs of sample and timestep, so how they are shared out among micro-batches changes memory and speed, not the mathematics.</remarks>
internal sealed class PolicyUpdate(DdpoOptions options, TrainingParts parts)
{
    /// <summary>Accumulates the gradient.</summary>
    /// <param name="rollout">The samples.</param>
    /// <param name="advantages">[samples].</param>
    /// <param name="halves">The pairs of each half of the samples, each array computed at once; the second may be empty.</param>
    /// <param name="keepsDrawing">Whether each array is computed among the whole batch that it was drawn in.</param>
    /// <param name="driftLimit">Largest |ratio - 1| where the policy is still the one that drew; infinite once it has moved.</param>
    /// <param name="cancellationToken">Looked at before every micro-batch.</param>
    /// <exception cref="NonFiniteException">A loss is not finite.</exception>
    /// <exception cref="RatioDriftException">The ratio is beyond the limit.</exception>
    public UpdateMetrics Accumulate(
        Rollout rollout, double[] advantages, (IReadOnlyList<(int Sample, int Step)[]> First, IReadOnlyList<(int Sample, int Step)[]> Second) halves, bool keepsDrawing, double driftLimit, CancellationToken cancellationToken)
    {
        parts.Optimizer.ZeroGradients();
        var metrics = new UpdateMetrics(options.NumInferenceSteps);
        var total = (double)(halves.First.Sum(batch => batch.Length) + halves.Second.Sum(batch => batch.Length));
        Accumulate(halves.First);
        if (halves.Second.Count == 0)
        {
            return metrics;
        }

        var (count, other) = (Samples(halves.First), Samples(halves.Second));
        using var noise = GradientNoise.AfterFirstHalf(parts.Adapter.Parameters, count);
        Accumulate(halves.Second);
        metrics.Gradient = noise.AfterAll(parts.Adapter.Parameters, count + other);
        return metrics;

        void Accumulate(IReadOnlyList<(int Sample, int Step)[]> batches)
        {
            foreach (var pairs in batches)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Differentiate(rollout, advantages, pairs, keepsDrawing, pairs.Length / total, driftLimit, metrics);
            }
        }
    }

    private static int Samples(IEnumerable<(int Sample, int Step)[]> batches) => batches.SelectMany(batch => batch.Select(pair => pair.Sample)).Distinct().Count();

    private void Differentiate(Rollout rollout, double[] advantages, (int Sample, int Step)[] pairs, bool keepsDrawing, double share, double driftLimit, UpdateMetrics metrics)
    {
        using var scope = NewDisposeScope();
        var (point, next, old) = rollout.Gather(pairs);
        var (whole, kept) = keepsDrawing ? rollout.GatherFullBatch(pairs, parts.Policy.Options.BatchSize) : (point, null);
        var weights = tensor(Array.ConvertAll(pairs, pair => (float)advantages[pair.Sample]), device: point.Latents.device);
        var step = parts.Policy.Evaluate(whole, kept);
        var logProbability = step.Transition.LogProbability(next);
        var policy = options.Variant == PolicyVariant.Clipped
            ? PolicyObjective.Clipped(logProbability, old, weights, options.ClipRange, options.AdvantageLimit)
            : PolicyObjective.ScoreFunction(logProbability, old, weights, options.ClipRange, options.AdvantageLimit);
        var loss = policy.Loss;
        if (options.KlWeight > 0)
        {
            var distance = Distance(step, parts.Policy.EvaluateReference(whole, kept));
            metrics.Distance += share * distance.item<float>();
            loss = loss.AddScaled(distance, options.KlWeight);
        }

        NoteRatio(pairs, policy.Ratio, driftLimit, metrics);
        var value = loss.item<float>();
        if (!float.IsFinite(value))
        {
            throw new NonFiniteException(Named(pairs, logProbability, point));
        }

        loss.Mul(share).backward();
        metrics.Loss += share * value;
        metrics.ApproximateKl += share * policy.ApproximateKl.item<float>();
        metrics.ClipFraction += share * policy.ClipFraction.item<float>();
    }

    private Tensor Distance(PolicyStep step, PolicyStep reference)
    {
        var difference = options.KlOf == RegularizerType.Noise
            ? step.Transition.PredictedNoise - reference.Transition.PredictedNoise
            : (step.Transition.Mean - reference.Transition.Mean) / step.Transition.Sigma;
        return (difference * difference).mean();
    }

    private static void NoteRatio((int Sample, int Step)[] pairs, Tensor ratio, double limit, UpdateMetrics metrics)
    {
        var values = ratio.cpu().data<float>().ToArray();
        for (var i = 0; i < pairs.Length; i++)
        {
            var drift = Math.Abs(values[i] - 1.0);
            metrics.RatioDrift[pairs[i].Step] = Math.Max(metrics.RatioDrift[pairs[i].Step], double.IsNaN(drift) ? 0 : drift);
            if (drift > limit)
            {
                throw new RatioDriftException(drift, pairs[i].Step);
            }
        }
    }

    private string Named((int Sample, int Step)[] pairs, Tensor logProbability, DenoisingState point)
    {
        var values = logProbability.detach().cpu().data<float>().ToArray();
        var bad = Math.Max(0, Array.FindIndex(values, value => !float.IsFinite(value)));
        return $"the loss is not finite: step {pairs[bad].Step} (timestep {parts.Policy.Timesteps[pairs[bad].Step]}), prompt \"{point.Prompts[bad]}\", the denoiser computing in {parts.Pipeline.ComputeType}";
    }
}
