using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Runs.Files;

namespace RewardLab.Runs.Store;

/// <summary>Where the results of a run's components come from, for reports: what its components.json holds.</summary>
public static class ComponentSources
{
    /// <summary>Each source with its facts and with what it took, such as "endpoint localhost:8000, model qwen-vl; calls 12"; none where the run has no such
    /// file. A file that cannot be read is one row that says so.</summary>
    /// <param name="folder">The run's folder.</param>
    public static IReadOnlyList<(string Source, string Facts)> Read(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        try
        {
            return [.. ProvenanceFile.Read(Path.Combine(folder, ProvenanceFile.FileName))
                .Select(entry => (entry.Key, entry.Value is null ? "" : Describe(entry.Value)))];
        }
        catch (Exception exception) when (exception is RewardLabException || FileFailure.Is(exception))
        {
            return [(ProvenanceFile.FileName, OneLine.FirstLine(exception))];
        }
    }

    private static string Describe(ProvenanceFile.Source source) => string.Join("; ", ((string[])
        [
            string.Join(", ", source.Facts.Select(fact => $"{fact.Key} {fact.Value}")),
            string.Join(", ", source.Totals.Select(total => string.Create(CultureInfo.InvariantCulture, $"{total.Key} {total.Value:0.######}"))),
        ])
        .Where(part => part.Length > 0));
}
