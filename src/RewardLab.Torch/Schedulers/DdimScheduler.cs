using RewardLab.Abstractions;
using RewardLab.Torch.Tensors;
using static TorchSharp.torch;

namespace RewardLab.Torch.Schedulers;

/// <summary>Denoising diffusion implicit models: Song et al., arXiv:2010.02502.</summary>
/// <remarks>Immutable and thread-safe. Tensors that methods return live in the caller's dispose scope.</remarks>
public sealed class DdimScheduler
{
    private readonly float[] _alphaBars;
    private readonly float _lastAlphaBar;

    /// <summary>Computes the schedule in single precision, operation by operation as the reference.</summary>
    /// <param name="config">The schedule.</param>
    /// <exception cref="RewardLabException">The schedule's numbers are out of range.</exception>
    public DdimScheduler(DdimSchedulerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.NumTrainTimesteps < 1 || config.StepsOffset < 0 || config.ClipSampleRange <= 0
            || !(config.BetaStart > 0 && config.BetaEnd >= config.BetaStart && config.BetaEnd < 1))
        {
            throw new RewardLabException(
                $"A schedule of {config.NumTrainTimesteps} steps, betas {config.BetaStart} to {config.BetaEnd}, offset {config.StepsOffset} and clip range "
                + $"{config.ClipSampleRange} is not valid: 0 < beta_start <= beta_end < 1, at least one step, offset at least 0.");
        }

        Config = config;
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var betas = config.BetaSchedule == BetaSchedule.Linear
            ? linspace(config.BetaStart, config.BetaEnd, config.NumTrainTimesteps, ScalarType.Float32)
            : Squared(linspace(Math.Sqrt(config.BetaStart), Math.Sqrt(config.BetaEnd), config.NumTrainTimesteps, ScalarType.Float32)); // [steps]
        var alphaBars = betas.SubtractFrom(1).cumprod(0);
        _alphaBars = (config.RescalesBetasToZeroSnr ? WithoutFinalSignal(alphaBars) : alphaBars).data<float>().ToArray();
        _lastAlphaBar = config.SetsLastAlphaToOne ? 1 : _alphaBars[0];
    }

    /// <summary>The schedule's configuration.</summary>
    public DdimSchedulerConfig Config { get; }

    /// <summary>Share of signal variance left at every training step, abar_t, falling.</summary>
    public ReadOnlySpan<float> AlphasCumprod => _alphaBars;

    /// <summary>The training steps that a run visits, from the noisiest on.</summary>
    /// <remarks>
    /// As the reference has them for every count, but that its trailing spacing gives some counts (61 of 1000 training steps' 1 to 1000) a step more,
    /// numbered -1, where there is no noise: that one is left out.
    /// </remarks>
    /// <param name="numInferenceSteps">1 to <see cref="DdimSchedulerConfig.NumTrainTimesteps"/>.</param>
    /// <exception cref="RewardLabException">There are fewer training steps than <paramref name="numInferenceSteps"/>, or none are asked for.</exception>
    public int[] Timesteps(int numInferenceSteps)
    {
        CheckNumInferenceSteps(numInferenceSteps);
        var trainSteps = Config.NumTrainTimesteps;

        // numpy's arange, which the reference counts down with, adds up the difference of its first two numbers, rounded as that is.
        var stride = trainSteps - (trainSteps - ((double)trainSteps / numInferenceSteps));
        var timesteps = new int[numInferenceSteps];
        for (var i = 0; i < numInferenceSteps; i++)
        {
            timesteps[i] = Config.TimestepSpacing switch
            {
                TimestepSpacing.Leading => ((numInferenceSteps - 1 - i) * (trainSteps / numInferenceSteps)) + Config.StepsOffset,
                TimestepSpacing.Trailing => (int)Math.Round(trainSteps - (i * stride), MidpointRounding.ToEven) - 1,
                _ => numInferenceSteps == 1
                    ? 0
                    : (int)Math.Round((numInferenceSteps - 1 - i) * ((trainSteps - 1) / (double)(numInferenceSteps - 1)), MidpointRounding.ToEven),
            };
        }

        return timesteps;
    }

    /// <summary>The numbers of one step.</summary>
    /// <param name="timestep">The training step that the sample is at.</param>
    /// <param name="numInferenceSteps">Steps of the whole run; they decide how far this one goes.</param>
    /// <param name="eta">0 for a deterministic step, 1 for DDPM's noise.</param>
    /// <exception cref="RewardLabException">A number is out of range.</exception>
    public DdimCoefficients Coefficients(int timestep, int numInferenceSteps, double eta)
    {
        CheckNumInferenceSteps(numInferenceSteps);
        if (timestep < 0 || timestep >= _alphaBars.Length)
        {
            throw new RewardLabException(
                $"Timestep {timestep} lies outside the schedule's 0 to {_alphaBars.Length - 1}; "
                + $"with steps_offset {Config.StepsOffset}, {numInferenceSteps} steps are too many or the step is not of this schedule.");
        }

        if (!(eta is >= 0 and <= 1))
        {
            throw new RewardLabException($"eta is {eta}; it must be from 0 (deterministic) to 1 (DDPM).");
        }

        var previous = timestep - (Config.NumTrainTimesteps / numInferenceSteps);
        var alphaBar = _alphaBars[timestep];
        if (alphaBar == 0 && Config.PredictionType == PredictionType.Epsilon)
        {
            throw new RewardLabException(
                $"At timestep {timestep} the schedule has no signal left (rescale_betas_zero_snr), which a denoiser that predicts noise cannot bring back; "
                + "such a schedule needs prediction_type v_prediction or sample, or another timestep_spacing.");
        }

        var previousAlphaBar = previous >= 0 ? _alphaBars[previous] : _lastAlphaBar;
        var variance = ((1 - previousAlphaBar) / (1 - alphaBar)) * (1 - (alphaBar / previousAlphaBar));
        return new DdimCoefficients(alphaBar, previousAlphaBar, variance, (float)eta * MathF.Sqrt(variance));
    }

    /// <summary>Refuses a run whose steps have no probability density, because one of them adds no noise.</summary>
    /// <param name="numInferenceSteps">Steps of the run.</param>
    /// <param name="eta">Its noise, 0 to 1.</param>
    /// <exception cref="RewardLabException">A step's sigma is 0; says which and why.</exception>
    public void RequireDensity(int numInferenceSteps, double eta)
    {
        foreach (var timestep in Timesteps(numInferenceSteps))
        {
            if (Coefficients(timestep, numInferenceSteps, eta).Sigma > 0)
            {
                continue;
            }

            throw new RewardLabException(eta > 0
                ? $"The step at timestep {timestep} of {numInferenceSteps} adds no noise, so it has no log-probability: "
                    + "the schedule needs steps_offset of at least 1 and set_alpha_to_one false."
                : "With eta 0 no step adds noise, so none has a log-probability: eta must be above 0, as a rule 1.");
        }
    }

    // Shifts and scales sqrt(abar) so that the last is 0 and the first stays (Lin et al., arXiv:2305.08891, algorithm 1), by way of betas as the reference.
    private static Tensor WithoutFinalSignal(Tensor alphaBars)
    {
        var roots = alphaBars.sqrt(); // [steps]
        var (first, last) = (roots[0], roots[-1]);
        roots = (roots - last) * (first / (first - last));
        var bars = roots * roots;
        var alphas = cat([bars[..1], bars[1..] / bars[..^1]]);
        return alphas.SubtractFrom(1).SubtractFrom(1).cumprod(0);
    }

    /// <summary>Noises clean samples: sqrt(abar_t) x0 + sqrt(1 - abar_t) noise (equation 4).</summary>
    /// <param name="original">x0, [batch, ...].</param>
    /// <param name="noise">Standard normal values of the same shape.</param>
    /// <param name="timesteps">Training steps as 64-bit integers, [batch] on the samples' device.</param>
    /// <returns>[batch, ...].</returns>
    public Tensor AddNoise(Tensor original, Tensor noise, Tensor timesteps)
    {
        using var scope = NewDisposeScope();
        var (signal, deviation) = Scales(original, timesteps);
        return (signal * original).Add(deviation * noise).MoveToOuterDisposeScope();
    }

    /// <summary>The v that a v-predicting denoiser learns: sqrt(abar_t) noise - sqrt(1 - abar_t) x0 (Salimans and Ho, arXiv:2202.00512, appendix D).</summary>
    /// <param name="original">x0, [batch, ...].</param>
    /// <param name="noise">Standard normal values of the same shape.</param>
    /// <param name="timesteps">Training steps as 64-bit integers, [batch] on the samples' device.</param>
    /// <returns>[batch, ...].</returns>
    public Tensor Velocity(Tensor original, Tensor noise, Tensor timesteps)
    {
        using var scope = NewDisposeScope();
        var (signal, deviation) = Scales(original, timesteps);
        return ((signal * noise) - (deviation * original)).MoveToOuterDisposeScope();
    }

    /// <summary>What a denoiser of this schedule's prediction type is trained towards.</summary>
    /// <param name="original">x0, [batch, ...].</param>
    /// <param name="noise">Standard normal values of the same shape.</param>
    /// <param name="timesteps">Training steps as 64-bit integers, [batch] on the samples' device.</param>
    /// <returns>The noise, the velocity or x0; the argument itself where it is one.</returns>
    public Tensor Target(Tensor original, Tensor noise, Tensor timesteps) => Config.PredictionType switch
    {
        PredictionType.VPrediction => Velocity(original, noise, timesteps),
        PredictionType.Sample => original,
        _ => noise,
    };

    /// <summary>One step towards the clean sample: equation 12, its noise by equation 16.</summary>
    /// <param name="modelOutput">The denoiser's output, [batch, ...].</param>
    /// <param name="timestep">The training step that the sample is at, one of <see cref="Timesteps"/>.</param>
    /// <param name="sample">x_t, of the same shape.</param>
    /// <param name="numInferenceSteps">Steps of the whole run.</param>
    /// <param name="eta">0 for a deterministic step, 1 for DDPM's noise.</param>
    /// <param name="noise">Standard normal values of the same shape; needed, and only used, where <paramref name="eta"/> is above 0.</param>
    /// <exception cref="RewardLabException">A number is out of range, or the noise is missing.</exception>
    public DdimStep Step(Tensor modelOutput, int timestep, Tensor sample, int numInferenceSteps, double eta = 0, Tensor? noise = null)
    {
        var c = Coefficients(timestep, numInferenceSteps, eta);
        if (eta > 0 && noise is null)
        {
            throw new RewardLabException($"A step with eta {eta} needs noise; pass standard normal values of the sample's shape.");
        }

        using var scope = NewDisposeScope();
        var transition = Transition(modelOutput, [timestep], sample, numInferenceSteps, eta);
        var previous = eta > 0 ? transition.Mean.Add(noise!.Mul(c.Sigma)) : transition.Mean.alias();
        return new DdimStep(
            previous.MoveToOuterDisposeScope(), transition.Mean.MoveToOuterDisposeScope(), transition.PredOriginalSample.MoveToOuterDisposeScope());
    }

    /// <summary>The distribution of the step towards the clean sample, each sample of a batch at its own timestep: N(mean, sigma^2).
    /// Differentiable in the denoiser's output.</summary>
    /// <param name="modelOutput">The denoiser's output, [batch, ...].</param>
    /// <param name="timesteps">The training step that each sample is at, [batch], or one for all.</param>
    /// <param name="sample">x_t, of the same shape.</param>
    /// <param name="numInferenceSteps">Steps of the whole run.</param>
    /// <param name="eta">0 for a deterministic step, 1 for DDPM's noise.</param>
    /// <exception cref="RewardLabException">A number is out of range.</exception>
    public DdimTransition Transition(Tensor modelOutput, ReadOnlySpan<int> timesteps, Tensor sample, int numInferenceSteps, double eta)
    {
        ArgumentNullException.ThrowIfNull(modelOutput);
        ArgumentNullException.ThrowIfNull(sample);
        var steps = new DdimCoefficients[timesteps.Length];
        for (var i = 0; i < steps.Length; i++)
        {
            steps[i] = Coefficients(timesteps[i], numInferenceSteps, eta);
        }

        using var scope = NewDisposeScope();
        var (signal, noise) = (Column(steps, static c => c.SignalScale, sample), Column(steps, static c => c.NoiseScale, sample));
        var (original, epsilon) = Config.PredictionType switch
        {
            PredictionType.Epsilon => ((sample - (noise * modelOutput)) / signal, modelOutput),
            PredictionType.VPrediction => ((signal * sample) - (noise * modelOutput), (signal * modelOutput).Add(noise * sample)),
            _ => (modelOutput.alias(), (sample - (signal * modelOutput)) / noise),
        };
        if (Config.ClipsSample)
        {
            original = original.Clamp(-Config.ClipSampleRange, Config.ClipSampleRange);
        }

        var mean = (original * Column(steps, static c => c.PreviousSignalScale, sample)).Add(epsilon * Column(steps, static c => c.DirectionScale, sample));
        return new DdimTransition(mean, original, epsilon.alias(), Column(steps, static c => c.Sigma, sample)).MoveToOuterDisposeScope();
    }

    // One number for each sample, [steps, 1, ...], to be multiplied with samples.
    private static Tensor Column(DdimCoefficients[] steps, Func<DdimCoefficients, float> number, Tensor sample)
    {
        var shape = new long[sample.dim()];
        Array.Fill(shape, 1);
        shape[0] = steps.Length;
        return tensor(Array.ConvertAll(steps, c => number(c)), device: sample.device).view(shape);
    }

    private static Tensor Squared(Tensor a) => a * a;

    private (Tensor Signal, Tensor Deviation) Scales(Tensor samples, Tensor timesteps)
    {
        var shape = new long[samples.dim()];
        Array.Fill(shape, 1);
        shape[0] = timesteps.numel();
        var alphaBars = tensor(_alphaBars, device: samples.device).index_select(0, timesteps); // [batch]
        return (alphaBars.sqrt().to_type(samples.dtype).view(shape), alphaBars.SubtractFrom(1).sqrt().to_type(samples.dtype).view(shape)); // [batch, 1, ...]
    }

    private void CheckNumInferenceSteps(int numInferenceSteps)
    {
        if (numInferenceSteps < 1 || numInferenceSteps > Config.NumTrainTimesteps)
        {
            throw new RewardLabException($"{numInferenceSteps} denoising steps cannot be taken; the schedule allows 1 to {Config.NumTrainTimesteps}.");
        }
    }
}
