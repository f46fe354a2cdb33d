using RewardLab.Editor.Controls;

namespace RewardLab.Editor.Tests;

/// <summary>Texts of several lines.</summary>
[Collection(EditorCollection.Name)]
public sealed class TextBoxTests
{
    [Fact]
    public void Insert_OfSeveralLines_KeepsThem()
    {
        using var box = new TextBox { Text = "one\ntwo" };
        var edits = 0;
        box.Edited += () => edits++;
        box.GoTo(2);

        box.Insert("three\nfour ");

        box.Text.ReplaceLineEndings("\n").ShouldBe("one\nthree\nfour two");
        (box.Line, box.Column).ShouldBe((3, 6));
        edits.ShouldBeGreaterThan(0);
    }
}
