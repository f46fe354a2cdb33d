using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Runs.Events;
using RewardLab.Runs.Files;

namespace RewardLab.Runs.Store;

/// <summary>The file of a run that says where its components' results come from.</summary>
internal sealed class ProvenanceFile
{
    /// <summary>The file's name.</summary>
    public const string FileName = "components.json";

    private static readonly JsonSerializerOptions Json = new(RunEvents.Indented)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private readonly string _path;
    private readonly SortedDictionary<string, Source> _sources;

    /// <summary>Reads what the run holds already.</summary>
    /// <param name="folder">The run's folder.</param>
    public ProvenanceFile(string folder)
    {
        _path = Path.Combine(folder, FileName);
        _sources = Read(_path);
    }

    /// <inheritdoc cref="IProvenanceRecord.Keep"/>
    public void Keep(string source, IReadOnlyDictionary<string, string> facts, IReadOnlyDictionary<string, double> amounts)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(amounts);
        var totals = _sources.GetValueOrDefault(source)?.Totals ?? new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, amount) in amounts)
        {
            totals[name] = totals.GetValueOrDefault(name) + amount;
        }

        _sources[source] = new Source(new SortedDictionary<string, string>(facts.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal), totals);
        AtomicFileStream.WriteTextInFolder(_path, JsonSerializer.Serialize(_sources, Json) + "\n");
    }

    /// <summary>What a file holds, by source; nothing where there is none.</summary>
    /// <exception cref="RewardLabException">It is damaged.</exception>
    public static SortedDictionary<string, Source> Read(string path)
    {
        try
        {
            return new SortedDictionary<string, Source>(
                File.Exists(path) ? JsonSerializer.Deserialize<Dictionary<string, Source>>(TextFile.Read(path), Json) ?? [] : [],
                StringComparer.Ordinal);
        }
        catch (JsonException exception)
        {
            throw new RewardLabException($"'{path}' is damaged: {OneLine.FirstLine(exception)}. Delete it to continue without what it says.", exception);
        }
    }

    /// <summary>A source.</summary>
    /// <param name="Facts">What determines its results.</param>
    /// <param name="Totals">What they took.</param>
    public sealed record Source(SortedDictionary<string, string> Facts, SortedDictionary<string, double> Totals);
}
