using CsCheck;
using RewardLab.Editor.Inspector;

namespace RewardLab.Editor.Tests;

/// <summary>Edits back and forth.</summary>
public sealed class EditHistoryTests
{
    [Fact]
    public void UndoAndRedo_AnySequence_GoThroughTheSameStates() =>
        Gen.Int[0, 3].Array[0, 60].Sample(moves =>
        {
            var state = 0;
            var history = new EditHistory();
            var states = new List<int> { 0 };
            var at = 0;
            var next = 1;
            foreach (var move in moves)
            {
                if (move == 0)
                {
                    history.Undo();
                    at = Math.Max(0, at - 1);
                }
                else if (move == 1)
                {
                    history.Redo();
                    at = Math.Min(states.Count - 1, at + 1);
                }
                else
                {
                    var (before, after) = (state, next++);
                    history.Do(new Edit("set", () => state = after, () => state = before));
                    states.RemoveRange(at + 1, states.Count - at - 1);
                    states.Add(after);
                    at++;
                }

                state.ShouldBe(states[at]);
            }
        });

    [Fact]
    public void Do_OneFieldTyped_IsOneEdit()
    {
        var text = "";
        var history = new EditHistory();
        foreach (var typed in new[] { "a", "ab", "abc" })
        {
            var before = text;
            history.Do(new Edit("set name", () => text = typed, () => text = before, Merge: "name"));
        }

        history.Undo().ShouldBe("set name");
        text.ShouldBe("");
        history.UndoName.ShouldBeNull();
        history.Redo();
        text.ShouldBe("abc");
    }
}
