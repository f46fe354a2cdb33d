using Microsoft.AspNetCore.Http;
using RewardLab.Runs.Samples;

namespace RewardLab.Web.Runs;

/// <summary>Which of a run's images a page shows, and in which order.</summary>
/// <param name="Order">The reward that orders them, best first; empty for prompt by prompt.</param>
/// <param name="IsReversed">Whether the worst come first.</param>
/// <param name="Truth">"correct", "incorrect", or empty for all.</param>
/// <param name="Words">Words that the prompt must have; empty for all.</param>
internal sealed record SampleQuery(string Order, bool IsReversed, string Truth, string Words)
{
    /// <summary>Correct images.</summary>
    public const string Correct = "correct";

    /// <summary>Incorrect images.</summary>
    public const string Incorrect = "incorrect";

    /// <summary>What a request asks for.</summary>
    public static SampleQuery From(IQueryCollection query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var order = query["order"].ToString();
        return new SampleQuery(order.TrimStart('-'), order.StartsWith('-'), query["truth"].ToString(), query["words"].ToString());
    }

    /// <summary>The images that are wanted, in the order that is.</summary>
    public IReadOnlyList<Sample> Apply(IReadOnlyList<Sample> samples)
    {
        var words = Words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var wanted = samples.Where(sample => Truth switch
        {
            Correct => sample.GroundTruth > 0.5,
            Incorrect => sample.GroundTruth <= 0.5,
            _ => true,
        }).Where(sample => Array.TrueForAll(words, word => sample.Prompt.Contains(word, StringComparison.OrdinalIgnoreCase)));
        if (Order.Length == 0)
        {
            return [.. wanted];
        }

        // Those that the reward has not scored come last, either way.
        var scored = wanted.Select(sample => (sample, Key: sample.OrderOf(Order))).OrderBy(entry => entry.Key is null);
        return
        [
            .. (IsReversed ? scored.ThenBy(entry => entry.Key) : scored.ThenByDescending(entry => entry.Key)).Select(entry => entry.sample),
        ];
    }

    /// <summary>The query as part of an address.</summary>
    public string ToAddress() => string.Join('&', new[]
    {
        Order.Length > 0 ? $"order={(IsReversed ? "-" : "")}{Uri.EscapeDataString(Order)}" : "",
        Truth is Correct or Incorrect ? $"truth={Truth}" : "",
        Words.Length > 0 ? $"words={Uri.EscapeDataString(Words)}" : "",
    }.Where(part => part.Length > 0));
}
