using RewardLab.Abstractions;
using RewardLab.Algorithms.FineTuning.Checkpoints;
using RewardLab.Algorithms.FineTuning.Events;
using RewardLab.Algorithms.FineTuning.Metrics;

namespace RewardLab.Algorithms.FineTuning.Instruments;

/// <summary>Tells what a user should know everywhere at once: on the console, in the run's events, where curves mark it, and in the state, from which reports
/// take it.</summary>
/// <param name="run">Console and events.</param>
/// <param name="name">The fine-tuning.</param>
/// <param name="state">Remembers it.</param>
internal sealed class Findings(IRun run, string name, TrainingState state)
{
    private readonly FineTuningEvents _events = new(run, name);

    /// <summary>Emits a finding as an event of its kind, and keeps it in the training state.</summary>
    /// <param name="epoch">Epochs trained, or the epoch in which it was found.</param>
    /// <param name="kind">One of <see cref="EventKinds"/>.</param>
    /// <param name="message">One line.</param>
    public void Tell(int epoch, string kind, string message)
    {
        var finding = new Finding(epoch, kind, message);
        state.Findings.Add(finding);
        _events.Finding(finding);
    }
}
