using RewardLab.Abstractions;
using RewardLab.Torch.Policies;
using RewardLab.Algorithms.FineTuning.Instruments;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning;

/// <summary>What keeps an update from doing harm: how much is computed at once, updates that are skipped, and what the user is told of it.</summary>
/// <param name="options">Name and micro-batch.</param>
/// <param name="parts">State, optimizer and run.</param>
/// <param name="isGuided">Whether each computation is made with and without its prompt.</param>
internal sealed class UpdateGuard(FineTuningOptions options, TrainingParts parts, bool isGuided)
{
    private const int MaxSkips = 3;

    /// <summary>Denoiser computations at once: as told, or by free memory, chosen once a run.</summary>
    public int MicroBatchSize()
    {
        if (parts.State.MicroBatchSize == 0)
        {
            parts.State.MicroBatchSize = options.MicroBatchSize > 0
                ? options.MicroBatchSize
                : parts.RecordSetting($"{options.Name}: denoising steps at once", () => DenoiserMemory.StepsAtOnce(parts.Pipeline, parts.Policy.LatentShape, isGuided));
        }

        return parts.State.MicroBatchSize;
    }

    /// <summary>Goes on with half as much at once after memory ran out.</summary>
    /// <exception cref="RewardLabException">One computation alone does not fit.</exception>
    public void Halve(Exception exception)
    {
        parts.Optimizer.ZeroGradients();
        if (parts.State.MicroBatchSize <= 1)
        {
            throw new RewardLabException($"{options.Name}: there is not enough memory for one denoising step: {exception.Message.ReplaceLineEndings(" ")}; use gradientCheckpointing, a lower precision, or another device.", exception);
        }

        parts.State.MicroBatchSize /= 2;
        Report("finetune.memory", $"not enough memory: {parts.State.MicroBatchSize} denoising steps at once from here on; the mathematics are the same.");
    }

    /// <summary>Makes the optimizer's step of a gradient that is finite.</summary>
    /// <returns>The gradient's norm before it was clipped.</returns>
    /// <exception cref="NonFiniteException">The gradient is not finite.</exception>
    public double Apply()
    {
        var norm = parts.Optimizer.ClipGradients(options.MaxGradientNorm);
        if (!double.IsFinite(norm))
        {
            throw new NonFiniteException($"the gradient is not finite, the denoiser computing in {parts.Pipeline.ComputeType}");
        }

        parts.Optimizer.Step(parts.State.LearningRateScale);
        parts.State.StepCount++;
        parts.State.SkippedInARow = 0;
        return norm;
    }

    /// <summary>Passes over an update.</summary>
    /// <param name="when">The epoch or step, for the message.</param>
    /// <param name="what">What is wrong.</param>
    /// <exception cref="RewardLabException">It is the third in a row.</exception>
    public void Skip(string when, string what)
    {
        parts.Optimizer.ZeroGradients();
        parts.State.SkippedInARow++;
        Report("finetune.skipped", $"{when}: {what}; the update is skipped.");
        if (parts.State.SkippedInARow >= MaxSkips)
        {
            throw new RewardLabException(
                $"{options.Name}: {MaxSkips} updates in a row were skipped, the last because {what}. The checkpoint before them stands; lower the learning rate, or use a higher precision, and resume.");
        }
    }

    /// <summary>Tells the user, the run's events and its reports.</summary>
    public void Report(string kind, string message) => Findings.Tell(parts.Run, options.Name, parts.State, new Finding(parts.State.Epoch + 1, kind, message));
}
