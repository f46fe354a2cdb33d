namespace RewardLab.TestSupport;

/// <summary>The clone of the repository that the tests were built in.</summary>
internal static class Clone
{
    /// <summary>The folder of RewardLab.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The path of a file or folder of the repository.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>The output folder of a project of src, in the configuration and framework of these tests.</summary>
    public static string OutputOf(string project)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return PathOf("src", project, "bin", own.Parent!.Name, own.Name);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RewardLab.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("The tests do not lie below the folder of RewardLab.sln.");
    }
}
