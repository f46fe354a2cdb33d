using RewardLab.Editor.Processes;

namespace RewardLab.Editor.RunLists;

/// <summary>What a job that waits will run, in words.</summary>
internal static class JobText
{
    /// <summary>The values that it was given when it was queued, such as "n=64 seed=3".</summary>
    public static string Values(RunJob job)
    {
        var words = new List<string>();
        foreach (var (index, argument) in job.Arguments.Index().Where(argument => argument.Index + 1 < job.Arguments.Count))
        {
            var next = job.Arguments[index + 1];
            if (argument == "--set")
            {
                words.Add(next);
            }
            else if (argument is "--seed" or "--threads" && next != "0")
            {
                words.Add($"{argument[2..]}={next}");
            }
        }

        return string.Join(' ', words);
    }
}
