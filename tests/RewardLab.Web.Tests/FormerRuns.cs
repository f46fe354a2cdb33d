namespace RewardLab.Web.Tests;

/// <summary>Runs of version 0.1 that the tests keep, copied to where they may be changed.</summary>
internal static class FormerRuns
{
    /// <summary>Copies the fine-tuning of two prompts, six evaluations with four held-out images each.</summary>
    /// <returns>The run's id.</returns>
    public static string CopyFineTuning(Workplace workplace, string runs)
    {
        var source = Path.Combine(Workplace.Repository, "tests", "TestSupport", "Former", "finetuning");
        Copy(source, workplace[runs]);
        return Path.GetFileName(Directory.GetDirectories(source).Single());
    }

    /// <summary>Copies a folder of runs with all that it holds.</summary>
    public static void Copy(string source, string target)
    {
        foreach (var file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
