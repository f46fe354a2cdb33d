using RewardLab.Abstractions;

namespace RewardLab.Experiments.Studies;

/// <summary>Which set is shown on which side: at random, and balanced. Of the items of two models an annotator sees half with the one on the first side and half with the other, and the next annotator the other way round.</summary>
internal sealed class SideOrder
{
    private readonly int[] _ranks;

    /// <summary>Draws the sides.</summary>
    public SideOrder(ulong seed, IReadOnlyList<StudyItem> items)
    {
        var keys = SeedStream.Of(seed, "sides");
        _ranks = new int[items.Count];
        foreach (var pair in items.GroupBy(item => (item.FirstModel, item.SecondModel)))
        {
            foreach (var (rank, item) in pair.OrderBy(item => keys[item.Id]).Index())
            {
                _ranks[item.Id - 1] = rank;
            }
        }
    }

    /// <summary>Whether the second model's set stands on the first side.</summary>
    public bool IsSwapped(int annotator, long item) => (_ranks[item - 1] + annotator) % 2 == 1;
}
