using System.Globalization;
using System.Text;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Layouts;

namespace RewardLab.Algorithms.BestOfN;

/// <summary>Every candidate's scores, as <see cref="ScoreLayout"/> has them: a row for each candidate, by its number among the prompt's.</summary>
internal static class CandidateScoreFile
{
    public static void Write(IRun run, Workload work, IReadOnlyList<PromptPool> pools)
    {
        using var writer = new StreamWriter(run.CreateFile("bestofn/scores.csv"), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        var hasOrder = pools.Any(pool => pool.Order != pool.Proxy);
        var proxy = new ScoreHeading(ScoreRole.Proxy, work.Reward.Name);
        writer.WriteLine(CsvLine.Of(
        [
            ScoreLayout.Image, ScoreLayout.Prompt, ScoreLayout.Seed, proxy.Text, .. hasOrder ? [proxy.OrderText] : Array.Empty<string>(),
            .. work.HeldOutRewards.Select(heldOutReward => new ScoreHeading(ScoreRole.HeldOut, heldOutReward.Name).Text),
        ]));
        foreach (var pool in pools)
        {
            for (var image = 0; image < pool.Proxy.Length; image++)
            {
                writer.WriteLine(CsvLine.Of(
                [
                    image.ToString(CultureInfo.InvariantCulture),
                    pool.Prompt,
                    work.Seed(pool.Prompt, image).ToString(CultureInfo.InvariantCulture),
                    CsvLine.Number(pool.Proxy[image]),
                    .. hasOrder ? [CsvLine.Number(pool.Order[image])] : Array.Empty<string>(),
                    .. pool.HeldOut.Select(heldOutReward => CsvLine.Number(heldOutReward[image])),
                ]));
            }
        }
    }
}
