using System.Text.Json;
using System.Text.Json.Serialization;
using RewardLab.Abstractions;
using RewardLab.Runs.Files;

namespace RewardLab.Runs.Scores;

/// <summary>Finished images, a line of JSON each, appended as they come: what is there survives any end of the program.</summary>
/// <remarks>A last line that was cut off is dropped when the journal is opened again. Not thread-safe.</remarks>
public sealed class ScoreJournal : IDisposable
{
    private static readonly JournalKind Kind = new("rewardlab-scores-1", "list of scores", "rewards, options or prompts");

    private readonly JournalFile _file;
    private readonly HashSet<string> _finished;

    private ScoreJournal(JournalFile file, HashSet<string> finished) => (_file, _finished) = (file, finished);

    /// <summary>Full path of the journal.</summary>
    public string Path => _file.Path;

    /// <summary>Keys of images that are finished, readable or not.</summary>
    public IReadOnlySet<string> Finished => _finished;

    /// <summary>Starts a journal, in place of one that may be there.</summary>
    /// <exception cref="RewardLabException">The file cannot be written.</exception>
    public static ScoreJournal Create(string path, ScorePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new ScoreJournal(JournalFile.Create(path, Kind, plan.Identity), new HashSet<string>(StringComparer.Ordinal));
    }

    /// <summary>Opens a journal to continue with it.</summary>
    /// <exception cref="RewardLabException">There is none, it belongs to another plan, or it is damaged other than at its end.</exception>
    public static ScoreJournal Resume(string path, ScorePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var finished = new HashSet<string>(StringComparer.Ordinal);
        return new ScoreJournal(
            JournalFile.Resume(path, Kind, plan.Identity, (text, number) => finished.Add(
                JsonSerializer.Deserialize<Line>(text)?.Key
                ?? throw new RewardLabException($"{path}({number}): has no image. Delete the file to start again."))),
            finished);
    }

    /// <summary>Appends an image; it is on its way to the disk when this returns.</summary>
    /// <exception cref="RewardLabException">The file cannot be written.</exception>
    public void Append(ScoredImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        _file.Append(JsonSerializer.SerializeToUtf8Bytes(
            new Line { Image = image.Image, Prompt = image.Prompt, Scores = image.Scores, OrderKeys = image.OrderKeys, Error = image.Error }));
        _finished.Add(image.Key);
    }

    /// <summary>Finished images, one at a time; memory holds their places in the file alone.</summary>
    /// <param name="order">Keys of the images wanted, in order; those that are not finished are left out.</param>
    public IEnumerable<ScoredImage> Read(IReadOnlyList<string> order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return Iterate(order);
    }

    /// <summary>Closes the file and takes it away: its content stands elsewhere now.</summary>
    public void Delete() => _file.Delete();

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private IEnumerable<ScoredImage> Iterate(IReadOnlyList<string> order)
    {
        var places = new Dictionary<string, (long Start, int Length)>(StringComparer.Ordinal);
        long start = 0;
        foreach (var (text, end) in _file.WholeLines())
        {
            if (JsonSerializer.Deserialize<Line>(text)?.Key is { } key)
            {
                places[key] = (start, text.Length);
            }

            start = end;
        }

        using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        foreach (var key in order)
        {
            if (places.TryGetValue(key, out var place))
            {
                var text = new byte[place.Length];
                file.Seek(place.Start, SeekOrigin.Begin);
                file.ReadExactly(text);
                var line = JsonSerializer.Deserialize<Line>(text)!;
                yield return new ScoredImage(line.Image!, line.Scores, line.Error, line.Prompt) { OrderKeys = line.OrderKeys };
            }
        }
    }

    private sealed record Line
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Image { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Prompt { get; init; }

        [JsonIgnore]
        public string? Key => Image is null ? null : new ScoredImage(Image, null, Prompt: Prompt).Key;

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public double[]? Scores { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public double[]? OrderKeys { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Error { get; init; }
    }
}
