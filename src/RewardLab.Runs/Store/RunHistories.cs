using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Histories;
using RewardLab.Runs.Files;

namespace RewardLab.Runs.Store;

/// <summary>Reads what fine-tunings leave behind in a run.</summary>
public static class RunHistories
{
    /// <summary>The histories of a run's fine-tunings, by folder; one without an evaluation is left out.</summary>
    /// <param name="runFolder">The run's folder; a fine-tuning's lies in it, or, of a sweep, in the sweep's.</param>
    /// <exception cref="RewardLabException">A file is damaged.</exception>
    public static IReadOnlyList<FineTuningHistory> In(string runFolder) => [.. Folders(runFolder).Select(Read)
        .Where(history => history.Evaluations.Count > 0 && history.Evaluations.All(evaluation => evaluation.Proxy.Count == history.Prompts.Count))];

    /// <summary>The folders of a run that hold a history, in order.</summary>
    /// <param name="runFolder">The run's folder.</param>
    public static IReadOnlyList<string> Folders(string runFolder)
    {
        ArgumentException.ThrowIfNullOrEmpty(runFolder);
        if (!Directory.Exists(runFolder))
        {
            return [];
        }

        string[] folders = [.. Directory.EnumerateDirectories(runFolder)];
        return
        [
            .. folders.Concat(folders.SelectMany(Directory.EnumerateDirectories)).Where(folder => File.Exists(PathIn(folder))).Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Whether a fine-tuning has left its history: it has ended then.</summary>
    /// <param name="folder">The fine-tuning's folder.</param>
    public static bool Exists(string folder) => File.Exists(PathIn(folder));

    /// <summary>Reads the history in a fine-tuning's folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="RewardLabException">There is none, or it is damaged.</exception>
    public static FineTuningHistory Read(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var path = PathIn(folder);
        try
        {
            return File.Exists(path)
                ? FineTuningHistory.Parse(TextFile.Read(path))
                : throw new RewardLabException($"{path}: there is no such file; a fine-tuning leaves it in its folder of the run when it ends.");
        }
        catch (JsonException exception)
        {
            throw new RewardLabException($"{path}: damaged: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Reading(path, exception);
        }
    }

    private static string PathIn(string folder) => Path.Combine(folder, FineTuningHistory.FileName);
}
