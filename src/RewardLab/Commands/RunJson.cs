using RewardLab.Runs.Files;
using RewardLab.Runs.Store;

namespace RewardLab.Commands;

/// <summary>A run as '--json' prints it.</summary>
internal static class RunJson
{
    /// <summary>What 'runs list' says of a run.</summary>
    public static Dictionary<string, object?> Summary(RunEntry run) => new(StringComparer.Ordinal)
    {
        ["id"] = run.Id,
        ["name"] = run.Notes.Name,
        ["tags"] = run.Notes.Tags,
        ["note"] = run.Notes.Note,
        ["status"] = RunStatusText.Format(run),
        ["error"] = run.Record?.Error ?? run.Damage,
        ["recipe"] = run.Record?.Recipe.Name,
        ["seed"] = run.Record?.Seed,
        ["started"] = run.Record?.Started.UtcDateTime,
        ["durationSeconds"] = run.Record?.DurationSeconds,
        ["resumptions"] = run.Record?.Resumptions ?? 0,
        ["folder"] = run.Folder,
    };

    /// <summary>What 'runs show' says of it.</summary>
    public static Dictionary<string, object?> Whole(RunEntry run)
    {
        var whole = Summary(run);
        whole["recipe"] = run.Record?.Recipe;
        whole["command"] = run.Record?.Command;
        whole["parameters"] = run.Record?.Parameters;
        whole["versions"] = run.Record?.Versions;
        whole["machine"] = run.Record?.Machine;
        whole["plugins"] = run.Record?.Plugins;
        whole["files"] = FileWalk.Files(run.Folder)
            .Select(path => new { Name = Path.GetRelativePath(run.Folder, path).Replace('\\', '/'), Bytes = new FileInfo(path).Length })
            .Where(file => Path.GetExtension(file.Name) is not (".part" or ".lock"))
            .OrderBy(file => file.Name, StringComparer.Ordinal);
        return whole;
    }
}
