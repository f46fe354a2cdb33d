using RewardLab.Abstractions;
using RewardLab.Hosting;

namespace RewardLab.Doctor;

/// <summary>The folders that RewardLab writes to, each tried out.</summary>
internal sealed class FolderCheck(UserFolders user, string runs) : ICheck
{
    public string Title => "Folders";

    public IEnumerable<CheckLine> Examine()
    {
        yield return Writable("Runs", runs, CheckStatus.Problem, "choose another with --runs or REWARDLAB_RUNS");
        yield return Writable("Cache", user.Cache, CheckStatus.Problem, $"choose another with {UserFolders.CacheVariable}");
        yield return Writable("Settings", user.Settings, CheckStatus.Warning, $"choose another with {UserFolders.SettingsVariable}");
        foreach (var folder in user.Plugins)
        {
            yield return new CheckLine("Plugins", Directory.Exists(folder) ? folder : $"{folder} (created when needed)");
        }
    }

    private static CheckLine Writable(string label, string folder, CheckStatus otherwise, string advice)
    {
        // Nothing is made here: of a folder that is not there, the nearest one above must let it be made.
        var existing = folder;
        while (!Path.Exists(existing) && Path.GetDirectoryName(existing) is { } parent)
        {
            existing = parent;
        }

        try
        {
            var trial = Path.Combine(existing, Path.GetRandomFileName());
            using (new FileStream(trial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
                return new CheckLine(label, existing == folder ? $"{folder}, writable" : $"{folder} (does not exist; can be created)");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new CheckLine(label, $"{folder} is not writable: {OneLine.FirstLine(exception)}", otherwise, advice);
        }
    }
}
