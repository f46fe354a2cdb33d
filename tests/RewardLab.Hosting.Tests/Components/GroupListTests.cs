using CsCheck;
using RewardLab.Abstractions;
using RewardLab.Hosting.Components;

namespace RewardLab.Hosting.Tests.Components;

/// <summary>A list of groups, of which a text may stand for each: lora: x.safetensors, or [{path: x.safetensors, weight: 0.5}].</summary>
public sealed class GroupListTests
{
    private static readonly Patch[] Two = [new Patch { Path = "a.safetensors", Weight = 0.5 }, new Patch { Path = "b" }];

    [Theory]
    [InlineData("", 0)]
    [InlineData("models/one, and two.safetensors", 1)]
    [InlineData("[style] of ink.safetensors", 1)]
    public void Bind_PlainText_IsOneEntry(string text, int count)
    {
        var patches = Bind(text);
        patches.Count.ShouldBe(count);
        patches.ShouldAllBe(patch => patch.Path == text && patch.Weight == 1);
    }

    [Fact]
    public void Bind_EveryWayToWriteTwo_IsTheSame()
    {
        Bind("[{path: a.safetensors, weight: 0.5}, b]").ShouldBe(Two);
        Bind("[{\"path\": \"a.safetensors\", \"weight\": 0.5}, {\"path\": \"b\"}]").ShouldBe(Two);
        Bind(new List<object?> { new Dictionary<string, object?> { ["path"] = "a.safetensors", ["weight"] = 0.5 }, "b" }).ShouldBe(Two);
        Bind(Two).ShouldBe(Two);
        Bind("{path: a.safetensors, weight: 0.5}").ShouldBe(Two[..1]);
        Bind(new Dictionary<string, object?> { ["path"] = "a.safetensors", ["weight"] = 0.5 }).ShouldBe(Two[..1]);
    }

    [Theory]
    [InlineData("[{path: a, wieght: 2}]", "option 'patches[0]' has no option 'wieght'. Did you mean 'weight'?")]
    [InlineData("[b, {weight: 2}]", "option 'patches[1].path' is required: it has no default.")]
    [InlineData("[{path: a, weight: 20}]", "option 'patches[0].weight' is 20")]
    [InlineData("[{path: a, weight: much}]", "option 'patches[0].weight' is 'much'")]
    public void Bind_Mistakes_AreNamed(string text, string problem) => Should.Throw<RewardLabException>(() => Bind(text)).Message.ShouldContain(problem);

    [Fact]
    public void Of_TheOption_TellsHowItIsWritten()
    {
        var option = OptionsDescription.Create(typeof(Patched)).ShouldHaveSingleItem();
        option.TypeName.ShouldBe("list of {path, weight}, or one path");
        option.DefaultText.ShouldBe("");
        OptionText.Format(Two).ShouldBe("[{path: a.safetensors, weight: 0.5}, {path: b, weight: 1}]");
        OptionText.Format("a, b.safetensors").ShouldBe("a, b.safetensors");
    }

    [Fact]
    public void Parse_WhatWasShown_IsTheSameAgain() =>
        Gen.Select(Gen.String[Gen.Char[" ab/.-_,:#[]{}'\"\\&*!|>%@é\u2028"], 1, 12].Where(static path => !string.IsNullOrWhiteSpace(path)), Gen.Double[-10, 10])
            .Array[1, 4].Sample(entries =>
            {
                Patch[] patches = [.. entries.Select(entry => new Patch { Path = entry.Item1, Weight = entry.Item2 })];
                Bind(OptionText.Parse(OptionText.Format(patches), typeof(IReadOnlyList<Patch>))).ShouldBe(patches);
                object?[] maps = [.. patches.Select(patch => new Dictionary<string, object?> { ["path"] = patch.Path, ["weight"] = patch.Weight })];
                Bind(OptionText.Parse(OptionText.Format(maps), typeof(IReadOnlyList<Patch>))).ShouldBe(patches);
            });

    private static IReadOnlyList<Patch> Bind(object? value) =>
        OptionsBinder.Bind<Patched>(new Dictionary<string, object?> { ["patches"] = value }, "images 'x'").Patches;
}
