namespace RewardLab.TestSupport;

/// <summary>Data that may not be committed: a folder named shared beside the repository, where there is one.</summary>
internal static class SharedData
{
    /// <summary>The path of a file or folder in it; the test is skipped where it is missing.</summary>
    public static string PathOrSkip(string relativePath)
    {
        var path = Path.Combine(Path.GetDirectoryName(Clone.Root) ?? ".", "shared", relativePath);
        Assert.SkipUnless(Path.Exists(path), $"needs shared/{relativePath} beside the repository, which may not be committed");
        return path;
    }
}
