namespace RewardLab.Runs.Tests;

/// <summary>A file on a disk that takes so many bytes and no more, failing as .NET does on Unix.</summary>
internal sealed class FullDisk(string path, int capacityBytes) : FileStream(path, FileMode.CreateNew, FileAccess.Write)
{
    private const int NoSpaceLeft = 28;

    public override void Write(ReadOnlySpan<byte> buffer) => Write(buffer.ToArray(), 0, buffer.Length);

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (Position + count > capacityBytes)
        {
            throw new IOException("No space left on device", NoSpaceLeft);
        }

        base.Write(buffer, offset, count);
    }
}
