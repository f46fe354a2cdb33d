using RewardLab.Abstractions;
using Parameter = TorchSharp.Modules.Parameter;
using static TorchSharp.torch;

namespace RewardLab.Torch.Training;

/// <summary>Steps a loss down: gradients, clipping, AdamW, schedule, moving average, events, checkpoints, cancellation.</summary>
/// <remarks>
/// Randomness belongs to the step, not to the loop: a loss takes what it needs from the step's own seed, so that a run resumed from a
/// checkpoint ends in the same bytes as one never stopped. Synchronous, on the caller's thread.
/// </remarks>
public sealed class TrainingLoop
{
    private readonly (string Name, Parameter Value)[] _parameters;
    private readonly TrainingLoopOptions _options;
    private readonly IRun _run;

    /// <summary>Prepares a loop over the parameters of one or several named modules.</summary>
    public TrainingLoop(IReadOnlyDictionary<string, nn.Module> modules, TrainingLoopOptions options, IRun run)
    {
        ArgumentNullException.ThrowIfNull(modules);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(run);
        _parameters = modules
            .SelectMany(m => m.Value.named_parameters().Select(p => (Name: $"{m.Key}.{p.name}", Value: p.parameter)))
            .Where(p => p.Value.requires_grad)
            .ToArray();
        _options = options;
        _run = run;
    }

    /// <summary>Trains to the end, or from the run's last checkpoint to the end; leaves the averaged weights in the modules, or the best ones.</summary>
    /// <param name="loss">The loss of a step, a scalar tensor; gets the step's number from 0.</param>
    /// <param name="cancellationToken">Asked at every step; a checkpoint is written before leaving.</param>
    /// <exception cref="RewardLabException">The loss is no longer finite.</exception>
    public void Run(Func<long, Tensor> loss, CancellationToken cancellationToken) => Run(loss, evaluate: null, cancellationToken);

    /// <summary>Trains as <see cref="Run(Func{long, Tensor}, CancellationToken)"/> does, evaluates on the way,
    /// keeps the best weights and stops when nothing gets better.</summary>
    /// <param name="loss">The loss of a step, a scalar tensor; gets the step's number from 0.</param>
    /// <param name="evaluate">A score of the weights in the modules, higher is better; gets the number of steps made. Null for none.</param>
    /// <param name="cancellationToken">Asked at every step; a checkpoint is written before leaving.</param>
    /// <exception cref="RewardLabException">The loss is no longer finite.</exception>
    public TrainingOutcome Run(Func<long, Tensor> loss, Func<long, double>? evaluate, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return Run(Whole, evaluate, cancellationToken);

        // An iterator: what the loss makes is made in the dispose scope of its part.
        IEnumerable<Tensor> Whole(long step)
        {
            yield return loss(step);
        }
    }

    /// <summary>Trains as <see cref="Run(Func{long, Tensor}, Func{long, double}?, CancellationToken)"/> does,
    /// accumulating the gradients of a step's parts: memory is that of one part.</summary>
    /// <param name="parts">The parts whose sum is the loss of a step, scalar tensors, each made when the one before has been differentiated and freed.</param>
    /// <param name="evaluate">A score of the weights in the modules, higher is better; gets the number of steps made. Null for none.</param>
    /// <param name="cancellationToken">Asked at every step; a checkpoint is written before leaving.</param>
    /// <exception cref="RewardLabException">The loss is no longer finite.</exception>
    public TrainingOutcome Run(Func<long, IEnumerable<Tensor>> parts, Func<long, double>? evaluate, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(parts);
        using var optimizer = new AdamW(_parameters, _options.AdamW);
        using var average = new ExponentialMovingAverage(_parameters, _options.AverageDecay);
        using var best = new BestWeights(_parameters);
        var checkpoints = new LoopCheckpoints(_run, _options, _parameters, optimizer, average, best);
        var (step, lossSum, lossCount) = checkpoints.Read();
        if (step == 0 && evaluate is not null && _options.StartScore is { } start)
        {
            best.TryUpdate(start, 0);
        }

        for (; step < _options.StepCount && !IsOver(best); step++)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                checkpoints.Write(new LoopProgress(step, lossSum, lossCount));
                cancellationToken.ThrowIfCancellationRequested();
            }

            var value = Step(parts, step, optimizer);
            average.Update(step);
            (lossSum, lossCount) = (lossSum + value, lossCount + 1);
            if ((step + 1) % _options.LogInterval == 0 || step + 1 == _options.StepCount)
            {
                _run.Emit(new EventRecord(EventKinds.TrainingLoss)
                {
                    Series = _options.Stage,
                    Position = new EventPosition("step", step + 1),
                    Metrics = [new RunMetric("loss", lossSum / lossCount) { IsPrimary = true }],
                });
                (lossSum, lossCount) = (0, 0);
            }

            if (evaluate is not null && _options.EvaluationInterval > 0 && ((step + 1) % _options.EvaluationInterval == 0 || step + 1 == _options.StepCount))
            {
                Evaluate(evaluate, average, best, step + 1);
            }

            _run.ReportProgress(_options.Stage, step + 1, _options.StepCount);
            if ((step + 1) % _options.CheckpointInterval == 0)
            {
                checkpoints.Write(new LoopProgress(step + 1, lossSum, lossCount));
            }
        }

        // An early stop is the end of the stage all the same.
        if (step < _options.StepCount)
        {
            _run.ReportProgress(_options.Stage, Math.Max(step, 1), Math.Max(step, 1));
        }

        if (best.Score is not null)
        {
            best.Restore();
        }
        else if (_options.AverageDecay > 0)
        {
            average.Swap();
        }

        return new TrainingOutcome(step, best.Score is null ? step : best.Step, best.Score);
    }

    private bool IsOver(BestWeights best) => _options.Patience > 0 && best.Stale >= _options.Patience;

    private void Evaluate(Func<long, double> evaluate, ExponentialMovingAverage average, BestWeights best, long step)
    {
        if (_options.AverageDecay > 0)
        {
            average.Swap();
        }

        best.TryUpdate(evaluate(step), step);
        if (_options.AverageDecay > 0)
        {
            average.Swap();
        }
    }

    private double Step(Func<long, IEnumerable<Tensor>> parts, long step, AdamW optimizer)
    {
        using var scope = NewDisposeScope();
        optimizer.ZeroGradients();
        var number = 0.0;
        using var each = parts(step).GetEnumerator();
        while (Differentiate(each) is { } value)
        {
            number += value;
        }

        if (!double.IsFinite(number))
        {
            throw new RewardLabException($"{_options.Stage}: the loss is {number} at step {step}; lower the learning rate.");
        }

        optimizer.ClipGradients(_options.MaxGradientNorm);
        optimizer.Step(LearningRateSchedule.WarmupCosine(step, _options.StepCount, _options.WarmupSteps, floor: 0.02));
        return number;
    }

    private static double? Differentiate(IEnumerator<Tensor> parts)
    {
        using var scope = NewDisposeScope();
        if (!parts.MoveNext())
        {
            return null;
        }

        parts.Current.backward();
        return parts.Current.item<float>();
    }
}
