using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RewardLab.Abstractions;

namespace RewardLab.Runs.Checkpoints;

/// <summary>The checkpoints of one piece of work, in the run's folder "checkpoints": NAME-1.checkpoint and NAME-2.checkpoint, written in turn.</summary>
/// <remarks>
/// A file is a line of JSON (<see cref="CheckpointHeader"/>), the work's own data, and in the end a line with the SHA-256 of all that stands before it, in
/// hexadecimal digits.
/// </remarks>
public sealed class CheckpointStore : ICheckpoints
{
    private const int FooterBytes = 1 + (2 * SHA256.HashSizeInBytes) + 1;
    private readonly IResumableRun _run;
    private readonly string _name;
    private readonly string _settings;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>> _formerNames;
    private readonly Action<string> _tell;
    private int? _latest;

    /// <summary>Opens the checkpoints of a piece of work; nothing is read yet.</summary>
    /// <param name="run">Holds the files and events.</param>
    /// <param name="name">What the work is called.</param>
    /// <param name="settings">All that it depends on.</param>
    /// <param name="tell">Told what the user should know, past the run's events.</param>
    public CheckpointStore(IResumableRun run, string name, CheckpointSettings settings, Action<string> tell)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(tell);
        (_run, _name, _tell) = (run, name, tell);
        _settings = JsonSerializer.Serialize(settings.Values, CheckpointHeader.Json);
        _formerNames = settings.FormerNames;
    }

    /// <inheritdoc />
    public Checkpoint? Read()
    {
        var (latest, problems) = Find();
        foreach (var problem in problems)
        {
            _tell($"{_name}: {problem}{(latest is null ? "" : " Resuming from the checkpoint before it.")}");
        }

        if (latest is not var (header, checkpoint))
        {
            return problems.Count == 0
                ? null
                : throw new RewardLabException(
                    $"{_name}: no checkpoint is whole: {string.Join(" ", problems)} Delete the run's folder 'checkpoints' to start anew.");
        }

        Require(
            header.Settings,
            $"the checkpoint was written with other settings{(header.Program == CheckpointHeader.ThisProgram ? "" : $", by RewardLab {header.Program}")}");
        _run.SkipEventsTo(header.Events);
        return checkpoint;
    }

    /// <inheritdoc />
    public void Write(long progress, string state, Action<Stream>? writeData = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        _latest ??= Find().Latest is var (_, found) ? SlotOf(found) : 2;
        var slot = _latest == 1 ? 2 : 1;
        using var file = _run.CreateFile(FileOf(slot));
        using var hash = SHA256.Create();
        using (var hashed = new CryptoStream(file, hash, CryptoStreamMode.Write, leaveOpen: true))
        {
            hashed.Write(CheckpointHeader.ToLine(_name, progress, _run.EventCount, _settings, state));
            writeData?.Invoke(hashed);
        }

        file.Write(Footer(hash.Hash!));
        _latest = slot;
    }

    /// <inheritdoc />
    public void RequireSettings(string formerSettings)
    {
        ArgumentNullException.ThrowIfNull(formerSettings);
        try
        {
            using var settings = JsonDocument.Parse(formerSettings);
            Require(settings.RootElement, "an earlier version began this with other settings");
        }
        catch (JsonException exception)
        {
            throw new RewardLabException(
                $"{_name}: the settings that an earlier version wrote down are damaged: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    /// <inheritdoc />
    public void RewindEvents(long count) => _run.SkipEventsTo(count);

    private void Require(JsonElement before, string problem)
    {
        using var wanted = JsonDocument.Parse(_settings);
        var differences = SettingsCheck.Differences(before, wanted.RootElement, _formerNames);
        if (differences.Count == 0)
        {
            return;
        }

        var list = string.Join("; ", differences);
        if (!_run.AllowsOtherSettings)
        {
            throw new RewardLabException($"{_name}: {problem}: {list}. Restore them, or resume anyway with --force.");
        }

        _tell($"{_name}: resumes with other settings: {list}.");
    }

    private ((CheckpointHeader Header, Checkpoint Checkpoint)? Latest, List<string> Problems) Find()
    {
        var problems = new List<string>();
        (CheckpointHeader Header, Checkpoint Checkpoint)? latest = null;
        foreach (var slot in (int[])[1, 2])
        {
            using var stream = _run.OpenFile(FileOf(slot));
            if (stream is null)
            {
                continue;
            }

            try
            {
                var found = Verify(stream, Path.Combine(_run.Folder, FileOf(slot)));
                latest = latest is { } other && other.Header.Progress > found.Header.Progress ? latest : found;
            }
            catch (InvalidDataException exception)
            {
                problems.Add($"Checkpoint {FileOf(slot)} is damaged: {exception.Message}");
            }
        }

        return (latest, problems);
    }

    private (CheckpointHeader Header, Checkpoint Checkpoint) Verify(Stream stream, string path)
    {
        var contentLength = stream.Length - FooterBytes;
        if (contentLength <= 0)
        {
            throw new InvalidDataException("it is cut short.");
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var head = new MemoryStream();
        var (buffer, isInHead) = (new byte[1 << 20], true);
        for (var left = contentLength; left > 0;)
        {
            var count = stream.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            if (count == 0)
            {
                throw new InvalidDataException("it is cut short.");
            }

            var piece = buffer.AsSpan(0, count);
            hash.AppendData(piece);
            if (isInHead)
            {
                var end = piece.IndexOf((byte)'\n');
                head.Write(end < 0 ? piece : piece[..(end + 1)]);
                isInHead = end < 0;
            }

            left -= count;
        }

        var footer = new byte[FooterBytes];
        stream.ReadExactly(footer);
        if (!footer.AsSpan().SequenceEqual(Footer(hash.GetHashAndReset())))
        {
            throw new InvalidDataException("its hash does not match its contents.");
        }

        var header = CheckpointHeader.Parse(head.ToArray(), _name);
        return (header, new Checkpoint(header.Progress, header.State.GetRawText(), path, head.Length, contentLength - head.Length));
    }

    private int SlotOf(Checkpoint checkpoint) => checkpoint.Path == Path.Combine(_run.Folder, FileOf(1)) ? 1 : 2;

    private string FileOf(int slot) => $"checkpoints/{_name}-{slot}.checkpoint";

    private static byte[] Footer(byte[] hash) => Encoding.ASCII.GetBytes($"\n{Convert.ToHexStringLower(hash)}\n");
}
