namespace RewardLab.TestSupport;

/// <summary>A file that is being written when the process dies: a hundred bytes arrive, and no more.</summary>
internal sealed class DyingStream(Stream inner) : Stream
{
    private int _left = 100;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        inner.Write(buffer, offset, Math.Min(count, _left));
        _left -= Math.Min(count, _left);
        if (_left == 0)
        {
            throw new IOException("killed");
        }
    }

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
