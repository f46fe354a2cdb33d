using System.Text.Json;
using RewardLab.Abstractions;

namespace RewardLab.Runs.Files;

/// <summary>Lines of JSON, appended as they come, after a first line that says what they belong to: what is there survives any end of the program.</summary>
/// <remarks>A last line that was cut off is dropped when the journal is opened again. Not thread-safe.</remarks>
internal sealed class JournalFile : IDisposable
{
    private readonly FileStream _stream;

    private JournalFile(string path, FileStream stream) => (Path, _stream) = (path, stream);

    /// <summary>Full path of the journal.</summary>
    public string Path { get; }

    /// <summary>Starts a journal, in place of one that may be there.</summary>
    /// <exception cref="RewardLabException">The file cannot be written.</exception>
    public static JournalFile Create(string path, JournalKind kind, string plan)
    {
        WindowsFileName.RefuseDevice(path);
        try
        {
            var full = System.IO.Path.GetFullPath(path);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
            var journal = new JournalFile(path, new FileStream(full, FileMode.Create, FileAccess.ReadWrite, FileShare.Read));
            journal.Append(JsonSerializer.SerializeToUtf8Bytes(new Head(kind.Format, plan)));
            return journal;
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Writing(path, exception);
        }
    }

    /// <summary>Opens a journal to continue with it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">What it must hold.</param>
    /// <param name="plan">What it must belong to.</param>
    /// <param name="read">Gets each line but the first, with its number; a <see cref="JsonException"/> means that it is damaged.</param>
    /// <exception cref="RewardLabException">There is none, it belongs to another plan, or it is damaged other than at its end.</exception>
    public static JournalFile Resume(string path, JournalKind kind, string plan, Action<byte[], int> read)
    {
        if (!File.Exists(path))
        {
            throw new RewardLabException($"There is nothing to resume: no file '{path}'. Leave out --resume to start.");
        }

        try
        {
            var journal = new JournalFile(path, new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read));
            try
            {
                journal.ReadBack(kind, plan, read);
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

    /// <summary>Appends a line; it is on its way to the disk when this returns.</summary>
    /// <exception cref="RewardLabException">The file cannot be written.</exception>
    public void Append(ReadOnlySpan<byte> json)
    {
        try
        {
            _stream.Write(json);
            _stream.WriteByte((byte)'\n');
            _stream.Flush();
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Writing(Path, exception);
        }
    }

    /// <summary>The whole lines, the first included, and where in the file each ends.</summary>
    public IEnumerable<(byte[] Text, long End)> WholeLines()
    {
        _stream.Flush();
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

    /// <summary>Closes the file and takes it away: its content stands elsewhere now.</summary>
    public void Delete()
    {
        _stream.Dispose();
        File.Delete(Path);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    private void ReadBack(JournalKind kind, string plan, Action<byte[], int> read)
    {
        long whole = 0;
        var number = 0;
        foreach (var (text, end) in WholeLines())
        {
            number++;
            try
            {
                if (number == 1)
                {
                    Check(JsonSerializer.Deserialize<Head>(text), kind, plan);
                }
                else
                {
                    read(text, number);
                }
            }
            catch (JsonException exception)
            {
                throw new RewardLabException(
                    $"{Path}({number}): is damaged: {exception.Message.ReplaceLineEndings(" ")} Delete the file to start again.", exception);
            }

            whole = end;
        }

        if (number == 0)
        {
            throw new RewardLabException($"{Path}: is empty. Leave out --resume to start again.");
        }

        _stream.SetLength(whole);
        _stream.Seek(0, SeekOrigin.End);
    }

    private void Check(Head? head, JournalKind kind, string plan)
    {
        if (head?.Format != kind.Format || head.Plan != plan)
        {
            throw new RewardLabException(head?.Format == kind.Format
                ? $"{Path}: was started with other {kind.Ingredients}. Give the same ones, or leave out --resume to start again."
                : $"{Path}: is not a {kind.Noun} that RewardLab started.");
        }
    }

    private sealed record Head(string? Format, string? Plan);
}
