namespace RewardLab.TestSupport;

/// <summary>A folder of one test's own, removed with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>The folder's absolute path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("rewardlab-test-").FullName;

    /// <summary>The path of a file or folder in it, which need not exist, with the separators of the system.</summary>
    public string this[string name] => System.IO.Path.GetFullPath(name, Path);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
