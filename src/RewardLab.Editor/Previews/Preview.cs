using RewardLab.Editor.Controls;
using RewardLab.Editor.Inspector;

namespace RewardLab.Editor.Previews;

/// <summary>What is seen of something in the project before it is opened.</summary>
/// <param name="Title">What it is and what it is called.</param>
/// <param name="Lines">What the centre shows.</param>
/// <param name="Values">What the Inspector shows, to be read alone; null for nothing.</param>
internal sealed record Preview(string Title, IReadOnlyList<InkLine> Lines, IInspected? Values);
