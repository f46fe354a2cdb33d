using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Reports.Documents;

namespace RewardLab.Hosting.Recipes;

/// <content>The run's report, whose parts stand in the order in which a recipe makes them.</content>
public static partial class Lab
{
    /// <summary>Begins a section of the report. A recipe that begins none has one, "Results".</summary>
    /// <param name="title">One line.</param>
    /// <exception cref="RewardLabException">The title is empty.</exception>
    public static void Section(string title)
    {
        if (string.IsNullOrWhiteSpace(title))
        {
            throw new RewardLabException("Lab.Section: a section needs a title.");
        }

        RecipeSession.Current.Report(new ReportSection(title.Trim()));
    }

    /// <summary>Adds words to the report, such as what the next table is to show.</summary>
    /// <param name="text">Plain text; an empty line begins a new paragraph.</param>
    public static void Note(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        RecipeSession.Current.Report(new ReportNote(text));
    }
}
