using System.Text.Json;
using System.Text.Json.Serialization;
using RewardLab.Abstractions;
using RewardLab.Experiments.Files;

namespace RewardLab.Experiments.Scoring;

/// <summary>Finished pictures, a line of JSON each, appended as they come: what is there survives any end of the program.</summary>
/// <remarks>A last line that was cut off is dropped when the journal is opened again. Not thread-safe.</remarks>
public sealed class ScoreJournal : IDisposable
{
    private const string Format = "rewardlab-scores-1";
    private readonly FileStream _stream;
    private readonly HashSet<string> _finished = new(StringComparer.Ordinal);

    private ScoreJournal(string path, FileStream stream) => (Path, _stream) = (path, stream);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Pictures that are finished, readable or not.</summary>
    public IReadOnlySet<string> Finished => _finished;

    /// <summary>Starts a journal, in place of one that may be there.</summary>
    /// <exception cref="RewardLabException">The file cannot be written.</exception>
    public static ScoreJournal Create(string path, ScorePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        try
        {
            var full = System.IO.Path.GetFullPath(path);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
            var journal = new ScoreJournal(path, new FileStream(full, FileMode.Create, FileAccess.ReadWrite, FileShare.Read));
            journal.Append(new Line { Format = Format, Plan = plan.Identity });
            return journal;
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Writing(path, exception);
        }
    }

    /// <summary>Opens a journal to go on with it.</summary>
    /// <exception cref="RewardLabException">There is none, it belongs to another plan, or it is damaged other than at its end.</exception>
    public static ScoreJournal Resume(string path, ScorePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (!File.Exists(path))
        {
            throw new RewardLabException($"There is nothing to resume: no file '{path}'; leave --resume out to begin.");
        }

        try
        {
            var journal = new ScoreJournal(path, new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read));
            try
            {
                journal.ReadBack(plan);
                return journal;
            }
            catch
            {
                journal.Dispose();
                throw;
            }
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Reading(path, exception);
        }
    }

    /// <summary>Appends a picture; it is on its way to the disk when this returns.</summary>
    /// <exception cref="RewardLabException">The file cannot be written.</exception>
    public void Append(ScoredPicture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        Append(new Line { Image = picture.Image, Scores = picture.Scores, Error = picture.Error });
        _finished.Add(picture.Image);
    }

    /// <summary>Finished pictures, one at a time; memory holds their places in the file alone.</summary>
    /// <param name="order">The pictures wanted, in order; those that are not finished are left out.</param>
    public IEnumerable<ScoredPicture> Read(IReadOnlyList<string> order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return Iterate(order);
    }

    /// <summary>Closes the file and takes it away: its content stands elsewhere now.</summary>
    public void Delete()
    {
        _stream.Dispose();
        File.Delete(Path);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    private IEnumerable<ScoredPicture> Iterate(IReadOnlyList<string> order)
    {
        _stream.Flush();
        var places = new Dictionary<string, (long Start, int Length)>(StringComparer.Ordinal);
        long start = 0;
        foreach (var (text, end) in WholeLines())
        {
            if (JsonSerializer.Deserialize<Line>(text)?.Image is { } image)
            {
                places[image] = (start, text.Length);
            }

            start = end;
        }

        using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        foreach (var image in order)
        {
            if (places.TryGetValue(image, out var place))
            {
                var text = new byte[place.Length];
                file.Seek(place.Start, SeekOrigin.Begin);
                file.ReadExactly(text);
                var line = JsonSerializer.Deserialize<Line>(text)!;
                yield return new ScoredPicture(image, line.Scores, line.Error);
            }
        }
    }

    private void Append(Line line)
    {
        try
        {
            _stream.Write(JsonSerializer.SerializeToUtf8Bytes(line));
            _stream.WriteByte((byte)'\n');
            _stream.Flush();
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Writing(Path, exception);
        }
    }

    private void ReadBack(ScorePlan plan)
    {
        long whole = 0;
        var number = 0;
        foreach (var (text, end) in WholeLines())
        {
            number++;
            Line? line;
            try
            {
                line = JsonSerializer.Deserialize<Line>(text);
            }
            catch (JsonException exception)
            {
                throw new RewardLabException($"{Path}({number}): is damaged: {exception.Message.ReplaceLineEndings(" ")} Delete the file to begin anew.", exception);
            }

            if (number == 1 && (line?.Format != Format || line.Plan != plan.Identity))
            {
                throw new RewardLabException(line?.Format == Format
                    ? $"{Path}: was begun with other rewards, options or prompts; give the same ones, or leave --resume out to begin anew."
                    : $"{Path}: is no list of scores that RewardLab began.");
            }

            if (number > 1)
            {
                _finished.Add(line?.Image ?? throw new RewardLabException($"{Path}({number}): names no picture. Delete the file to begin anew."));
            }

            whole = end;
        }

        if (number == 0)
        {
            throw new RewardLabException($"{Path}: is empty; leave --resume out to begin anew.");
        }

        _stream.SetLength(whole);
        _stream.Seek(0, SeekOrigin.End);
    }

    private IEnumerable<(byte[] Text, long End)> WholeLines()
    {
        using var buffered = new BufferedStream(new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), 1 << 16);
        var line = new List<byte>();
        long position = 0;
        int value;
        while ((value = buffered.ReadByte()) >= 0)
        {
            position++;
            if (value == '\n')
            {
                yield return ([.. line], position);
                line.Clear();
            }
            else
            {
                line.Add((byte)value);
            }
        }
    }

    private sealed record Line
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Format { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Plan { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Image { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public float[]? Scores { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Error { get; init; }
    }
}
