using RewardLab.Reports.Documents;

namespace RewardLab.Reports.Pages;

/// <summary>The prompts of the runs' images.</summary>
public sealed class PromptsPart : PagePart
{
    private readonly (RunFacts Run, IReadOnlyList<string> Prompts)[] _prompts;

    /// <summary>Finds the prompts.</summary>
    /// <param name="runs">The runs.</param>
    public PromptsPart(IReadOnlyList<RunFacts> runs)
        : base("prompts", "Prompts")
    {
        ArgumentNullException.ThrowIfNull(runs);
        _prompts = [.. runs.Select(run => (run, RunPrompts.Read(run.Run.Folder))).Where(own => own.Item2.Count > 0)];
    }

    /// <inheritdoc />
    public override bool IsEmpty => _prompts.Length == 0;

    /// <inheritdoc />
    private protected override void WriteContent(TextWriter writer, PageColors colors)
    {
        foreach (var (run, prompts) in _prompts)
        {
            RunPrompts.Write(writer, prompts, Named(run));
        }
    }
}
