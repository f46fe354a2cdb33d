using RewardLab.Abstractions;
using RewardLab.Algorithms.FineTuning.Checkpoints;

namespace RewardLab.Algorithms.FineTuning.Instruments;

/// <summary>Tells what a user should know everywhere at once: on the console, in the run's events, where curves mark it, and in the state, from which reports
/// take it.</summary>
internal static class Findings
{
    /// <summary>Tells one.</summary>
    /// <param name="run">Console and events.</param>
    /// <param name="name">The fine-tuning.</param>
    /// <param name="state">Remembers it.</param>
    /// <param name="finding">What was found.</param>
    public static void Tell(IRun run, string name, TrainingState state, Finding finding)
    {
        state.Findings.Add(finding);
        run.Log($"{name}: {finding.Message}");
        run.Emit(finding.Kind, new Dictionary<string, object?>(StringComparer.Ordinal) { ["name"] = name, ["epoch"] = finding.Epoch, ["message"] = finding.Message });
    }
}
