using RewardLab.Abstractions;

namespace RewardLab.Runs.Tests.Files;

public sealed class AtomicFileTests
{
    private const int SharingViolation = unchecked((int)0x80070020);

    [Fact]
    public void Retry_WhileAReaderHoldsTheFile_WaitsUntilItIsThrough()
    {
        var (moves, waits) = (0, 0);

        AtomicFile.Retry(() => Refuse(++moves < 4 ? new IOException("in use", SharingViolation) : null), _ => waits++);

        (moves, waits).ShouldBe((4, 3));
    }

    [Fact]
    public void Retry_AReaderWhoNeverEnds_IsReportedAfterTwoSeconds()
    {
        var waited = TimeSpan.Zero;

        Should.Throw<UnauthorizedAccessException>(() => AtomicFile.Retry(() => Refuse(new UnauthorizedAccessException()), pause => waited += pause));

        waited.ShouldBe(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(0.1));
    }

    [Fact]
    public void Retry_AnotherFailureOrAnotherSystem_IsReportedAtOnce()
    {
        var waits = 0;

        Should.Throw<FileNotFoundException>(() => AtomicFile.Retry(() => Refuse(new FileNotFoundException()), _ => waits++));
        Should.Throw<UnauthorizedAccessException>(() => AtomicFile.Retry(() => Refuse(new UnauthorizedAccessException()), wait: null));

        waits.ShouldBe(0);
    }

    [Fact]
    public void Write_ThatThrows_LeavesWhatWasThereAndNothingElse()
    {
        using var folder = new TemporaryFolder();
        var path = folder["a.txt"];
        AtomicFile.Write(path, static stream => stream.Write("first"u8));

        Should.Throw<InvalidOperationException>(() => AtomicFile.Write(path, static stream =>
        {
            stream.Write("second"u8);
            throw new InvalidOperationException();
        }));

        File.ReadAllText(path).ShouldBe("first");
        Directory.GetFileSystemEntries(Path.GetDirectoryName(path)!).ShouldBe([path]);
    }

    private static void Refuse(Exception? exception)
    {
        if (exception is not null)
        {
            throw exception;
        }
    }
}
