using RewardLab.Torch.Text;

namespace RewardLab.Torch.Pipelines;

/// <summary>Prompts longer than a text encoder reads, cut into chunks that it reads one by one.</summary>
internal static class PromptChunks
{
    private const int Marks = 2; // begin and end

    /// <summary>How many tokens find a place, begin and end counted once.</summary>
    internal static int Places(int maxLength, int chunkCount) => ((maxLength - Marks) * chunkCount) + Marks;

    /// <summary>A prompt's tokens spread over so many chunks, each with begin and end of its own; the last ones may be empty.</summary>
    /// <returns>[chunks, the tokenizer's length].</returns>
    internal static TokenBatch Encode(ClipTokenizer tokenizer, string prompt, int chunkCount)
    {
        var size = tokenizer.MaxLength - Marks;
        var content = tokenizer.EncodeUncut(prompt)[1..^1];
        return TokenBatch.Create(
            [.. Enumerable.Range(0, chunkCount).Select(chunk => (List<int>)[tokenizer.BeginId, .. content.Skip(chunk * size).Take(size), tokenizer.EndId])],
            tokenizer.MaxLength, tokenizer.EndId, tokenizer.PadId);
    }
}
