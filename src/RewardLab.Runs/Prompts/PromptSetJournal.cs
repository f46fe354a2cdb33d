using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Runs.Files;

namespace RewardLab.Runs.Prompts;

/// <summary>Finished contrastive sets, a line of JSON each, appended as they come: what is there survives any end of the program.</summary>
/// <remarks>A last line that was cut off is dropped when the journal is opened again. Not thread-safe.</remarks>
public sealed class PromptSetJournal : IDisposable
{
    private static readonly JournalKind Kind = new("rewardlab-prompts-1", "list of contrastive prompts", "generator, options or prompts");

    private readonly JournalFile _file;
    private readonly Dictionary<string, ContrastiveSet> _finished;

    private PromptSetJournal(JournalFile file, Dictionary<string, ContrastiveSet> finished) => (_file, _finished) = (file, finished);

    /// <summary>Full path of the journal.</summary>
    public string Path => _file.Path;

    /// <summary>Finished sets by prompt.</summary>
    public IReadOnlyDictionary<string, ContrastiveSet> Finished => _finished;

    /// <summary>Starts a journal, in place of one that may be there.</summary>
    /// <exception cref="RewardLabException">The file cannot be written.</exception>
    public static PromptSetJournal Create(string path, PromptSetPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new PromptSetJournal(JournalFile.Create(path, Kind, plan.Identity), new Dictionary<string, ContrastiveSet>(StringComparer.Ordinal));
    }

    /// <summary>Opens a journal to continue with it.</summary>
    /// <exception cref="RewardLabException">There is none, it belongs to another plan, or it is damaged other than at its end.</exception>
    public static PromptSetJournal Resume(string path, PromptSetPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var finished = new Dictionary<string, ContrastiveSet>(StringComparer.Ordinal);
        return new PromptSetJournal(
            JournalFile.Resume(path, Kind, plan.Identity, (text, number) =>
            {
                var line = JsonSerializer.Deserialize<Line>(text);
                if (line is not { Prompt: { } prompt, ContrastivePrompts: { } contrastivePrompts, Source: { } source } || !Enum.IsDefined(line.Kind))
                {
                    throw new RewardLabException($"{path}({number}): has no contrastive set. Delete the file to start again.");
                }

                finished[prompt] = new ContrastiveSet(prompt, contrastivePrompts, new PromptProvenance(line.Kind, source) { Details = line.Details ?? [] });
            }),
            finished);
    }

    /// <summary>Appends a set; it is on its way to the disk when this returns.</summary>
    /// <exception cref="RewardLabException">The file cannot be written.</exception>
    public void Append(ContrastiveSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        var details = new SortedDictionary<string, string>(set.Provenance.Details.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
        _file.Append(JsonSerializer.SerializeToUtf8Bytes(new Line(set.Prompt, set.ContrastivePrompts, set.Provenance.Kind, set.Provenance.Source, details)));
        _finished[set.Prompt] = set;
    }

    /// <summary>Closes the file and takes it away: its content stands elsewhere now.</summary>
    public void Delete() => _file.Delete();

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private sealed record Line(
        string? Prompt,
        IReadOnlyList<string>? ContrastivePrompts,
        PromptProvenanceKind Kind,
        string? Source,
        SortedDictionary<string, string>? Details);
}
