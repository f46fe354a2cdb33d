using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Runs.Samples;
using RewardLab.Runs.Store;

namespace RewardLab.Reports.Pages;

/// <summary>How many held-out images an evaluation's means are over.</summary>
internal static class EvaluationSize
{
    /// <summary>One sentence for some runs; empty where nothing says how many.</summary>
    public static string Describe(IEnumerable<string> runFolders)
    {
        (int Images, int Prompts)[] sizes = [.. runFolders.SelectMany(Sizes).Where(size => size.Images > 0).Distinct().Order()];
        return sizes.Length == 0 ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $"Each point is a mean over {Range(sizes[0].Images, sizes[^1].Images, "image")} of "
            + $"{Range(sizes.Min(size => size.Prompts), sizes.Max(size => size.Prompts), "prompt")}, the same ones at every evaluation.");
    }

    private static string Range(int low, int high, string noun) => string.Create(
        CultureInfo.InvariantCulture, $"{(low == high ? $"{low:N0}" : $"{low:N0} to {high:N0}")} {noun}{(high == 1 ? "" : "s")}");

    // Images that were not kept are counted by the history, once there is one.
    private static IEnumerable<(int Images, int Prompts)> Sizes(string runFolder)
    {
        try
        {
            return
            [
                .. HeldOutReader.Read(runFolder).Select(images => (images.Prompts.Count * images.ImagesPerPrompt, images.Prompts.Count)),
                .. RunHistories.In(runFolder).Select(history => (history.Prompts.Count, history.Prompts.Distinct().Count())),
            ];
        }
        catch (RewardLabException)
        {
            return [];
        }
    }
}
