using RewardLab.Abstractions;

namespace RewardLab.Algorithms.BestOfN;

/// <summary>Everything that best-of-n tells the run, as events.</summary>
internal sealed class BestOfNEvents(Workload work)
{
    /// <summary>A prompt's pool is complete.</summary>
    public void Prompt(PromptPool pool, int index) =>
        work.Run.Emit(new EventRecord(EventKinds.BestOfNPrompt) { Payload = CurveReport.OfPrompt(work, pool, index, work.Options.Counts) });

    /// <summary>All pools are complete.</summary>
    public void Curve(IReadOnlyList<PromptPool> pools) =>
        work.Run.Emit(new EventRecord(EventKinds.BestOfNCurve) { Payload = CurveReport.OverPrompts(work, pools, work.Options.Counts) });

    /// <summary>All images of some prompts score the same, so that what is picked of them is no choice.</summary>
    /// <param name="promptCount">Prompts.</param>
    /// <param name="message">One line.</param>
    public void Signal(int promptCount, string message) => work.Run.Emit(new EventRecord(EventKinds.BestOfNSignal)
    {
        Severity = EventSeverity.Warning,
        Series = "best-of-n",
        Message = message,
        Payload = new Dictionary<string, object?>(StringComparer.Ordinal) { ["prompts"] = promptCount },
    });
}
