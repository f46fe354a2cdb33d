using RewardLab.Abstractions;
using RewardLab.Runs.Files;

namespace RewardLab.Runs.Tests.Files;

public sealed class AtomicFileStreamTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_ThatThrowsOnTheWay_LeavesWhatWasThere()
    {
        File.WriteAllText(_folder["a.csv"], "finished");

        Should.Throw<InvalidOperationException>(() => AtomicFileStream.Write(_folder["a.csv"], file =>
        {
            file.Write("half"u8);
            throw new InvalidOperationException();
        }));

        File.ReadAllText(_folder["a.csv"]).ShouldBe("finished");
        Directory.GetFiles(_folder.Path).Length.ShouldBe(1);
        AtomicFileStream.Write(_folder["a.csv"], file => file.Write("whole"u8));
        File.ReadAllText(_folder["a.csv"]).ShouldBe("whole");
    }

    [Fact]
    public void File_UntilDisposed_IsNotThereUnderItsName()
    {
        var path = _folder["a/b.txt"];
        using (var file = new AtomicFileStream(path))
        {
            file.Write("hello"u8);
            file.Flush();
            File.Exists(path).ShouldBeFalse();
        }

        File.ReadAllText(path).ShouldBe("hello");
        Directory.GetFiles(_folder["a"]).Length.ShouldBe(1);
    }

    [Fact]
    public void File_DiskFull_SaysSoAndLeavesNothing()
    {
        var path = _folder["scores.csv"];
        var file = new AtomicFileStream(path, temporary => new FullDisk(temporary, capacityBytes: 10));
        file.Write("12345678"u8);

        var failure = Should.Throw<RewardLabException>(() => file.Write("abcdefgh"u8));
        file.Dispose();

        failure.Message.ShouldBe($"The disk is full: '{path}' was not written. Free some space and run again.");
        Directory.GetFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void File_DiskFull_KeepsTheOldContent()
    {
        var path = _folder["run.yaml"];
        File.WriteAllText(path, "old");
        using (var file = new AtomicFileStream(path, temporary => new FullDisk(temporary, capacityBytes: 1)))
        {
            Should.Throw<RewardLabException>(() => file.Write("new"u8.ToArray(), 0, 3));
        }

        File.ReadAllText(path).ShouldBe("old");
    }

    [Fact]
    public void File_RealFullDevice_SaysSo()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "only Linux has /dev/full");
        using var file = new AtomicFileStream(
            _folder["x"], _ => new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 1));
        Should.Throw<RewardLabException>(() => file.Write("some bytes"u8)).Message.ShouldStartWith("The disk is full");
    }

    [Fact]
    public void WriteTextInFolder_FolderThatIsGone_StaysGone()
    {
        Should.Throw<RewardLabException>(() => AtomicFileStream.WriteTextInFolder(_folder["deleted/run.yaml"], "a"))
            .Message.ShouldContain("run.yaml");
        Directory.Exists(_folder["deleted"]).ShouldBeFalse();

        AtomicFileStream.WriteTextInFolder(_folder["run.yaml"], "a");
        File.ReadAllText(_folder["run.yaml"]).ShouldBe("a");
        Directory.GetFiles(_folder.Path, "*.part").ShouldBeEmpty();
    }

    [Fact]
    public void File_InsideAFile_SaysWhichPath()
    {
        File.WriteAllText(_folder["file"], "");
        Should.Throw<RewardLabException>(() => new AtomicFileStream(_folder["file/inner.txt"])).Message.ShouldContain(_folder["file/inner.txt"]);
    }
}
