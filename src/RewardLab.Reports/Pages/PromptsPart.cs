using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Reports.Documents;
using RewardLab.Runs.Samples;

namespace RewardLab.Reports.Pages;

/// <summary>The prompts of the runs' images.</summary>
public sealed class PromptsPart : PagePart
{
    private const int MaxPrompts = 500;

    private readonly (RunFacts Run, string[] Prompts)[] _prompts;

    /// <summary>Finds the prompts.</summary>
    /// <param name="runs">The runs.</param>
    public PromptsPart(IReadOnlyList<RunFacts> runs)
        : base("prompts", "Prompts")
    {
        ArgumentNullException.ThrowIfNull(runs);
        _prompts = [.. runs.Select(run => (run, Prompts(run.Run.Folder))).Where(own => own.Item2.Length > 0)];
    }

    /// <inheritdoc />
    public override bool IsEmpty => _prompts.Length == 0;

    /// <inheritdoc />
    private protected override void WriteContent(TextWriter writer, PageColors colors)
    {
        foreach (var (run, prompts) in _prompts)
        {
            var count = string.Create(CultureInfo.InvariantCulture, $"{prompts.Length:N0} {(prompts.Length == 1 ? "prompt" : "prompts")}");
            writer.Write($"<details>\n<summary>{count} of {Named(run)}</summary>\n<ol>\n");
            foreach (var prompt in prompts.Take(MaxPrompts))
            {
                writer.Write($"<li>{HtmlText.Encode(prompt)}</li>\n");
            }

            writer.Write("</ol>\n");
            if (prompts.Length > MaxPrompts)
            {
                writer.Write($"<p class=\"footnote\">{prompts.Length - MaxPrompts} more are in the run's tables of scores.</p>\n");
            }

            writer.Write("</details>\n");
        }
    }

    private static string[] Prompts(string runFolder)
    {
        try
        {
            var heldOut = HeldOutReader.Read(runFolder);
            return
            [
                .. heldOut.SelectMany(images => images.Prompts).Where(prompt => prompt.Length > 0)
                    .Concat(SampleReader.ReadImages(runFolder).Select(sample => sample.Prompt)).Distinct(StringComparer.Ordinal),
            ];
        }
        catch (RewardLabException)
        {
            return []; // which table is damaged is told where its scores would stand
        }
    }
}
