using System.Globalization;
using System.Text;
using RewardLab.Abstractions;

namespace RewardLab.Algorithms.BestOfN;

/// <summary>Every score as CSV (RFC 4180), a line for each prompt, image and reward.</summary>
internal static class CandidateScoreFile
{
    public static void Write(IRun run, Workload work, IReadOnlyList<PromptPool> pools)
    {
        using var writer = new StreamWriter(run.CreateFile("bestofn/scores.csv"), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\r\n" };
        var hasOrder = pools.Any(pool => pool.Order != pool.Proxy);
        writer.WriteLine(hasOrder ? "prompt,image,seed,reward,role,score,order" : "prompt,image,seed,reward,role,score");
        foreach (var pool in pools)
        {
            for (var image = 0; image < pool.Proxy.Length; image++)
            {
                var beginning = $"{Quote(pool.Prompt)},{image},{work.Seed(pool.Prompt, image).ToString(CultureInfo.InvariantCulture)}";
                writer.WriteLine($"{beginning},{Quote(work.Reward.Name)},proxy,{Number(pool.Proxy[image])}{(hasOrder ? $",{Number(pool.Order[image])}" : "")}");
                for (var heldOutReward = 0; heldOutReward < work.HeldOutRewards.Count; heldOutReward++)
                {
                    writer.WriteLine($"{beginning},{Quote(work.HeldOutRewards[heldOutReward].Name)},observer,{Number(pool.HeldOut[heldOutReward][image])}{(hasOrder ? $",{Number(pool.HeldOut[heldOutReward][image])}" : "")}");
                }
            }
        }
    }

    // Single precision where it is that, as a network's scores are.
    public static string Number(double value) => (float)value == value ? ((float)value).ToString("R", CultureInfo.InvariantCulture) : value.ToString("R", CultureInfo.InvariantCulture);

    public static string Quote(string text) => text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
