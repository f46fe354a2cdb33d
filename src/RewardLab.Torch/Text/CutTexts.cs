namespace RewardLab.Torch.Text;

/// <summary>Tells of texts that a model sees only in part, each once: prompts that differ only past the cut are one and the same to it.</summary>
/// <remarks>Not thread-safe.</remarks>
/// <param name="whose">What cuts, such as a reward's name.</param>
/// <param name="cutTokens">How many of a text's tokens are cut off; 0 for none.</param>
/// <param name="log">Writes a line for the user.</param>
public sealed class CutTexts(string whose, Func<string, int> cutTokens, Action<string> log)
{
    private const int ShownLength = 60;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Looks at texts that were not looked at before, and tells of those that are cut.</summary>
    public void Report(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        foreach (var text in texts.Where(_seen.Add))
        {
            if (cutTokens(text) is > 0 and var cut)
            {
                var shown = text.Length <= ShownLength ? text : text[..ShownLength] + "...";
                log($"{whose}: the last {cut} tokens of \"{shown.ReplaceLineEndings(" ")}\" are beyond the model's limit and do not count.");
            }
        }
    }
}
