using RewardLab.Abstractions;
using RewardLab.Evaluation.Checkpoints;
using RewardLab.Numerics.Adapters;
using RewardLab.Optimizer.FineTuning.Evaluation;
using RewardLab.Optimizer.FineTuning.Options;

namespace RewardLab.Optimizer.FineTuning.Checkpoints;

/// <summary>Adapters kept on disk, one of each look, the best by the rule where not all are kept.</summary>
internal sealed class LoraSnapshots(FineTuningOptions options, IRun run, LoraAdapter adapter, string? judge)
{
    private string Root => Path.Combine(run.Folder, options.Name, "snapshots");

    /// <summary>Keeps the adapter as it is after the last look, and lets go of those that are no longer among the best.</summary>
    public void Take(TrainingState state, CancellationToken cancellationToken)
    {
        if (state.Epoch == 0)
        {
            return;
        }

        LoraFile.Write(adapter, FolderOf(state.Epoch), LoraLayout.Diffusers, cancellationToken);
        if (options.Keep == 0)
        {
            return;
        }

        var kept = Ranked(state).Take(options.Keep).Append(state.Epoch).ToHashSet();
        foreach (var look in state.Looks.Where(look => !kept.Contains(look.Epoch) && Directory.Exists(FolderOf(look.Epoch))))
        {
            Directory.Delete(FolderOf(look.Epoch), recursive: true);
        }
    }

    /// <summary>Chooses by the rule and copies the winner to "lora"; the base where nothing was trained.</summary>
    public Look Choose(TrainingState state, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var best = Ranked(state).FirstOrDefault();
        var chosen = state.Looks.First(look => look.Epoch == best);
        if (best > 0)
        {
            var target = Path.Combine(run.Folder, options.Name, "lora");
            Directory.CreateDirectory(target);
            var part = Path.Combine(target, LoraFile.DiffusersName + ".part");
            File.Copy(Path.Combine(FolderOf(best), LoraFile.DiffusersName), part, overwrite: true);
            File.Move(part, Path.Combine(target, LoraFile.DiffusersName), overwrite: true);
        }

        return chosen;
    }

    // Epochs with an adapter, the best first; earlier ones before later ones that are as good, except by 'last'.
    private IEnumerable<int> Ranked(TrainingState state)
    {
        var first = state.Looks[0];
        var trained = state.Looks.Where(look => look.Epoch > 0);
        return options.Choose switch
        {
            CheckpointRule.Judge => trained.OrderByDescending(look => look.Judges[judge!].Average()).ThenBy(look => look.Epoch).Select(look => look.Epoch),
            CheckpointRule.Last => trained.OrderByDescending(look => look.Epoch).Select(look => look.Epoch),
            _ => trained.OrderByDescending(look => CheckpointChoice.CountAboveBase(look.Proxy, first.Proxy)).ThenBy(look => look.Epoch).Select(look => look.Epoch),
        };
    }

    private string FolderOf(int epoch) => Path.Combine(Root, $"epoch-{epoch:D5}");
}
