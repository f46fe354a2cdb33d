using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Checkpoints;
using RewardLab.Torch.Adapters;
using RewardLab.Algorithms.FineTuning.Evaluation;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning.Checkpoints;

/// <summary>Adapters kept on disk, one of each evaluation, the best by <see cref="CheckpointChoice"/> where not all are kept.</summary>
internal sealed class LoraSnapshots(FineTuningOptions options, IRun run, LoraAdapter adapter, string? heldOutReward)
{
    private string Root => Path.Combine(run.Folder, options.Name, "snapshots");

    private string Target => Path.Combine(run.Folder, options.Name, "lora");

    /// <summary>Keeps the adapter as it is after the last evaluation, and lets go of those that are no longer among the best.</summary>
    public void Take(TrainingState state, CancellationToken cancellationToken)
    {
        if (state.Epoch == 0)
        {
            return;
        }

        LoraFile.Write(adapter, FolderOf(state.Epoch), LoraLayout.Diffusers, cancellationToken);
        if (options.SaveTotalLimit == 0)
        {
            return;
        }

        var kept = Rank(state).Take(options.SaveTotalLimit).Append(state.Epoch).ToHashSet();
        foreach (var evaluation in state.Evaluations.Where(evaluation => !kept.Contains(evaluation.Epoch) && Directory.Exists(FolderOf(evaluation.Epoch))))
        {
            Directory.Delete(FolderOf(evaluation.Epoch), recursive: true);
        }
    }

    /// <summary>Chooses by the rule, the base among the checkpoints, and copies the winner to "lora"; where no checkpoint beats the base there is no
    /// "lora".</summary>
    public Outcome Choose(TrainingState state, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var first = state.Evaluations[0];
        int[] ranked = [.. Rank(state)];

        // A run that resumed by another rule may have let go of the checkpoint that this rule ranks first.
        var epoch = ranked.FirstOrDefault(epoch => Directory.Exists(FolderOf(epoch)));
        if (ranked.Length > 0 && epoch == 0)
        {
            throw new RewardLabException(
                $"{options.Name}: no checkpoint is left in '{Root}', so none can be selected. Restore them, or train again with --force.");
        }

        var passedOver = ranked.Length > 0 && ranked[0] != epoch
            ? $" Epoch {ranked[0]} was better by this rule, but its checkpoint was not kept (option 'saveTotalLimit')."
            : "";
        var best = state.Evaluations.First(evaluation => evaluation.Epoch == epoch);
        var beats = best.Epoch > 0 && CheckpointChoice.BeatsBase(options.Choose, best.ScoresBy(heldOutReward), first.ScoresBy(heldOutReward));
        if (beats || (best.Epoch > 0 && options.Choose == CheckpointRule.Last))
        {
            Deliver(FolderOf(best.Epoch), cancellationToken);
            var last = options.Choose == CheckpointRule.Last ? ", the last" : "";
            var despite = beats ? "" : " It does not beat the base; it is delivered because of 'choose: last'.";
            return new Outcome(first, best, beats, $"chosen: epoch {best.Epoch}{last}: {Compare(best, first)}.{despite}{passedOver}");
        }

        // What an earlier choice, by another rule, has left would be taken for this one's.
        if (Directory.Exists(Target))
        {
            Directory.Delete(Target, recursive: true);
        }

        return new Outcome(first, first, false, best.Epoch == 0
            ? "nothing was trained; the result is the base, without an adapter."
            : $"NO CHECKPOINT BEATS THE BASE: at the best of them, epoch {best.Epoch}, {Compare(best, first)}. The result is the base, without an adapter; "
                + $"the adapters of single evaluations are in {options.Name}/snapshots.{passedOver}");
    }

    private string Compare(EvaluationRecord evaluation, EvaluationRecord first)
    {
        if (options.Choose == CheckpointRule.HeldOut)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{heldOutReward} gives the held-out images {evaluation.HeldOut[heldOutReward!].Average():g4} on average, "
                + $"and the base's {first.HeldOut[heldOutReward!].Average():g4}");
        }

        var (own, others) = (evaluation.ScoresBy(heldOutReward), first.ScoresBy(heldOutReward));
        return $"{own.CountAbove(others)} of {evaluation.Proxy.Length} held-out images score above the base's and {others.CountAbove(own)} below";
    }

    // In a folder of its own first: an adapter in two layouts side by side would be two adapters.
    private void Deliver(string snapshot, CancellationToken cancellationToken)
    {
        var part = Target + ".part";
        if (Directory.Exists(part))
        {
            Directory.Delete(part, recursive: true);
        }

        if (options.AdapterFormat == LoraLayout.Diffusers)
        {
            Directory.CreateDirectory(part);
            File.Copy(Path.Combine(snapshot, LoraFile.DiffusersName), Path.Combine(part, LoraFile.DiffusersName));
        }
        else
        {
            LoraFile.Convert(snapshot, part, options.AdapterFormat, cancellationToken);
        }

        if (Directory.Exists(Target))
        {
            Directory.Delete(Target, recursive: true);
        }

        AtomicFile.MoveFolder(part, Target);
    }

    // Epochs with an adapter, the best by the rule first.
    private IEnumerable<int> Rank(TrainingState state)
    {
        EvaluationRecord[] trained = [.. state.Evaluations.Where(evaluation => evaluation.Epoch > 0)];
        return CheckpointChoice.Rank(
            options.Choose, [.. trained.Select(evaluation => evaluation.ScoresBy(heldOutReward))], state.Evaluations[0].ScoresBy(heldOutReward))
            .Select(index => trained[index].Epoch);
    }

    private string FolderOf(int epoch) => Path.Combine(Root, $"epoch-{epoch:D5}");
}
