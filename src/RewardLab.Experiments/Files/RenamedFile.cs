namespace RewardLab.Experiments.Files;

/// <summary>Writes under a temporary name; the file appears under its own when the stream is disposed, and not at all when a write failed.</summary>
internal sealed class RenamedFile : Stream
{
    private readonly string _path;
    private readonly string _temporaryPath;
    private readonly Stream _inner;
    private bool _isFaulted;
    private bool _isDisposed;

    /// <summary>Opens the temporary file in the folder of the file to be.</summary>
    /// <exception cref="Abstractions.RewardLabException">The folder cannot be written to.</exception>
    public RenamedFile(string path)
        : this(path, temporary => new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
    {
    }

    internal RenamedFile(string path, Func<string, Stream> open)
    {
        _path = path;
        _temporaryPath = $"{path}.{Path.GetRandomFileName()}.part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            _inner = open(_temporaryPath);
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Writing(path, exception);
        }
    }

    public override bool CanRead => false;

    public override bool CanSeek => _inner.CanSeek;

    public override bool CanWrite => true;

    public override long Length => _inner.Length;

    public override long Position
    {
        get => _inner.Position;
        set => _inner.Position = value;
    }

    /// <summary>Writes a whole text at once.</summary>
    public static void WriteText(string path, string text)
    {
        using var file = new RenamedFile(path);
        file.Write(System.Text.Encoding.UTF8.GetBytes(text));
    }

    public override void Flush() => Guarded(_inner.Flush);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The file is only written.");

    public override long Seek(long offset, SeekOrigin origin) => _inner.Seek(offset, origin);

    public override void SetLength(long value) => Guarded(() => _inner.SetLength(value));

    public override void Write(byte[] buffer, int offset, int count) => Guarded(() => _inner.Write(buffer, offset, count));

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
                File.Move(_temporaryPath, _path, overwrite: true);
                return;
            }
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            DeleteTemporary();
            if (!_isFaulted)
            {
                throw FileFailure.Writing(_path, exception);
            }

            return; // The failed write has already said why.
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
