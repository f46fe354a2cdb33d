using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Runs.Samples;

namespace RewardLab.Reports.Documents;

/// <summary>The prompts of a run's images, as a list that unfolds.</summary>
internal static class RunPrompts
{
    private const int MaxPrompts = 500;

    /// <summary>The prompts of a run, each once: of held-out images, then of the others.</summary>
    /// <param name="runFolder">The run's folder.</param>
    public static IReadOnlyList<string> Read(string runFolder)
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

    /// <summary>Writes the list.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="prompts">The prompts; at least one.</param>
    /// <param name="run">The run as markup, where there are several; empty to leave it out.</param>
    public static void Write(TextWriter writer, IReadOnlyList<string> prompts, string run = "")
    {
        var count = string.Create(CultureInfo.InvariantCulture, $"{prompts.Count:N0} {(prompts.Count == 1 ? "prompt" : "prompts")}");
        writer.Write($"<details>\n<summary>{count}{(run.Length > 0 ? $" of {run}" : "")}</summary>\n<ol>\n");
        foreach (var prompt in prompts.Take(MaxPrompts))
        {
            writer.Write($"<li>{HtmlText.Encode(prompt)}</li>\n");
        }

        writer.Write("</ol>\n");
        if (prompts.Count > MaxPrompts)
        {
            writer.Write($"<p class=\"footnote\">{prompts.Count - MaxPrompts} more are in the run's tables of scores.</p>\n");
        }

        writer.Write("</details>\n");
    }
}
