using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Checkpoints;
using RewardLab.Torch.Training;
using RewardLab.Algorithms.FineTuning.Checkpoints;
using RewardLab.Algorithms.FineTuning.Events;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning.Rwr;

/// <summary>Reward-weighted regression for one weight of its KL term, or for each of several, of which the best on held-out seeds is kept.</summary>
internal sealed class RwrAlgorithm(RwrOptions options, ComponentContext components) : IAlgorithm
{
    public string Name => "rwr";

    public void Run(OptimizationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (options.Beta.Any(beta => !(beta >= 0) || !double.IsFinite(beta)) || options.Beta.Distinct().Count() != options.Beta.Count)
        {
            throw new RewardLabException($"{options.Name}: the values of beta must be finite, at least 0, and different from each other.");
        }

        if (options.Beta.Count == 1)
        {
            Train(context, options, options.Beta[0], cancellationToken);
            return;
        }

        var outcomes = new List<(double Beta, string Name, bool IsDelivered, double Criterion)>();
        foreach (var beta in options.Beta)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{options.Name}/beta-{beta}");
            var outcome = Train(context, options with { Name = name }, beta, cancellationToken);
            outcomes.Add((beta, name, outcome.IsDelivered, Criterion(outcome)));
        }

        var events = new FineTuningEvents(context.Run, options.Name);
        var best = outcomes.MaxBy(outcome => outcome.Criterion);
        if (!best.IsDelivered)
        {
            var tried = string.Join(", ", options.Beta.Select(beta => beta.ToString(CultureInfo.InvariantCulture)));
            var message = $"NO CHECKPOINT BEATS THE BASE, of any beta ({tried}), by {CriterionName}: the result is the base, without an adapter.";
            events.Base(message);
        }

        var values = outcomes.ToDictionary(
            outcome => outcome.Beta.ToString(CultureInfo.InvariantCulture), outcome => outcome.Criterion, StringComparer.Ordinal);
        events.Sweep(new SweepPayload(CriterionName, values, best.IsDelivered ? best.Beta : null));

        // What an earlier choice, by another rule, has left would be taken for this one's.
        var target = Path.Combine(context.Run.Folder, options.Name, "lora");
        if (Directory.Exists(target))
        {
            Directory.Delete(target, recursive: true);
        }

        if (!best.IsDelivered)
        {
            return;
        }

        context.Run.Log(FormattableString.Invariant(
            $"{options.Name}: of beta {string.Join(", ", options.Beta)} the best is {best.Beta}, by {CriterionName}: {best.Criterion:g4}."));
        var delivered = Path.Combine(context.Run.Folder, best.Name, "lora");
        foreach (var source in Directory.Exists(delivered) ? Directory.EnumerateFiles(delivered, "*", SearchOption.AllDirectories) : [])
        {
            using var stream = File.OpenRead(source);
            using var file = context.Run.CreateFile($"{options.Name}/lora/{Path.GetRelativePath(delivered, source).Replace('\\', '/')}");
            stream.CopyTo(file);
        }
    }

    private string CriterionName => options.Choose switch
    {
        CheckpointRule.HeldOut => "the held-out reward's mean on held-out seeds",
        CheckpointRule.Last => "the reward's mean on held-out seeds",
        _ => "the number of held-out images scored above the base's",
    };

    private double Criterion(Outcome outcome) => options.Choose switch
    {
        CheckpointRule.HeldOut => (options.HeldOutReward.Length > 0 ? outcome.Chosen.HeldOut[options.HeldOutReward] : outcome.Chosen.HeldOut.First().Value)
            .Average(),
        CheckpointRule.Last => outcome.Chosen.Proxy.Average(),
        _ => outcome.Chosen.ScoresBy(heldOutReward: null).CountAbove(outcome.Base.ScoresBy(heldOutReward: null)),
    };

    private Outcome Train(OptimizationContext context, RwrOptions settings, double beta, CancellationToken cancellationToken)
    {
        settings = settings with { Beta = [beta] };
        var adam = new AdamWOptions { LearningRate = settings.LearningRate, WeightDecay = settings.WeightDecay };
        using var session = new FineTuningSession(
            settings, new TrainingPlan(RwrTrainer.EpochCount(settings), settings.GuidanceScale, adam), context, components);
        using var trainer = new RwrTrainer(settings, beta, new CandidatePool(settings, $"{options.Name}/pool", context, components), session);
        return trainer.Run(cancellationToken);
    }
}
