namespace RewardLab.Torch.Tests;

/// <summary>The folder "shared" beside the repository, with data that is not ours to commit.</summary>
internal static class SharedFolder
{
    /// <summary>A path in it; the test is skipped where it is missing.</summary>
    public static string Require(string relativePath)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RewardLab.sln")))
        {
            folder = folder.Parent;
        }

        var path = Path.Combine(folder?.Parent?.FullName ?? ".", "shared", relativePath);
        Assert.SkipUnless(Path.Exists(path), $"needs shared/{relativePath} beside the repository");
        return path;
    }
}
