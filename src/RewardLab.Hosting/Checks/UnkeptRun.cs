using RewardLab.Abstractions;
using RewardLab.Runs.Files;
using RewardLab.Runs.Store;

namespace RewardLab.Hosting.Checks;

/// <summary>A run of which nothing is kept once it is disposed of; it counts events.</summary>
internal sealed class UnkeptRun : IRun, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rewardlab-check-");
    private int _eventCount;

    public int EventCount => Volatile.Read(ref _eventCount);

    public ulong Seed => 0;

    public string Folder => _folder.FullName;

    public void Emit(EventRecord record) => Interlocked.Increment(ref _eventCount);

    public ICheckpoints OpenCheckpoints(string name, CheckpointSettings settings) => NoCheckpoints.Instance;

    public void ReportProgress(string stage, long done, long total)
    {
        // Nobody is shown the progress of a check.
    }

    public void Log(string message)
    {
        // Nobody listens.
    }

    public Stream CreateFile(string relativePath) => new AtomicFileStream(RunPath.Resolve(Folder, relativePath));

    public Stream? OpenFile(string relativePath) => RunPath.Resolve(Folder, relativePath) is var path && File.Exists(path) ? File.OpenRead(path) : null;

    public void Dispose()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // An algorithm that keeps a file open is not at fault for what a check keeps.
            return;
        }
    }
}
