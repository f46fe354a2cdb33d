using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Checkpoints;
using RewardLab.Torch.Training;
using RewardLab.Algorithms.FineTuning.Checkpoints;
using RewardLab.Algorithms.FineTuning.Evaluation;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning.Weighting;

/// <summary>Reward-weighted regression for one weight of its KL term, or for each of several, of which the best on held-out seeds is kept.</summary>
internal sealed class RwrAlgorithm(RwrOptions options, ComponentContext components) : IAlgorithm
{
    public string Name => "rwr";

    public void Run(OptimizationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (options.Beta.Any(beta => !(beta >= 0) || !double.IsFinite(beta)) || options.Beta.Distinct().Count() != options.Beta.Count)
        {
            throw new RewardLabException($"{options.Name}: beta must hold each weight once, finite and at least 0.");
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
            var (evaluations, choice) = Train(context, options with { Name = name }, beta, cancellationToken);
            outcomes.Add((beta, name, choice.IsDelivered, Criterion(evaluations[0], choice.Evaluation)));
        }

        var best = outcomes.MaxBy(outcome => outcome.Criterion);
        if (!best.IsDelivered)
        {
            var message = $"NO CHECKPOINT BEATS THE BASE, of any beta ({string.Join(", ", options.Beta.Select(beta => beta.ToString(CultureInfo.InvariantCulture)))}), by {CriterionName}: the base is chosen, and no adapter is delivered.";
            context.Run.Log($"{options.Name}: {message}");
            context.Run.Emit("finetune.base", new Dictionary<string, object?>(StringComparer.Ordinal) { ["name"] = options.Name, ["message"] = message });
        }

        context.Run.Emit("finetune.sweep", new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["name"] = options.Name,
            ["criterion"] = CriterionName,
            ["values"] = outcomes.ToDictionary(outcome => outcome.Beta.ToString(CultureInfo.InvariantCulture), outcome => (object?)outcome.Criterion, StringComparer.Ordinal),
            ["best"] = best.IsDelivered ? best.Beta : null,
            ["isDelivered"] = best.IsDelivered,
        });
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

        context.Run.Log(FormattableString.Invariant($"{options.Name}: of beta {string.Join(", ", options.Beta)} the best is {best.Beta}, by {CriterionName}: {best.Criterion:g4}."));
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

    private double Criterion(EvaluationRecord first, EvaluationRecord chosen) => options.Choose switch
    {
        CheckpointRule.HeldOut => (options.HeldOutReward.Length > 0 ? chosen.HeldOut[options.HeldOutReward] : chosen.HeldOut.First().Value).Average(),
        CheckpointRule.Last => chosen.Proxy.Average(),
        _ => chosen.ScoresBy(null).CountAbove(first.ScoresBy(null)),
    };

    private (IReadOnlyList<EvaluationRecord> Evaluations, CheckpointSelection Choice) Train(OptimizationContext context, RwrOptions settings, double beta, CancellationToken cancellationToken) =>
        new FineTuningLoop(settings with { Beta = [beta] }, context, components).Run(
            settings.GuidanceScale, new AdamWOptions { LearningRate = settings.LearningRate, WeightDecay = settings.WeightDecay },
            parts => new RwrTrainer(settings, beta, $"{options.Name}/pool", parts), cancellationToken);
}
