using RewardLab.Abstractions;
using RewardLab.Torch.Tensors;
using static TorchSharp.torch;

namespace RewardLab.Torch.Schedulers;

/// <summary>A flow from noise to clean latents along straight lines, by Euler's steps: Esser et al., arXiv:2403.03206, section 2 and 5.3.2.</summary>
/// <remarks>
/// x at noise level sigma is (1 - sigma) x0 + sigma noise, and the denoiser predicts the velocity, noise - x0. Immutable and thread-safe. Numbers are
/// computed in the types and the order of the reference, so that timesteps are equal bit for bit. Tensors that methods return live in the caller's dispose
/// scope.
/// </remarks>
public sealed class FlowScheduler
{
    private const double KarrasRho = 7;
    private const double BetaShape = 0.6;
    private readonly float[] _trainSigmas;

    /// <summary>Computes the training schedule.</summary>
    /// <param name="config">The schedule.</param>
    /// <exception cref="RewardLabException">A number is out of range.</exception>
    public FlowScheduler(FlowSchedulerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Check(nameof(FlowSchedulerConfig));
        Config = config;
        _trainSigmas = new float[config.NumTrainTimesteps];
        for (var i = 0; i < _trainSigmas.Length; i++)
        {
            var sigma = (config.NumTrainTimesteps - i) / (float)config.NumTrainTimesteps;
            _trainSigmas[i] = config.UsesDynamicShifting ? sigma : Shifted(sigma);
        }
    }

    /// <summary>The schedule's configuration.</summary>
    public FlowSchedulerConfig Config { get; }

    /// <summary>Noise levels of the training steps, from noise on; shifted already, unless shifting is dynamic.</summary>
    public ReadOnlySpan<float> TrainSigmas => _trainSigmas;

    /// <summary>mu for an image of so many tokens, on the line through the configuration's two points.</summary>
    /// <param name="tokenCount">Patches of the image.</param>
    public double Mu(int tokenCount)
    {
        var slope = (Config.MaxShift - Config.BaseShift) / (Config.MaxImageSequenceLength - Config.BaseImageSequenceLength);
        return (tokenCount * slope) + (Config.BaseShift - (slope * Config.BaseImageSequenceLength));
    }

    /// <summary>The noise levels of a run of so many steps.</summary>
    /// <param name="numInferenceSteps">Steps, 1 to <see cref="FlowSchedulerConfig.NumTrainTimesteps"/>.</param>
    /// <param name="mu">How far to shift, where shifting is dynamic; see <see cref="Mu"/>.</param>
    /// <exception cref="RewardLabException">The number of steps is out of range, or mu is missing.</exception>
    public FlowSchedule Schedule(int numInferenceSteps, double? mu = null)
    {
        if (numInferenceSteps < 1 || numInferenceSteps > Config.NumTrainTimesteps)
        {
            throw new RewardLabException($"{numInferenceSteps} denoising steps cannot be taken; the schedule allows 1 to {Config.NumTrainTimesteps}.");
        }

        // The ends were shifted above already, and are again: the reference does so, and models are sampled so.
        var count = (double)Config.NumTrainTimesteps;
        var even = Linspace(_trainSigmas[0] * count, _trainSigmas[^1] * count, numInferenceSteps);
        return Finish(Array.ConvertAll(even, timestep => timestep / count), mu);
    }

    /// <summary>A run along given noise levels, which are shifted.</summary>
    /// <param name="sigmas">Before each step, falling, each above 0 and at most 1.</param>
    /// <param name="mu">How far to shift, where shifting is dynamic.</param>
    /// <exception cref="RewardLabException">A level is out of range, or mu is missing.</exception>
    public FlowSchedule ScheduleOf(IReadOnlyList<double> sigmas, double? mu = null)
    {
        ArgumentNullException.ThrowIfNull(sigmas);
        CheckLevels(sigmas, "Noise levels", 1);
        CheckMu(mu);
        float[] levels = [.. sigmas.Select(sigma => (float)sigma)];
        var shifted = Config.UsesDynamicShifting
            ? Array.ConvertAll(levels, level => Config.TimeShift == FlowTimeShift.Exponential
                ? (float)Math.Exp(mu!.Value) / ((float)Math.Exp(mu.Value) + ((1 / level) - 1))
                : (float)mu!.Value / ((float)mu.Value + ((1 / level) - 1)))
            : Array.ConvertAll(levels, Shifted);
        return Spaced(Array.ConvertAll(Stretched(shifted), static level => (double)level));
    }

    /// <summary>A run at given timesteps, which are shifted as noise levels are.</summary>
    /// <param name="timesteps">At each step, falling, each above 0 and at most the training steps.</param>
    /// <param name="mu">How far to shift, where shifting is dynamic.</param>
    /// <exception cref="RewardLabException">A timestep is out of range, or mu is missing.</exception>
    public FlowSchedule ScheduleAt(IReadOnlyList<double> timesteps, double? mu = null)
    {
        ArgumentNullException.ThrowIfNull(timesteps);
        CheckLevels(timesteps, "Timesteps", Config.NumTrainTimesteps);
        return ScheduleOf([.. timesteps.Select(timestep => (double)((float)timestep / Config.NumTrainTimesteps))], mu);
    }

    /// <summary>One step of Euler's method: x + (sigma_next - sigma) v.</summary>
    /// <param name="modelOutput">The velocity v, [batch, ...].</param>
    /// <param name="schedule">The run.</param>
    /// <param name="index">Which step, from 0.</param>
    /// <param name="sample">x, of the same shape.</param>
    /// <param name="noise">Standard normal values of the same shape; needed, and only used, where the configuration samples stochastically: then the step
    /// goes by way of x0 = x - sigma v to (1 - sigma_next) x0 + sigma_next noise.</param>
    /// <returns>The less noisy sample, float32, [batch, ...].</returns>
    /// <exception cref="RewardLabException">There is no such step, or the noise is missing.</exception>
    public Tensor Step(Tensor modelOutput, FlowSchedule schedule, int index, Tensor sample, Tensor? noise = null)
    {
        ArgumentNullException.ThrowIfNull(modelOutput);
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentNullException.ThrowIfNull(sample);
        CheckIndex(schedule, index);
        using var scope = NewDisposeScope();
        var (sigma, next) = (schedule.Sigmas[index], schedule.Sigmas[index + 1]);
        var (raised, velocity) = (sample.to_type(ScalarType.Float32), modelOutput.to_type(ScalarType.Float32));
        if (!Config.SamplesStochastically)
        {
            return raised.AddScaled(velocity, next - sigma).MoveToOuterDisposeScope();
        }

        var original = raised.AddScaled(velocity, -sigma);
        return noise is null
            ? throw new RewardLabException("This schedule samples stochastically (stochastic_sampling); pass standard normal values of the sample's shape.")
            : original.Mul(1 - next).AddScaled(noise, next).MoveToOuterDisposeScope();
    }

    /// <summary>Noises clean samples: sigma noise + (1 - sigma) x0.</summary>
    /// <param name="original">x0, [batch, ...].</param>
    /// <param name="noise">Standard normal values of the same shape.</param>
    /// <param name="sigmas">Noise level of each sample, [batch].</param>
    /// <returns>[batch, ...].</returns>
    public static Tensor AddNoise(Tensor original, Tensor noise, Tensor sigmas)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(sigmas);
        using var scope = NewDisposeScope();
        var shape = new long[original.dim()];
        Array.Fill(shape, 1);
        shape[0] = sigmas.numel();
        var level = sigmas.to_type(original.dtype).view(shape);
        return (level * noise).Add(level.SubtractFrom(1) * original).MoveToOuterDisposeScope();
    }

    internal static void CheckIndex(FlowSchedule schedule, int index)
    {
        if (index < 0 || index >= schedule.StepCount)
        {
            throw new RewardLabException($"Step {index} is not one of this run's {schedule.StepCount} steps, which are numbered from 0.");
        }
    }

    private FlowSchedule Finish(double[] sigmas, double? mu)
    {
        CheckMu(mu);
        var shifted = Config.UsesDynamicShifting
            ? Array.ConvertAll(sigmas, sigma => Moved(sigma, Config.TimeShift == FlowTimeShift.Exponential ? Math.Exp(mu!.Value) : mu!.Value))
            : Array.ConvertAll(sigmas, sigma => Config.Shift * sigma / (1 + ((Config.Shift - 1) * sigma)));
        if (Config.ShiftTerminal is { } terminal)
        {
            var factor = (1 - shifted[^1]) / (1 - terminal);
            shifted = Array.ConvertAll(shifted, sigma => 1 - ((1 - sigma) / factor));
        }

        return Spaced(shifted);

        static double Moved(double sigma, double by) => by / (by + ((1 / sigma) - 1));
    }

    // Given levels are float32 in the reference.
    private float[] Stretched(float[] sigmas)
    {
        if (Config.ShiftTerminal is not { } terminal)
        {
            return sigmas;
        }

        var factor = (1 - sigmas[^1]) / (float)(1 - terminal);
        return Array.ConvertAll(sigmas, sigma => 1 - ((1 - sigma) / factor));
    }

    private FlowSchedule Spaced(double[] sigmas)
    {
        var (first, last, count) = (sigmas[0], sigmas[^1], sigmas.Length);
        var spaced = Config.Sigmas switch
        {
            FlowSigmas.Karras => Array.ConvertAll(Linspace(0, 1, count), ramp => Math.Pow(
                Math.Pow(first, 1 / KarrasRho) + (ramp * (Math.Pow(last, 1 / KarrasRho) - Math.Pow(first, 1 / KarrasRho))), KarrasRho)),
            FlowSigmas.Exponential => Array.ConvertAll(Linspace(Math.Log(first), Math.Log(last), count), Math.Exp),
            FlowSigmas.Beta => Array.ConvertAll(Linspace(0, 1, count), ramp => last + (BetaQuantile.Symmetric(1 - ramp, BetaShape) * (first - last))),
            _ => sigmas,
        };
        var levels = Array.ConvertAll(spaced, static sigma => (float)sigma);
        if (Config.InvertsSigmas)
        {
            levels = Array.ConvertAll(levels, static sigma => 1 - sigma);
        }

        return new FlowSchedule(
            [.. levels, Config.InvertsSigmas ? 1 : 0], Array.ConvertAll(levels, sigma => sigma * Config.NumTrainTimesteps));
    }

    private float Shifted(float sigma) => (float)Config.Shift * sigma / (1 + ((float)(Config.Shift - 1) * sigma));

    private void CheckMu(double? mu)
    {
        if (Config.UsesDynamicShifting && !(mu is { } given && double.IsFinite(given)))
        {
            throw new RewardLabException("This schedule is shifted by the image's size (use_dynamic_shifting); pass mu.");
        }
    }

    private static void CheckLevels(IReadOnlyList<double> levels, string what, double max)
    {
        var falls = levels.Zip(levels.Skip(1)).All(static pair => pair.First > pair.Second);
        if (levels.Count == 0 || !falls || !levels.All(level => level > 0 && level <= max))
        {
            throw new RewardLabException($"{what} are [{string.Join(", ", levels)}]; they must fall, and each must be above 0 and at most {max}.");
        }
    }

    // As numpy's: multiples of the step added to the start, and the stop itself at the end.
    private static double[] Linspace(double start, double stop, int count)
    {
        var values = new double[count];
        var step = (stop - start) / Math.Max(count - 1, 1);
        for (var i = 0; i < count; i++)
        {
            values[i] = (i * step) + start;
        }

        if (count > 1)
        {
            values[^1] = stop;
        }

        return values;
    }
}
