using RewardLab.Abstractions;
using RewardLab.Torch.Memory;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning;

/// <summary>What lies around an update: how much is computed at once, and updates that are skipped because a number is not finite.</summary>
/// <param name="options">Name and micro-batch.</param>
/// <param name="session">State, optimizer and run.</param>
/// <param name="isGuided">Whether each computation is made with and without its prompt.</param>
internal sealed class UpdateGuard(FineTuningOptions options, FineTuningSession session, bool isGuided)
{
    private const int MaxSkips = 3;

    /// <summary>Makes an update: with half as much at once for as long as memory does not suffice, and not at all where a number is not finite.</summary>
    /// <param name="when">The epoch or step, for messages.</param>
    /// <param name="update">Makes the whole update; gets the number of denoiser computations at once.</param>
    /// <returns>Null where the update was skipped.</returns>
    /// <exception cref="RewardLabException">One computation alone does not fit into memory, or it is the third skip in a row.</exception>
    public T? Try<T>(string when, Func<int, T> update)
        where T : class
    {
        try
        {
            return HalvedBatch.Run(
                MicroBatchSize(),
                update,
                Halved,
                $"{options.Name}: there is not enough memory for one denoising step",
                "use gradientCheckpointing, a lower precision, or another device");
        }
        catch (NonFiniteException exception)
        {
            Skip(when, exception.Message);
            return null;
        }
    }

    /// <summary>Clips the gradient and makes AdamW's step.</summary>
    /// <returns>The gradient's norm before it was clipped.</returns>
    /// <exception cref="NonFiniteException">The gradient is not finite.</exception>
    public double Step()
    {
        var norm = session.Optimizer.ClipGradients(options.MaxGradientNorm);
        if (!double.IsFinite(norm))
        {
            throw new NonFiniteException($"the gradient is not finite, the denoiser computing in {session.Model.ComputeType}");
        }

        session.Optimizer.Step(session.State.LearningRateScale);
        session.State.StepCount++;
        session.State.SkippedInARow = 0;
        return norm;
    }

    /// <summary>Passes over an update.</summary>
    /// <param name="when">The epoch or step, for the message.</param>
    /// <param name="what">What is wrong.</param>
    /// <exception cref="RewardLabException">It is the third in a row.</exception>
    public void Skip(string when, string what)
    {
        session.Optimizer.ZeroGradients();
        session.State.SkippedInARow++;
        session.Findings.Tell(session.Epoch + 1, EventKinds.FineTuningSkipped, $"{when}: {what}; the update is skipped.");
        if (session.State.SkippedInARow >= MaxSkips)
        {
            throw new RewardLabException(
                $"{options.Name}: {MaxSkips} updates in a row were skipped, the last because {what}. The checkpoint before them remains valid. "
                + "Lower the learning rate, or use a higher precision, and resume.");
        }
    }

    // As told, or by free memory, chosen once a run.
    private int MicroBatchSize()
    {
        if (session.State.MicroBatchSize == 0)
        {
            session.State.MicroBatchSize = options.MicroBatchSize > 0
                ? options.MicroBatchSize
                : session.RecordSetting(
                    $"{options.Name}: denoising steps at once", () => session.Model.StepsAtOnce(session.Policy.LatentShape, isGuided));
        }

        return session.State.MicroBatchSize;
    }

    private void Halved(int size)
    {
        session.State.MicroBatchSize = size;
        session.Findings.Tell(
            session.Epoch + 1, EventKinds.FineTuningMemory, $"not enough memory: {size} denoising steps at once from now on; the result does not change.");
    }
}
