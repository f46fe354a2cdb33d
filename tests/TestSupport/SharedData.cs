namespace RewardLab.TestSupport;

/// <summary>Data that are not ours to ship: a folder named shared beside the repository, where there is one.</summary>
internal static class SharedData
{
    public static string PathOrSkip(string relativePath)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RewardLab.sln")))
        {
            folder = folder.Parent;
        }

        var path = folder?.Parent is { } parent ? Path.Combine(parent.FullName, "shared", relativePath) : null;
        if (path is null || !File.Exists(path))
        {
            Assert.Skip($"shared/{relativePath} is not beside the repository; TIA2's files are not part of it.");
        }

        return path;
    }
}
