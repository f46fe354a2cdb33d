using System.Text;
using RewardLab.Abstractions;

namespace RewardLab.Runs.Files;

/// <summary>Writes under a temporary name; the file appears under its own when the stream is disposed, and not at all when a write failed.</summary>
public sealed class AtomicFileStream : Stream
{
    private readonly string _path;
    private readonly string _temporaryPath;
    private readonly Stream _inner;
    private bool _isFaulted;
    private bool _isDisposed;

    /// <summary>Opens the temporary file in the folder of the file to be, which is made where it is missing.</summary>
    /// <exception cref="Abstractions.RewardLabException">The folder cannot be written to; writing and disposing throw the like.</exception>
    public AtomicFileStream(string path)
        : this(path, Create)
    {
    }

    internal AtomicFileStream(string path, Func<string, Stream> open, bool makesFolder = true)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        WindowsFileName.RefuseDevice(path);
        _path = Path.GetFullPath(path);
        _temporaryPath = $"{_path}.{Path.GetRandomFileName()}.part";
        try
        {
            if (makesFolder)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            }

            _inner = open(_temporaryPath);
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Writing(_path, exception);
        }
    }

    /// <inheritdoc />
    public override bool CanRead => false;

    /// <inheritdoc />
    public override bool CanSeek => _inner.CanSeek;

    /// <inheritdoc />
    public override bool CanWrite => true;

    /// <inheritdoc />
    public override long Length => _inner.Length;

    /// <inheritdoc />
    public override long Position
    {
        get => _inner.Position;
        set => _inner.Position = value;
    }

    /// <summary>Writes a whole text at once, as UTF-8.</summary>
    /// <exception cref="Abstractions.RewardLabException">It cannot be written.</exception>
    public static void WriteText(string path, string text) => Write(path, file => file.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>The same into a folder that is there: one that was deleted meanwhile stays deleted.</summary>
    /// <exception cref="Abstractions.RewardLabException">There is no such folder, or it cannot be written to.</exception>
    public static void WriteTextInFolder(string path, string text) =>
        Write(new AtomicFileStream(path, Create, makesFolder: false), file => file.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Writes a file whole, or not at all: where <paramref name="write"/> throws, what was there before stays as it was.</summary>
    /// <exception cref="Abstractions.RewardLabException">It cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        Write(new AtomicFileStream(path), write);
    }

    /// <inheritdoc />
    public override void Flush() => Guarded(_inner.Flush);

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The file is only written.");

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin) => _inner.Seek(offset, origin);

    /// <inheritdoc />
    public override void SetLength(long value) => Guarded(() => _inner.SetLength(value));

    /// <inheritdoc />
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc />
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _inner.Write(buffer);
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            _isFaulted = true;
            throw FileFailure.Writing(_path, exception);
        }
    }

    private static void Write(AtomicFileStream opened, Action<Stream> write)
    {
        using var file = opened;
        try
        {
            write(file);
        }
        catch
        {
            file._isFaulted = true;
            throw;
        }
    }

    private static FileStream Create(string temporary) => new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None);

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            Finish();
        }

        base.Dispose(disposing);
    }

    private void Finish()
    {
        try
        {
            // What is still buffered meets a full disk here.
            _inner.Dispose();
            if (!_isFaulted)
            {
                AtomicFile.Move(_temporaryPath, _path);
                return;
            }
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            // A write that failed before has already said why.
            if (!_isFaulted)
            {
                DeleteTemporary();
                throw FileFailure.Writing(_path, exception);
            }
        }

        DeleteTemporary();
    }

    private void DeleteTemporary()
    {
        try
        {
            File.Delete(_temporaryPath);
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            // A leftover .part file harms nobody, and the reason it is left over is being reported.
        }
    }

    private void Guarded(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            _isFaulted = true;
            throw FileFailure.Writing(_path, exception);
        }
    }
}
