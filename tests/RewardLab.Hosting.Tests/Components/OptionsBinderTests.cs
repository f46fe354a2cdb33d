using RewardLab.Abstractions;
using RewardLab.Hosting.Components;

namespace RewardLab.Hosting.Tests.Components;

public sealed class OptionsBinderTests
{
    [Fact]
    public void Bind_Nothing_KeepsTheDefaults() => Bind().Steps.ShouldBe(20);

    [Fact]
    public void Bind_TypedValues_AreTaken()
    {
        var options = Bind(
            ("steps", 50L), ("guidance", 3), ("eta", 0.5), ("seed", ulong.MaxValue), ("isQuiet", true), ("note", "hello"), ("spacing", Spacing.TrailingEdge),
            ("words", new List<object?> { "a", "b" }), ("weights", new object?[] { 1, 2.5 }),
            ("counts", new Dictionary<string, object?>(StringComparer.Ordinal) { ["a"] = 1 }));

        (options.Steps, options.Guidance, options.Eta, options.Seed, options.IsQuiet, options.Note, options.Spacing)
            .ShouldBe((50, 3.0, 0.5f, ulong.MaxValue, true, "hello", Spacing.TrailingEdge));
        options.Words.ShouldBe(["a", "b"]);
        options.Weights.ShouldBe([1, 2.5]);
        options.Counts["a"].ShouldBe(1);
    }

    [Fact]
    public void Bind_Text_IsRead()
    {
        var options = Bind(
            ("STEPS", "50"), ("guidance", "3.5e0"), ("eta", "0.5"), ("seed", "18446744073709551615"), ("isQuiet", "True"), ("spacing", "trailingEdge"),
            ("words", "a, b"), ("weights", "1,2.5"));

        (options.Steps, options.Guidance, options.Eta, options.Seed, options.IsQuiet, options.Spacing)
            .ShouldBe((50, 3.5, 0.5f, ulong.MaxValue, true, Spacing.TrailingEdge));
        options.Words.ShouldBe(["a", "b"]);
        options.Weights.ShouldBe([1, 2.5]);
    }

    [Fact]
    public void Bind_Groups_AreRecords()
    {
        var options = Bind(
            ("first", new Dictionary<string, object?>(StringComparer.Ordinal) { ["size"] = "32" }),
            ("stages", new object?[] { new Dictionary<object, object?> { ["size"] = 128, ["name"] = "up" }, new Stage { Size = 256 } }));

        options.First.ShouldBe(new Stage { Size = 32 });
        options.Stages.ShouldBe([new Stage { Size = 128, Name = "up" }, new Stage { Size = 256 }]);
    }

    [Fact]
    public void Bind_Null_IsForOptionsThatMayBeEmpty()
    {
        Bind(("eta", null), ("note", null)).Note.ShouldBeNull();
        Bind(("eta", "")).Eta.ShouldBeNull("a command line can say nothing only as an empty text");
        Problem(("steps", "")).ShouldStartWith("images 'x': option 'steps'");
        Problem(("model", null)).ShouldBe("images 'x': option 'model' is empty; it must be text.");
        Problem(("steps", null)).ShouldBe("images 'x': option 'steps' is empty; it must be whole number, 1 to 1000.");
    }

    [Theory]
    [InlineData("stepz", 1, "images 'x' has no option 'stepz'. Did you mean 'steps'?")]
    [InlineData("derived", 1, "images 'x' has no option 'derived'. Known: steps, guidance, eta")]
    [InlineData("steps", "many", "images 'x': option 'steps' is 'many'; it must be whole number, 1 to 1000.")]
    [InlineData("steps", 1.5, "images 'x': option 'steps' is 1.5; it must be whole number, 1 to 1000.")]
    [InlineData("steps", 3e9, "images 'x': option 'steps' is 3000000000; it must be whole number, 1 to 1000.")]
    [InlineData("steps", 0, "images 'x': option 'steps' is 0: allowed is 1 to 1000.")]
    [InlineData("steps", true, "images 'x': option 'steps' is true; it must be whole number, 1 to 1000.")]
    [InlineData("guidance", 0, "images 'x': option 'guidance' is 0: allowed is more than 0 to 20.")]
    [InlineData("guidance", double.NaN, "images 'x': option 'guidance' is NaN: allowed is more than 0 to 20.")]
    [InlineData("seed", -1, "images 'x': option 'seed' is -1; it must be whole number.")]
    [InlineData("isQuiet", "maybe", "images 'x': option 'isQuiet' is 'maybe'; it must be yes or no.")]
    [InlineData("spacing", "trailing", "images 'x': option 'spacing' is 'trailing'; it must be one of leading, trailingEdge.")]
    [InlineData("spacing", 1, "images 'x': option 'spacing' is 1; it must be one of leading, trailingEdge.")]
    [InlineData("model", "", "images 'x': option 'model' is required: it has no default.")]
    [InlineData("words", "", "images 'x': option 'words' is a list of 0: allowed is at least 1 entries.")]
    [InlineData("weights", "1,b", "images 'x': option 'weights[1]' is 'b'; it must be number.")]
    [InlineData("first", 3, "images 'x': option 'first' is 3; it must be group.")]
    [InlineData("counts", 3, "images 'x': option 'counts' is 3; it must be map of whole number.")]
    public void Bind_WhatDoesNotFit_IsNamedInOneLine(string name, object value, string message)
    {
        var problem = Problem((name, value));
        problem.ShouldStartWith(message);
        problem.ShouldNotContain('\n');
    }

    [Fact]
    public void Bind_WhatDoesNotFitInside_IsNamedWithItsPlace()
    {
        Problem(("first", new Dictionary<string, object?>(StringComparer.Ordinal) { ["size"] = 4 }))
            .ShouldBe("images 'x': option 'first.size' is 4: allowed is 8 to 1024.");
        Problem(("stages", new object?[] { new Stage(), new Stage { Size = 1 } })).ShouldBe("images 'x': option 'stages[1].size' is 1: allowed is 8 to 1024.");
        Problem(("first", new Dictionary<string, object?>(StringComparer.Ordinal) { ["sise"] = 4 }))
            .ShouldBe("images 'x': option 'first' has no option 'sise'. Did you mean 'size'?");
    }

    [Fact]
    public void Bind_TheSameNameTwice_IsRefused() => Problem(("steps", 1), ("Steps", 2)).ShouldBe("images 'x': option 'steps' is given twice.");

    [Fact]
    public void Bind_OptionsThatDoNotFitTogether_AreRefused() =>
        Problem(("steps", 1), ("eta", 1)).ShouldBe("images 'x' cannot have these options: eta above 0 needs more than one step.");

    [Fact]
    public void Bind_AnyNumberAsText_IsTheNumber() => CsCheck.Check.Sample(
        CsCheck.Gen.Double[1e-3, 20],
        number => Bind(("guidance", number.ToString("R", System.Globalization.CultureInfo.InvariantCulture))).Guidance == number);

    private static string Problem(params (string Name, object? Value)[] values) => Should.Throw<RewardLabException>(() => Bind(values)).Message;

    private static Sampling Bind(params (string Name, object? Value)[] values) =>
        OptionsBinder.Bind<Sampling>(values.ToDictionary(value => value.Name, value => value.Value, StringComparer.Ordinal), "images 'x'");
}
