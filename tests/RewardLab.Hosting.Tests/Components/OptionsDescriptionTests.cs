using RewardLab.Abstractions;
using RewardLab.Hosting.Components;

namespace RewardLab.Hosting.Tests.Components;

public sealed class OptionsDescriptionTests
{
    [Fact]
    public void Of_ARecord_ReadsWhatItSays()
    {
        var options = OptionsDescription.Create(typeof(Sampling)).ToDictionary(option => option.Name, StringComparer.Ordinal);

        options.Keys.ShouldBe(["steps", "guidance", "eta", "seed", "isQuiet", "model", "note", "spacing", "words", "weights", "stages", "first", "counts"]);
        var steps = options["steps"];
        (steps.TypeName, steps.Default, steps.Range, steps.Description, steps.IsRequired)
            .ShouldBe(("whole number", 20, "1 to 1000", "steps of the sampler", false));
        options["guidance"].Range.ShouldBe("more than 0 to 20");
        options["eta"].TypeName.ShouldBe("number");
        options["model"].IsRequired.ShouldBeTrue();
        options["spacing"].Choices.ShouldBe(["leading", "trailingEdge"]);
        options["spacing"].DefaultText.ShouldBe("leading");
        options["isQuiet"].DefaultText.ShouldBe("false");
        options["guidance"].DefaultText.ShouldBe("7.5");
        options["note"].DefaultText.ShouldBe("");
        options["words"].TypeName.ShouldBe("list of text");
        options["words"].Range.ShouldBe("at least 1 entries");
        options["first"].Options.Select(option => option.Name).ShouldBe(["size", "name"]);
    }

    [Fact]
    public void Of_NoOptions_IsEmpty() => OptionsDescription.Create(typeof(NoOptions)).ShouldBeEmpty();

    [Fact]
    public void Of_ARecordThatContainsItself_Ends() => OptionsDescription.Create(typeof(Knot)).ShouldHaveSingleItem().Name.ShouldBe("inner");

    private sealed record Knot
    {
        public Knot? Inner { get; init; }
    }
}
