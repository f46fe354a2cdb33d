namespace RewardLab.Calibration.TextNorms;

/// <summary>Distinct texts, numbered in the order they came.</summary>
internal sealed class TextIndex
{
    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [];

    public IReadOnlyList<string> Texts => _texts;

    public int Add(string text)
    {
        if (!_indices.TryGetValue(text, out var index))
        {
            index = _texts.Count;
            _indices.Add(text, index);
            _texts.Add(text);
        }

        return index;
    }
}
