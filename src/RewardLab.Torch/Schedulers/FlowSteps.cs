using RewardLab.Abstractions;
using RewardLab.Torch.Tensors;
using static TorchSharp.torch;

namespace RewardLab.Torch.Schedulers;

/// <summary>Random steps of a flow.</summary>
public static class FlowSteps
{
    /// <summary>The distribution of a step, each sample of a batch at its own: differentiable in the velocity. Computed in float32.</summary>
    /// <param name="modelOutput">The velocity v, [batch, ...].</param>
    /// <param name="schedule">The run.</param>
    /// <param name="indices">Which step each sample is at, from 0, [batch], or one for all.</param>
    /// <param name="sample">x, of the same shape.</param>
    /// <param name="noise">How the step is made random.</param>
    /// <param name="noiseLevel">a, how much, at least 0; at 0 the mean is Euler's step.</param>
    /// <exception cref="RewardLabException">There is no such step, the schedule rises, or the noise level is out of range.</exception>
    public static FlowTransition Transition(
        Tensor modelOutput, FlowSchedule schedule, ReadOnlySpan<int> indices, Tensor sample, FlowNoise noise, double noiseLevel)
    {
        ArgumentNullException.ThrowIfNull(modelOutput);
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentNullException.ThrowIfNull(sample);
        CheckNoiseLevel(noise, noiseLevel);
        using var scope = NewDisposeScope();
        var (from, to) = (new float[indices.Length], new float[indices.Length]);
        for (var i = 0; i < indices.Length; i++)
        {
            FlowScheduler.CheckIndex(schedule, indices[i]);
            (from[i], to[i]) = (schedule.Sigmas[indices[i]], schedule.Sigmas[indices[i] + 1]);
            if (!(from[i] > to[i]))
            {
                throw new RewardLabException("This schedule's noise levels rise (invert_sigmas): its steps cannot be made random.");
            }
        }

        var (velocity, x) = (modelOutput.to_type(ScalarType.Float32), sample.to_type(ScalarType.Float32));
        var (sigma, next) = (Column(from, x), Column(to, x));
        var dt = next - sigma; // negative
        var original = x - (sigma * velocity);
        var noisy = x.Add(sigma.SubtractFrom(1) * velocity);
        var (mean, scale, deviation) = noise switch
        {
            FlowNoise.Sde => Sde(),
            FlowNoise.Cps => Cps(),
            _ => Dance(),
        };
        return new FlowTransition(mean, scale, deviation, original, noisy, noise != FlowNoise.Cps).MoveToOuterDisposeScope();

        (Tensor Mean, Tensor Scale, Tensor Deviation) Sde()
        {
            // At sigma 1 the denominator would be 0: the next level stands in.
            var below = Column(Array.ConvertAll(from, level => level == 1 ? schedule.Sigmas[1] : level), x);
            var s = (sigma / below.SubtractFrom(1)).sqrt().Mul(noiseLevel);
            var square = s * s;
            var twice = sigma.Mul(2);
            var center = (x * (square / twice * dt).Add(1)).Add(velocity * (square * sigma.SubtractFrom(1) / twice).Add(1) * dt);
            return (center, s, s * dt.neg().sqrt());
        }

        (Tensor Mean, Tensor Scale, Tensor Deviation) Cps()
        {
            var s = next.Mul(Math.Sin(noiseLevel * Math.PI / 2));
            var center = (original * next.SubtractFrom(1)).Add(noisy * ((next * next) - (s * s)).sqrt());
            return (center, s, s.alias());
        }

        (Tensor Mean, Tensor Scale, Tensor Deviation) Dance()
        {
            var s = zeros_like(sigma).Add(noiseLevel);
            var score = (x - (original * sigma.SubtractFrom(1))) / (sigma * sigma);
            return (x.Add(velocity.AddScaled(score, noiseLevel * noiseLevel / 2) * dt), s, s * dt.neg().sqrt());
        }
    }

    /// <summary>Refuses a noise level with which no step has a probability.</summary>
    /// <exception cref="RewardLabException">It is 0 or out of range.</exception>
    public static void RequireDensity(FlowNoise noise, double noiseLevel)
    {
        CheckNoiseLevel(noise, noiseLevel);
        if (noiseLevel == 0)
        {
            throw new RewardLabException(
                "With noise level 0 no step of the flow adds noise, so none has a log-probability: noiseLevel must be above 0, as a rule 0.7.");
        }
    }

    private static void CheckNoiseLevel(FlowNoise noise, double noiseLevel)
    {
        if (!(noiseLevel >= 0 && double.IsFinite(noiseLevel)) || (noise == FlowNoise.Cps && noiseLevel > 1))
        {
            throw new RewardLabException(
                $"noiseLevel is {noiseLevel}; it must be at least 0{(noise == FlowNoise.Cps ? " and, for cps, at most 1" : " and finite")}.");
        }
    }

    // One number for each sample, [samples, 1, ...].
    private static Tensor Column(float[] values, Tensor sample)
    {
        var shape = new long[sample.dim()];
        Array.Fill(shape, 1);
        shape[0] = values.Length;
        return tensor(values, device: sample.device).view(shape);
    }
}
