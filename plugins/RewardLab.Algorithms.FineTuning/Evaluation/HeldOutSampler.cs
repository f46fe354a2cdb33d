using RewardLab.Torch.Policies;
using RewardLab.Torch.Schedulers;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Evaluation;

/// <summary>Samples held-out images with a policy as it is, and tells how far it is from the base.</summary>
internal static class HeldOutSampler
{
    /// <summary>Samples.</summary>
    public static HeldOutBatch Sample(IDenoisingPolicy policy, HeldOutTask task, CancellationToken cancellationToken)
    {
        using var sampled = policy.Sample(task.Requests, cancellationToken);
        return new HeldOutBatch(sampled.Images, Array.ConvertAll(task.KlRows, row => Kl(policy, sampled, row, cancellationToken)));
    }

    private static double[] Kl(IDenoisingPolicy policy, TrajectoryBatch sampled, int index, CancellationToken cancellationToken)
    {
        using var ungraded = no_grad();
        var klOfSteps = new double[policy.Options.NumInferenceSteps];
        var atOnce = Math.Max(1, policy.Options.BatchSize);
        foreach (var steps in Enumerable.Range(0, klOfSteps.Length).Chunk(atOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var latents = sampled.Latents[index].narrow(0, steps[0], steps.Length);
            var state = new DenoisingState(latents, steps, [.. Enumerable.Repeat(sampled.Requests[index].Prompt, steps.Length)]);
            var now = policy.Evaluate(state).Transition;
            var divergences = StepDensity.Divergence(now.Mean, policy.EvaluateReference(state).Transition.Mean, now.Sigma).cpu().data<float>().ToArray();
            for (var i = 0; i < steps.Length; i++)
            {
                klOfSteps[steps[i]] = divergences[i];
            }
        }

        return klOfSteps;
    }
}
